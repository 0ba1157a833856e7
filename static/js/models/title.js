/** "(3 · 15) Inbox": three came while nobody looked, fifteen wait. @param {string} page @param {number} waiting @param {number} unseen */
export function title(page, waiting, unseen) {
  const bare = page.replace(/^\([^)]*\) /, "");
  const numbers = [unseen, waiting].filter((number) => number > 0).join(" · ");
  return numbers ? `(${numbers}) ${bare}` : bare;
}
