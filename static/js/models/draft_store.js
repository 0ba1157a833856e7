// Drafts in this browser, beside those on the server: whichever is newer wins. One entry per person and conversation.

/** @typedef {{text: string, tab: string, at: number}} Kept `at` is microseconds since 1970 */

export class DraftStore {
  /** @param {Storage} storage @param {string} user @param {number} conversation */
  constructor(storage, user, conversation) {
    this.storage = storage;
    this.key = `draft:${user}:${conversation}`;
  }

  /** @returns {Kept | null} */
  read() {
    try {
      const kept = JSON.parse(this.storage.getItem(this.key) ?? "null");
      return kept && typeof kept.text === "string" && Number.isFinite(kept.at) ? kept : null;
    } catch {
      return null;
    }
  }

  /** @param {Kept} kept */
  write(kept) {
    try {
      if (kept.text.trim() === "") this.storage.removeItem(this.key);
      else this.storage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // a full or forbidden storage: the server's copy is still there
    }
  }

  forget() {
    this.storage.removeItem(this.key);
  }

  /** @param {number} at when the server's copy was written @returns {Kept | null} the local one, when it is newer */
  newerThan(at) {
    const kept = this.read();
    return kept && kept.at > at ? kept : null;
  }
}
