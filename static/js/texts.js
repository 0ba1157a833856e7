// What the page says in the reader's language: JSON in the head of every page, with {names} to fill in.

/** @type {Record<string, string | Record<string, string>> | undefined} */
let texts;

function load() {
  const kept = document.querySelector('meta[name="texts"]')?.getAttribute("content");
  texts ??= JSON.parse(kept ?? "{}");
  return texts ?? {};
}

/** @param {string} key @param {Record<string, string | number>} [values] a number `n` chooses the plural form */
export function t(key, values = {}) {
  const text = load()[key] ?? key;
  const form = typeof text === "string" ? text : (text[plural(Number(values.n))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @param {number} n */
function plural(n) {
  return new Intl.PluralRules(document.documentElement.lang || "en").select(n);
}
