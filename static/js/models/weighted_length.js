// How X counts a text: its published rules, version 3. The server counts the same in webcare/channels/x/texts.py;
// tests/channels/weighted_lengths.json holds both to the same answers.

const LINK = 23;
const LIGHT = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
]; // these weigh one, all others two

/** Of countries: each first letter, and the second ones that follow it. */
const COUNTRIES =
  "acdefgilmnoqrstuwxz babdefghijlmnoqrstvwyz cacdfghiklmnoruvwxyz dejkmoz eceghrstu fijkmor " +
  "gabdefghilmnpqrstuwy hkmnrtu idelmnoqrst jemop keghimnprwyz labcikrstuvy macdefghklmnopqrstuvwxyz " +
  "nacefgilopruz om paefghklmnrstwy qa reosuw sabcdeghijklmnorstuvxyz tcdfghjklmnoprtvwz uagkmsyz vaceginu wfs " +
  "yet zamw";
const OTHERS =
  "com net org info biz edu gov mil int aero asia cat coop jobs mobi museum name post pro tel travel xxx academy " +
  "agency amsterdam app art bank bet bike blog cafe care cash chat cloud club coach codes community company " +
  "consulting design dev digital direct dog download education email energy events expert express family fashion " +
  "finance fit fitness forum frl fun fund gallery games global gmbh gold group guide guru health help hosting hotel " +
  "house immo industries ink institute international koeln land law legal life link live loan love ltd management " +
  "market marketing media moda money network news ngo ninja one online page partners parts party photo photography " +
  "photos pics pictures plus poker press productions properties pub rail recipes report rest restaurant reviews rocks " +
  "run sale school science services sex shop shopping show site social software solar solutions space store stream " +
  "studio style support systems taxi team tech technology tips today tools top tours town trade training tube vet " +
  "video vip vlaanderen vote wales watch website wiki win wine work world wtf xyz zone";
const LETTER = "[a-z0-9\\u{a1}-\\u{10ffff}]";
const WORD = "\\p{L}\\p{N}_";
const DOMAIN = `(?:${LETTER}(?:[${WORD}-]*${LETTER})?\\.)+`;
const LONGEST_FIRST = OTHERS.split(" ").sort((a, b) => b.length - a.length);
const ENDING = [...LONGEST_FIRST, ...COUNTRIES.replace(/(\w)(\w+)/g, "$1[$2]").split(" ")].join("|");
const PATH = `(?::\\p{Nd}+)?(?:[/?#](?:[^\\s<>"]*[${WORD}/=#&$+@~%\\-])?)?`;
const LINKS = new RegExp(
  `(?<![${WORD}@$#./\\-])(?:https?://${DOMAIN}[a-z\\u{a1}-\\u{10ffff}]{2,}${PATH}|${DOMAIN}(?:${ENDING})(?![${WORD}@\\-])${PATH})`,
  "giu",
);

const SIGN =
  "[\\u203c\\u2049\\u2122\\u2139\\u2190-\\u21ff\\u2300-\\u23ff\\u24c2\\u25a0-\\u27bf\\u2900-\\u297f\\u2b00-\\u2bff\\u3030\\u303d\\u3297\\u3299\\u{1f000}-\\u{1faff}]";
const WITH_SELECTOR = "[#*0-9\\u00a9\\u00ae]\\ufe0f\\u20e3?|[#*0-9]\\u20e3";
const DRESSED = `${SIGN}\\ufe0f?[\\u{1f3fb}-\\u{1f3ff}]?[\\u{e0020}-\\u{e007f}]*`;
const EMOJI = new RegExp(`[\\u{1f1e6}-\\u{1f1ff}]{2}|${WITH_SELECTOR}|${DRESSED}(?:\\u200d${DRESSED})*`, "gu");

/**
 * The length as X counts it: most of Latin one, the rest two, a link 23, an emoji of any make two.
 * @param {string} text
 */
export function weightedLength(text) {
  let length = 0;
  const count = (/** @type {number} */ each) => () => {
    length += each;
    return "";
  };
  const rest = text.normalize("NFC").replace(LINKS, count(LINK)).replace(EMOJI, count(2));
  for (const character of rest) length += weight(character.codePointAt(0) ?? 0);
  return length;
}

/** @param {number} point */
function weight(point) {
  return LIGHT.some(([low, high]) => point >= low && point <= high) ? 1 : 2;
}
