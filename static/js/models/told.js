// Which alert this browser told last: of several tabs one rings, and a page that is loaded again is silent.

const KEY = "webcare.alerts.told";
const QUIET = 60_000; // milliseconds between two sounds, however much happens

/**
 * Whether this is news here; from now on it is not.
 * @param {string} user @param {number} newest the id of the newest alert @param {Storage} kept
 */
export function isNews(user, newest, kept) {
  const before = Number(kept.getItem(`${KEY}.${user}`) ?? 0);
  if (newest <= before) return false;
  kept.setItem(`${KEY}.${user}`, String(newest));
  return true;
}

/**
 * Whether it may sound now: once a minute at most.
 * @param {string} user @param {number} now milliseconds since 1970 @param {Storage} kept
 */
export function maySound(user, now, kept) {
  const before = Number(kept.getItem(`${KEY}.sound.${user}`) ?? 0);
  if (now - before < QUIET) return false;
  kept.setItem(`${KEY}.sound.${user}`, String(now));
  return true;
}
