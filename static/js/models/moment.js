/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * The time of day, with the date unless it is today, as the server's filter `moment` writes it.
 * @param {number} at microseconds since 1970
 * @param {number} now microseconds since 1970
 * @param {string} [language]
 * @param {string} [zone] an IANA name; the browser's own without one
 */
export function write(at, now, language, zone) {
  const clock = format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, language, zone);
  const date = (/** @type {number} */ moment) => format(moment, { dateStyle: "short" }, language, zone);
  if (date(at) === date(now)) return clock;
  const year = (/** @type {number} */ moment) => format(moment, { year: "numeric" }, language, zone);
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { day: "numeric", month: "short", year: year(at) === year(now) ? undefined : "numeric" };
  return `${format(at, parts, language, zone)} ${clock}`;
}

/**
 * @param {number} at
 * @param {Intl.DateTimeFormatOptions} options
 * @param {string} [language]
 * @param {string} [zone]
 */
function format(at, options, language, zone) {
  const key = JSON.stringify([options, language, zone]);
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(language || undefined, { ...options, timeZone: zone || undefined });
  formats.set(key, known);
  return known.format(at / 1000);
}
