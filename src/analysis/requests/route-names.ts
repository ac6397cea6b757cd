import { type SafeText, safeText } from '../../model/safe-text.ts';
import { PathSegments } from './path-segments.ts';
import { methodOf, METHODS } from './request-method.ts';
import { RouteCache } from './route-cache.ts';
import { RoutePatterns } from './route-patterns.ts';
import { RouteTree, type RouteTreeOptions } from './route-tree.ts';

/** Routes that are always there: the rest beyond the limit, what was not found, what is no request. */
export const ROUTE = { other: 0, notFound: 1, malformed: 2 } as const;
const FIXED = ['(other)', '(not found)', '(malformed)'];

export interface RouteNamesOptions extends RouteTreeOptions {
  /** Routes that a person named: `/api/v1/users/*`, `GET /orders/:id`, `/static/**`. The first that fits counts. */
  readonly patterns?: readonly string[];
  /** Routes (each of a method and a path) at most. Default 1000. */
  readonly limit?: number;
}

/** Figures of one route became those of another: add `from` to `to` and forget it. */
export interface RouteMove {
  readonly from: number;
  readonly to: number;
}

/** After so many requests that found no room, what came but once is dropped. */
const PATIENCE = 50_000;
/** A name is no longer than this on a screen. */
const LONGEST_NAME = 200;

/**
 * The route of a request as a small number: `GET /users/*` for GET /users/12345. Routes that a person named come first,
 * others are learned (`route-tree.ts`). What a server does not know (404 and the like) makes no names, and there are never
 * more than the limit, so no client can fill the screen. A number is reused only after its move was taken.
 */
export class RouteNames {
  readonly #patterns: RoutePatterns;
  readonly #tree: RouteTree;
  readonly #limit: number;
  readonly #path = new PathSegments();
  readonly #cache = new RouteCache();
  /** By place (a node of the tree, or a pattern behind those) and method: the route, or 0. */
  #routes: Int32Array;
  readonly #nodes: number;
  #places: (number | undefined)[] = [];
  #methods: number[] = [];
  #names: (SafeText | undefined)[] = [];
  readonly #free: number[] = [];
  #moves: RouteMove[] = [];
  #used: number = FIXED.length;
  #refused = 0;

  constructor({ patterns = [], limit = 1000, ...options }: RouteNamesOptions = {}) {
    this.#patterns = new RoutePatterns(patterns);
    this.#limit = Math.max(limit, 1) + FIXED.length;
    this.#nodes = options.nodes ?? 8192;
    this.#tree = new RouteTree({ ...options, nodes: this.#nodes });
    this.#routes = new Int32Array((Math.max(16, this.#nodes) + this.#patterns.count) * METHODS.length);
  }

  /** Numbers are 0 to size - 1. */
  get size(): number {
    return this.#used;
  }

  /**
   * The number of the route of a method and a path (with or without a query). `status` is that of the response: unknown
   * paths that a server did not find, would not read or would not allow (400, 404, 405, 410, 414, 431) are `ROUTE.notFound`.
   */
  idOf(bytes: Uint8Array, methodStart: number, methodEnd: number, pathStart: number, pathEnd: number, status = 200): number {
    if (pathEnd <= pathStart) return ROUTE.malformed;
    const method = methodOf(bytes, methodStart, methodEnd);
    const learn = !isUnknown(status);
    const cached = this.#cache.find(bytes, pathStart, pathEnd, method);
    if (cached !== 0) {
      // Counted as the way through the tree would be.
      if (learn && this.#cache.place < this.#nodes) this.#tree.hitAgain(this.#cache.place);
      return cached;
    }
    const star = pathEnd === pathStart + 1 && bytes[pathStart] === 42;
    if (!this.#path.read(bytes, pathStart, pathEnd) && !star) return ROUTE.malformed;
    const place = this.#placeOf(method, learn);
    if (place < 0) return learn ? this.#refuse() : ROUTE.notFound;
    const key = place * METHODS.length + method;
    const known = this.#routes[key] ?? 0;
    if (known !== 0) {
      this.#cache.keep(pathStart, pathEnd, method, known, place);
      return known;
    }
    if (!learn) return ROUTE.notFound;
    const id = this.#free.pop() ?? (this.#used < this.#limit ? this.#used : -1);
    if (id < 0) return this.#refuse();
    if (id === this.#used) this.#used += 1;
    this.#routes[key] = id;
    this.#places[id] = place;
    this.#methods[id] = method;
    this.#names[id] = undefined;
    return id;
  }

  /** `GET /users/*`. Of a number that moved, the name it had is gone: `(moved)`. */
  name(id: number): SafeText {
    const known = this.#names[id];
    if (known !== undefined) return known;
    const fixed = FIXED[id];
    const place = this.#places[id];
    if (fixed !== undefined || place === undefined) return safeText(fixed ?? '(moved)');
    const path = place >= this.#nodes ? this.#patterns.name(place - this.#nodes) : this.#tree.name(place);
    const method = METHODS[this.#methods[id] ?? 0] ?? '';
    const full = `${method} ${path}`;
    const name = safeText(full.length > LONGEST_NAME ? `${full.slice(0, LONGEST_NAME)}…` : full);
    this.#names[id] = name;
    return name;
  }

  /**
   * What moved since it was asked last, in this order: when a name becomes a `*`, the figures of `/users/alice` go to
   * `/users/*`; dropped routes go to `ROUTE.other`. The numbers are free from then on, so ask before the next request.
   */
  takeMoves(): readonly RouteMove[] {
    const moves = this.#moves;
    if (moves.length === 0) return moves;
    this.#moves = [];
    for (const { from } of moves) this.#free.push(from);
    return moves;
  }

  /** Whether `takeMoves` has something to tell; asked for every request. */
  get hasMoves(): boolean {
    return this.#moves.length > 0;
  }

  #placeOf(method: number, learn: boolean): number {
    if (this.#patterns.count > 0) {
      const pattern = this.#patterns.match(METHODS[method] ?? '', this.#path);
      if (pattern >= 0) return this.#nodes + pattern;
    }
    const node = this.#tree.nodeOf(this.#path, learn);
    if (learn) this.#settle();
    return node;
  }

  #refuse(): number {
    this.#refused += 1;
    if (this.#refused >= PATIENCE) {
      this.#refused = 0;
      this.#tree.prune();
      this.#settle();
    }
    return ROUTE.other;
  }

  /** Follows the nodes that gave way to others. */
  #settle(): void {
    if (!this.#tree.hasGiven) return;
    this.#cache.clear();
    const given = this.#tree.takeGiven();
    for (let index = 0; index + 1 < given.length; index += 2) this.#give(given[index] ?? 0, given[index + 1] ?? -1);
    // Names are made of nodes that may stand elsewhere now.
    this.#names = [];
  }

  #give(from: number, to: number): void {
    for (let method = 0; method < METHODS.length; method += 1) {
      const id = this.#routes[from * METHODS.length + method] ?? 0;
      if (id === 0) continue;
      this.#routes[from * METHODS.length + method] = 0;
      const heir = to < 0 ? ROUTE.other : this.#routes[to * METHODS.length + method] ?? 0;
      if (to >= 0 && heir === 0) {
        // Nothing moves but the name.
        this.#routes[to * METHODS.length + method] = id;
        this.#places[id] = to;
      } else {
        this.#places[id] = undefined;
        this.#moves.push({ from: id, to: heir });
      }
    }
  }
}

const isUnknown = (status: number): boolean => status === 404 || status === 400 || status === 405 || status === 410 || status === 414 || status === 431;
