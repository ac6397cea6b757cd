import type { PathSegments } from './path-segments.ts';
import { ASSET_ENDINGS, assetEnding } from './segment-shape.ts';

/** What is kept of a segment's name; longer segments are ids (`segment-shape.ts`). */
const NAME_BYTES = 64;
/** Kinds of nodes: a name, any segment, and words of our own that are no segment (two stars, or a star and an ending). */
const KIND = { name: 0, any: 1, word: 2 } as const;

/** A word of our own, and its hash. */
interface Word {
  readonly bytes: Uint8Array;
  readonly hash: number;
}
function wordOf(text: string): Word {
  const bytes = new TextEncoder().encode(text);
  return { bytes, hash: bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 7) };
}
const DEEPER = wordOf('**');
const DEEP_ASSETS = ASSET_ENDINGS.map((ending) => wordOf(`**/*.${ending}`));
const FLAT_ASSETS = ASSET_ENDINGS.map((ending) => wordOf(`*.${ending}`));

export interface RouteTreeOptions {
  /** More different names than this in one place are ids that look like words. Default 60; four times that at the root. */
  readonly siblings?: number;
  /** Nodes at most. Default 8192. */
  readonly nodes?: number;
}

/** A name that takes this part of the requests beside it stays a name when the others become `*` (`/users/me`). */
const HEAVY = 0.1;
const HEAVY_AT_ROOT = 0.01;
const MOST_HEAVY = 16;
/** Names that came once are most of so many: they will go on coming (Good 1953: what came once tells what is yet to come). */
const EARLY_SIBLINGS = 30;
const EARLY_REQUESTS = 100;

/**
 * The names of paths as a tree that learns which segments are ids: by their looks, or because too many different ones
 * stand in one place. Then they become one node, `*`, and what was below them is below it.
 */
export class RouteTree {
  readonly #siblings: number;
  readonly #limit: number;
  #slots = new Int32Array(256);
  #mask = 255;
  #used = 0;
  readonly #free: number[] = [];
  readonly #parents: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #hashes: Int32Array;
  readonly #lengths: Uint8Array;
  #names: Uint8Array;
  readonly #alive: Uint8Array;
  readonly #any: Int32Array;
  readonly #hits: Float64Array;
  readonly #children: Int32Array;
  readonly #through: Float64Array;
  readonly #singles: Int32Array;
  readonly #collapsed: Uint8Array;
  /** The nodes that gave way to another since it was asked last: the old one, then the new one. */
  readonly #given: number[] = [];

  constructor({ siblings = 60, nodes = 8192 }: RouteTreeOptions = {}) {
    this.#siblings = siblings;
    this.#limit = Math.max(16, nodes);
    this.#parents = new Int32Array(this.#limit);
    this.#kinds = new Uint8Array(this.#limit);
    this.#hashes = new Int32Array(this.#limit);
    this.#lengths = new Uint8Array(this.#limit);
    this.#names = new Uint8Array(NAME_BYTES * 64);
    this.#alive = new Uint8Array(this.#limit);
    this.#any = new Int32Array(this.#limit).fill(-1);
    this.#hits = new Float64Array(this.#limit);
    this.#children = new Int32Array(this.#limit);
    this.#through = new Float64Array(this.#limit);
    this.#singles = new Int32Array(this.#limit);
    this.#collapsed = new Uint8Array(this.#limit);
    this.#alive[0] = 1;
    this.#used = 1;
  }

  get size(): number {
    return this.#used - this.#free.length;
  }

  get full(): boolean {
    return this.size >= this.#limit;
  }

  /** The node of a path, which is added if it is new and `learn` says so; -1 for none. */
  nodeOf(path: PathSegments, learn: boolean): number {
    let node = 0;
    const last = path.count - 1;
    const depth = path.asset ? Math.min(1, last) : path.count;
    for (let index = 0; index < depth && node >= 0; index += 1) {
      node = path.ids[index] === 1 ? this.#anyOf(node, learn) : this.#childOf(node, path.bytesOf(index), path.starts[index] ?? 0, path.ends[index] ?? 0, path.hashes[index] ?? 0, learn);
    }
    if (node < 0) return -1;
    if (path.asset) {
      const word = (last > 0 ? DEEP_ASSETS : FLAT_ASSETS)[assetEnding(path.bytesOf(last), path.starts[last] ?? 0, path.ends[last] ?? 0)];
      return word === undefined ? -1 : this.#wordOf(node, word, learn);
    }
    return path.deeper ? this.#wordOf(node, DEEPER, learn) : node;
  }

  /** Counts a request to a node as `nodeOf` does on its way. */
  hitAgain(node: number): void {
    for (let at = node; at > 0;) {
      const parent = this.#parents[at] ?? 0;
      if (this.#kinds[at] === KIND.name) this.#hit(parent, at);
      else this.#hits[at] = (this.#hits[at] ?? 0) + 1;
      at = parent;
    }
  }

  /** Foreign bytes: the path of a node as text. */
  name(node: number): string {
    const words: string[] = [];
    for (let at = node; at > 0; at = this.#parents[at] ?? 0) {
      words.unshift(this.#kinds[at] === KIND.any ? '*' : new TextDecoder().decode(this.#names.subarray(at * NAME_BYTES, at * NAME_BYTES + (this.#lengths[at] ?? 0))));
    }
    return `/${words.join('/')}`;
  }

  get hasGiven(): boolean {
    return this.#given.length > 0;
  }

  /** Hands over pairs of nodes, [old, new, old, new ...], that became one since the last time. -1 for one that was dropped. */
  takeGiven(): number[] {
    return this.#given.splice(0);
  }

  /** Drops the leaves that came but once, to make room. */
  prune(): void {
    const parents = new Uint8Array(this.#used);
    for (let node = 1; node < this.#used; node += 1) if (this.#alive[node] === 1) parents[this.#parents[node] ?? 0] = 1;
    for (let node = 1; node < this.#used; node += 1) {
      if (this.#alive[node] === 1 && parents[node] === 0 && (this.#hits[node] ?? 0) <= 1) this.#drop(node, -1);
    }
    this.#rebuild();
  }

  #childOf(parent: number, bytes: Uint8Array, start: number, end: number, hash: number, learn: boolean): number {
    const key = mix(hash, parent);
    let slot = key & this.#mask;
    for (;;) {
      const node = (this.#slots[slot] ?? 0) - 1;
      if (node < 0) break;
      if (this.#hashes[node] === key && this.#parents[node] === parent && this.#kinds[node] === KIND.name && this.#isName(node, bytes, start, end)) {
        if (learn) this.#hit(parent, node);
        return node;
      }
      slot = (slot + 1) & this.#mask;
    }
    if (this.#collapsed[parent] === 1) return this.#anyOf(parent, learn);
    if (!learn) return -1;
    const node = this.#add(parent, KIND.name, key, bytes.subarray(start, Math.min(end, start + NAME_BYTES)));
    if (node < 0) return -1;
    this.#children[parent] = (this.#children[parent] ?? 0) + 1;
    this.#singles[parent] = (this.#singles[parent] ?? 0) + 1;
    this.#hit(parent, node);
    if (!this.#isTooMany(parent)) return node;
    this.#collapse(parent);
    return this.#alive[node] === 1 && this.#parents[node] === parent && this.#kinds[node] === KIND.name ? node : this.#anyOf(parent, learn);
  }

  #hit(parent: number, node: number): void {
    const hits = (this.#hits[node] ?? 0) + 1;
    this.#hits[node] = hits;
    if (hits === 2) this.#singles[parent] = (this.#singles[parent] ?? 0) - 1;
    this.#through[parent] = (this.#through[parent] ?? 0) + 1;
  }

  #isTooMany(parent: number): boolean {
    const scale = parent === 0 ? 4 : 1;
    const children = this.#children[parent] ?? 0;
    if (children > this.#siblings * scale) return true;
    const early = Math.min(EARLY_SIBLINGS, this.#siblings) * scale;
    return children > early && (this.#through[parent] ?? 0) >= EARLY_REQUESTS * scale && (this.#singles[parent] ?? 0) * 2 > children;
  }

  #anyOf(parent: number, learn: boolean): number {
    let node = this.#any[parent] ?? -1;
    if (node < 0 && learn) {
      node = this.#add(parent, KIND.any, 0, new Uint8Array(0));
      if (node >= 0) this.#any[parent] = node;
    }
    if (node >= 0 && learn) this.#hits[node] = (this.#hits[node] ?? 0) + 1;
    return node;
  }

  #wordOf(parent: number, { bytes, hash }: Word, learn: boolean): number {
    const key = mix(hash, parent);
    for (let slot = key & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const node = (this.#slots[slot] ?? 0) - 1;
      if (node < 0) return learn ? this.#add(parent, KIND.word, key, bytes) : -1;
      if (this.#hashes[node] === key && this.#parents[node] === parent && this.#kinds[node] === KIND.word && this.#isName(node, bytes, 0, bytes.length)) {
        if (learn) this.#hits[node] = (this.#hits[node] ?? 0) + 1;
        return node;
      }
    }
  }

  #isName(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    const length = this.#lengths[node] ?? 0;
    if (length !== end - start) return false;
    const from = node * NAME_BYTES;
    for (let index = 0; index < length; index += 1) if (this.#names[from + index] !== bytes[start + index]) return false;
    return true;
  }

  #add(parent: number, kind: number, key: number, name: Uint8Array): number {
    const node = this.#free.pop() ?? (this.#used < this.#limit ? this.#used : -1);
    if (node < 0) return -1;
    if (node === this.#used) this.#used += 1;
    if ((node + 1) * NAME_BYTES > this.#names.length) {
      const grown = new Uint8Array(Math.min(this.#limit * NAME_BYTES, this.#names.length * 2));
      grown.set(this.#names);
      this.#names = grown;
    }
    this.#parents[node] = parent;
    this.#kinds[node] = kind;
    this.#hashes[node] = key;
    this.#lengths[node] = name.length;
    this.#names.set(name, node * NAME_BYTES);
    this.#alive[node] = 1;
    this.#any[node] = -1;
    this.#hits[node] = 0;
    this.#children[node] = 0;
    this.#through[node] = 0;
    this.#singles[node] = 0;
    this.#collapsed[node] = 0;
    if (this.#used * 2 > this.#slots.length) this.#rebuild();
    else if (kind !== KIND.any) this.#place(node);
    return node;
  }

  #place(node: number): void {
    let slot = (this.#hashes[node] ?? 0) & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = node + 1;
  }

  #rebuild(): void {
    let size = this.#slots.length;
    while (this.#used * 2 > size) size *= 2;
    this.#slots = new Int32Array(size);
    this.#mask = size - 1;
    for (let node = 1; node < this.#used; node += 1) if (this.#alive[node] === 1 && this.#kinds[node] !== KIND.any) this.#place(node);
  }

  #drop(node: number, heir: number): void {
    this.#alive[node] = 0;
    this.#given.push(node, heir);
    const parent = this.#parents[node] ?? 0;
    if (this.#kinds[node] === KIND.any) this.#any[parent] = -1;
    if (this.#kinds[node] === KIND.name) {
      this.#children[parent] = (this.#children[parent] ?? 0) - 1;
      if ((this.#hits[node] ?? 0) < 2) this.#singles[parent] = (this.#singles[parent] ?? 0) - 1;
    }
    this.#free.push(node);
  }

  /** Makes the names below a node one `*`, but for those that take much of the requests. */
  #collapse(parent: number): void {
    const into = this.#anyOf(parent, true);
    if (into < 0) return;
    this.#collapsed[parent] = 1;
    const enough = Math.max(EARLY_SIBLINGS / 2, (this.#through[parent] ?? 0) * (parent === 0 ? HEAVY_AT_ROOT : HEAVY));
    const below = this.#childrenOf();
    const names = (below.get(parent) ?? []).filter((node) => this.#kinds[node] === KIND.name).sort((left, right) => (this.#hits[right] ?? 0) - (this.#hits[left] ?? 0));
    names.forEach((node, place) => {
      if (place >= MOST_HEAVY || (this.#hits[node] ?? 0) < enough) this.#merge(node, into, below);
    });
    this.#rebuild();
  }

  #childrenOf(): Map<number, number[]> {
    const below = new Map<number, number[]>();
    for (let node = 1; node < this.#used; node += 1) {
      if (this.#alive[node] !== 1) continue;
      const list = below.get(this.#parents[node] ?? 0);
      if (list === undefined) below.set(this.#parents[node] ?? 0, [node]);
      else list.push(node);
    }
    return below;
  }

  /** Puts what is below `node` below `into`: what both have becomes one, all else moves. */
  #merge(node: number, into: number, below: Map<number, number[]>): void {
    this.#hits[into] = (this.#hits[into] ?? 0) + (this.#hits[node] ?? 0);
    for (const child of below.get(node) ?? []) {
      const twin = (below.get(into) ?? []).find((other) => this.#alive[other] === 1 && this.#parents[other] === into && this.#kinds[other] === this.#kinds[child] && this.#isName(other, this.#names, child * NAME_BYTES, child * NAME_BYTES + (this.#lengths[child] ?? 0)));
      if (twin !== undefined) {
        this.#through[into] = (this.#through[into] ?? 0) + (this.#hits[child] ?? 0);
        if (this.#kinds[child] === KIND.name && this.#hits[twin] === 1) this.#singles[into] = (this.#singles[into] ?? 0) - 1;
        this.#merge(child, twin, below);
        continue;
      }
      if (this.#kinds[child] === KIND.name && this.#collapsed[into] === 1) {
        this.#merge(child, this.#anyOf(into, true), below);
        continue;
      }
      this.#parents[child] = into;
      // The hash has the parent in it; taking the old one out again needs no name.
      this.#hashes[child] = mix(unmix(this.#hashes[child] ?? 0, node), into);
      if (this.#kinds[child] === KIND.any) this.#any[into] = child;
      if (this.#kinds[child] === KIND.name) {
        this.#children[into] = (this.#children[into] ?? 0) + 1;
        this.#through[into] = (this.#through[into] ?? 0) + (this.#hits[child] ?? 0);
        if ((this.#hits[child] ?? 0) < 2) this.#singles[into] = (this.#singles[into] ?? 0) + 1;
      }
      const list = below.get(into);
      if (list === undefined) below.set(into, [child]);
      else list.push(child);
    }
    below.delete(node);
    this.#drop(node, into);
  }
}

const spread = (parent: number): number => Math.imul(parent + 1, 0x9e3779b1);
const mix = (hash: number, parent: number): number => (hash ^ (hash >>> 15) ^ spread(parent)) | 0;
/** The part of `mix` that is not the parent, as `mix` would make it of itself again. */
const unmix = (key: number, parent: number): number => {
  const folded = key ^ spread(parent);
  return folded ^ (folded >>> 15) ^ (folded >>> 30);
};
