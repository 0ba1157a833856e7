// Partials are shared by all readers, so nothing in them is personal. What is for one reader alone is shown here, by
// rules made for whoever is logged in: "yours", "undo" on an own answer, "take over" on somebody else's conversation.

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

function know() {
  const me = (document.body.dataset.user ?? "").replace(/\D/g, "");
  const held = `.talk:has(> .head[data-holder="${me}"])`;
  sheet.replaceSync(`
    .talk:not(:has(> .head[data-holder="${me}"])) .when-mine { display: none !important; }
    ${held} .when-others { display: none !important; }
    .talk:has(> .head:not([data-holder=""], [data-holder="${me}"])) .unless-others { display: none !important; }
    [data-author]:not([data-author="${me}"], [data-approver="${me}"]) .for-author { display: none !important; }
    [data-author="${me}"] .for-colleagues { display: none !important; }
    .talk:not([data-may~="moderate"]) [data-author]:not([data-author="${me}"], [data-approver="${me}"]) .for-author-or-lead { display: none !important; }
  `);
}

know();
document.addEventListener("turbo:load", know);
