// Copies what the pages need from node_modules into static/, pinned and minified. Run with: npm run vendor
import { readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";
import subsetFont from "subset-font";

const ICONS = `activity archive archive-restore arrow-left at-sign ban bell cable calendar-clock chart-column check
  check-check chevron-down chevron-right circle-alert circle-check-big circle-question-mark clock
  clock-alert corner-down-right ellipsis external-link eye file-text frown globe hand handshake hash hourglass image-off
  inbox info key-round languages layers link-2 list-filter lock log-out meh message-circle message-square octagon-x
  pencil play plug plus printer quote refresh-cw search send settings shield-alert siren smile sticky-note tag timer
  trash-2 trending-up triangle-alert undo-2 user-plus user-round users wifi-off x`.split(/\s+/);

// Marks of platforms, drawn here: no icon set may carry them.
const PLATFORMS = {
  x: '<path fill="currentColor" stroke="none" d="M14.2 10.2 22.4 1h-2l-7.1 8L7.6 1H1l8.6 12.1L1 23h2l7.5-8.4 6 8.4H23zm-2.6 3-.9-1.2L3.7 2.5h2.9l5.6 7.8.9 1.2 7.3 10.1h-3z"/>',
};

const module = (path) => readFileSync(`node_modules/${path}`, "utf8");
const version = (name) => JSON.parse(module(`${name}/package.json`)).version;

function script(name, source, target) {
  const options = { minify: true, format: "esm", target: "es2022", legalComments: "none" };
  const code = transformSync(module(`${name}/dist/${source}`), options).code;
  writeFileSync(`static/vendor/${target}`, `// ${name} ${version(name)}, MIT licence: see LICENSES.md\n${code}`);
}

/** Latin letters and the signs we use, in the weights we use: 29 kB instead of 48. */
async function font() {
  const letters = Array.from({ length: 0x180 - 0x20 }, (_, index) => String.fromCodePoint(0x20 + index)).join("");
  const file = "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";
  const options = { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 800 } } };
  const subset = await subsetFont(readFileSync(file), `${letters}–—‘’‚“”„†•…‰‹›€™←→↑↓↵−`, options);
  writeFileSync("static/vendor/inter.woff2", subset);
}

function symbol(name) {
  const drawing = module(`lucide-static/icons/${name}.svg`).replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}

function sprite() {
  const platforms = Object.entries(PLATFORMS).map(
    ([name, path]) => `<symbol id="platform-${name}" viewBox="0 0 24 24">${path}</symbol>`,
  );
  const symbols = [...ICONS.map(symbol), ...platforms].join("\n");
  writeFileSync("static/icons/icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
}

function licences() {
  const parts = [
    ["@hotwired/turbo", "turbo.js", "@hotwired/stimulus/LICENSE.md"], // the same house, the same licence; its package holds no text,
    ["@hotwired/stimulus", "stimulus.js", "@hotwired/stimulus/LICENSE.md"],
    ["socket.io-client", "socket.io.js", "socket.io-client/LICENSE"],
    ["lucide-static", "../icons/icons.svg", "lucide-static/LICENSE"],
    ["@fontsource-variable/inter", "inter.woff2", "@fontsource-variable/inter/LICENSE"],
  ];
  const table = parts.map(([name, file]) => `| ${name} | ${version(name)} | ${file} |`).join("\n");
  const texts = parts.map(([name, , licence]) => `## ${name}\n\n${module(licence).trim()}\n`).join("\n");
  const head = "# Vendored parts\n\nMade by `npm run vendor` from `package-lock.json`; never edited by hand.\n";
  writeFileSync("static/vendor/LICENSES.md", `${head}\n| part | version | file |\n|---|---|---|\n${table}\n\n${texts}`);
}

script("@hotwired/turbo", "turbo.es2017-esm.js", "turbo.js");
script("@hotwired/stimulus", "stimulus.js", "stimulus.js");
script("socket.io-client", "socket.io.esm.min.js", "socket.io.js");
await font();
sprite();
licences();
