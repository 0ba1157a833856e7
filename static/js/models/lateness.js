// Which conversations of the reader become late: each is told once, and only when it stood in time before.

const JUST = 5_000_000; // microseconds: the server tells of lateness at once, so what comes sooner than this is news

/** @typedef {Record<string, string | undefined>} Facts */

export class Lateness {
  /** @param {string} me id of the reader */
  constructor(me) {
    this.me = me;
    /** @type {Map<string, number>} conversation → when it is due */
    this.awaited = new Map();
    /** @type {Map<string, number>} conversation → the deadline of which it was told */
    this.told = new Map();
  }

  /** A conversation as it stands now. @param {string} id @param {Facts} facts as its row has them @param {number} now */
  take(id, facts, now) {
    const due = Number(facts.due);
    if (facts.assignee !== this.me || facts.status !== "open" || !due) this.awaited.delete(id);
    else if (now - due < JUST && this.told.get(id) !== due) this.awaited.set(id, due);
    else if (this.awaited.get(id) !== due) this.awaited.delete(id);
  }

  /** How many became late since this was asked last. @param {number} now */
  became(now) {
    const late = [...this.awaited].filter(([, due]) => now >= due);
    for (const [id, due] of late) {
      this.awaited.delete(id);
      this.told.set(id, due);
    }
    return late.length;
  }
}
