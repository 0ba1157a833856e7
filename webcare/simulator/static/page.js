// Keeps the page current: asks every two seconds, and changes only what changed and is not in use.
const main = document.querySelector("#tab");
const faults = document.querySelector("#faults");
let shown = "";

async function refresh() {
  if (document.hidden || main.contains(document.activeElement)) return;
  try {
    const answer = await fetch(`/fragment?tab=${main.dataset.tab}`);
    const html = await answer.text();
    if (!answer.ok || html === shown) return;
    shown = html;
    const page = new DOMParser().parseFromString(html, "text/html");
    main.replaceChildren(...page.querySelector("#tab").childNodes);
    faults.replaceChildren(...page.querySelector("#faults").childNodes);
  } catch {
    // The simulator is away; the next round asks again.
  }
}

setInterval(refresh, 2000);
