// The rows of a long list, block by block: only what is near the eye is asked for and kept.

/** @typedef {import("./types.d.ts").Row} Row */
/** @typedef {import("./types.d.ts").Answer} Answer */
/** @typedef {{rows: Row[] | null, stale: boolean, request: AbortController | null}} Block */

const KEPT = 60;

export class Blocks {
  /**
   * @param {number} size rows of a block
   * @param {{arrived: (answer: Answer) => void, failed: (problem: Error) => void}} listener
   */
  constructor(size, listener) {
    this.size = size;
    this.listener = listener;
    /** @type {Map<number, Block>} in order of last use */
    this.blocks = new Map();
    this.url = "";
    this.sort = "";
  }

  /**
   * Forget everything and read from elsewhere, or in another order.
   * @param {string} url
   * @param {string} sort
   */
  reset(url, sort) {
    for (const block of this.blocks.values()) block.request?.abort();
    this.blocks.clear();
    this.url = url;
    this.sort = sort;
  }

  /** Ask again for what is kept as soon as it is seen; it stays shown until the answer. */
  spoil() {
    for (const block of this.blocks.values()) block.stale = true;
  }

  /**
   * @param {number} index
   * @returns {Row | null} null while it has not come
   */
  row(index) {
    return this.blocks.get(Math.floor(index / this.size))?.rows?.[index % this.size] ?? null;
  }

  /** Give every row that is kept, to change one in place. */
  *kept() {
    for (const block of this.blocks.values()) yield* block.rows ?? [];
  }

  /**
   * Ask for what covers these rows, give up what is far from them.
   * @param {number} first
   * @param {number} last included
   */
  want(first, last) {
    const from = Math.floor(first / this.size);
    const to = Math.floor(last / this.size);
    this.#abandon(from - 1, to + 1);
    for (let number = from; number <= to; number += 1) this.#need(number);
    this.#trim();
  }

  /**
   * Read rows that may never be seen, as a range selected far apart.
   * @param {number} first
   * @param {number} last included
   * @returns {Promise<Row[]>}
   */
  async range(first, last) {
    /** @type {Row[]} */
    const rows = [];
    for (let index = first; index <= last; ) {
      const offset = Math.floor(index / this.size) * this.size;
      const known = this.blocks.get(offset / this.size)?.rows;
      const block = known ?? (await this.#read(offset)).rows;
      if (block.length === 0) break;
      rows.push(...block.slice(index - offset, last - offset + 1));
      index = offset + this.size;
    }
    return rows;
  }

  /**
   * @param {number} from
   * @param {number} to
   */
  #abandon(from, to) {
    for (const [number, block] of this.blocks) {
      if (block.request && (number < from || number > to)) {
        block.request.abort();
        Object.assign(block, { stale: true, request: null });
        if (!block.rows) this.blocks.delete(number);
      }
    }
  }

  /** @param {number} number */
  #need(number) {
    const block = this.blocks.get(number) ?? { rows: null, stale: true, request: null };
    this.blocks.delete(number);
    this.blocks.set(number, block);
    if (block.stale && !block.request) void this.#fill(number, block);
  }

  #trim() {
    for (const number of this.blocks.keys()) {
      if (this.blocks.size <= KEPT) return;
      this.blocks.delete(number);
    }
  }

  /**
   * @param {number} number
   * @param {Block} block
   */
  async #fill(number, block) {
    const request = new AbortController();
    block.request = request;
    block.stale = false;
    try {
      const answer = await this.#read(number * this.size, request.signal);
      if (block.request !== request) return;
      Object.assign(block, { rows: answer.rows, request: null });
      this.listener.arrived(answer);
    } catch (problem) {
      if (block.request !== request) return;
      // Not asked for again before `spoil`: a server in trouble is not hammered.
      block.request = null;
      if (!request.signal.aborted) this.listener.failed(/** @type {Error} */ (problem));
    }
  }

  /**
   * @param {number} offset
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answer>}
   */
  async #read(offset, signal) {
    const address = new URL(this.url, location.href);
    address.searchParams.set("offset", String(offset));
    address.searchParams.set("limit", String(this.size));
    if (this.sort) address.searchParams.set("sort", this.sort);
    const headers = { Accept: "application/json" };
    const response = await fetch(address, { headers, signal: signal ?? null });
    if (!response.ok) throw new Error(`Le serveur a répondu ${response.status}.`);
    if (!response.headers.get("Content-Type")?.includes("json")) {
      throw new Error("La session a pris fin\u00a0: rechargez la page.");
    }
    return response.json();
  }
}
