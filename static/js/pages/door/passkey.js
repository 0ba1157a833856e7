// What the server and a passkey say to each other: bytes there, base64url in JSON here. No page is needed.

/** @param {string} text @returns {ArrayBuffer} */
export function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

/** @param {ArrayBuffer} buffer @returns {string} */
export function text(buffer) {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** What a browser is asked to sign, as it wants it. @param {any} asked */
export function toSign(asked) {
  return { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) };
}

/** What a browser is asked to make, as it wants it. @param {any} asked */
export function toMake(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  return { ...asked, user, challenge: bytes(asked.challenge), excludeCredentials: known(asked.excludeCredentials) };
}

/** What came back, as the server reads it. @param {any} credential */
export function answer(credential) {
  const response = credential.response;
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = names.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: id, type, response: Object.fromEntries(told), clientExtensionResults: {} });
}

/** @param {{ id: string, type: string }[]} [credentials] */
function known(credentials = []) {
  return credentials.map((each) => ({ ...each, id: bytes(each.id) }));
}
