// Short tones, for who asked for them. Browsers let a page make a sound only after somebody touched it.

const LASTS = 0.18; // seconds each
const LOUD = 0.15;

/** @type {AudioContext | undefined} */
let audio;

/** Play these, one after the other. @param {number[]} tones in hertz @returns {boolean} whether it could */
export function play(tones) {
  if (!navigator.userActivation?.hasBeenActive) return false;
  audio ??= new AudioContext();
  audio.resume();
  for (const [place, pitch] of tones.entries()) tone(audio, pitch, audio.currentTime + place * LASTS * 1.3);
  return true;
}

/** @param {AudioContext} on @param {number} pitch @param {number} at */
function tone(on, pitch, at) {
  const [source, volume] = [on.createOscillator(), on.createGain()];
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(LOUD, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LASTS);
  source.connect(volume).connect(on.destination);
  source.start(at);
  source.stop(at + LASTS);
}
