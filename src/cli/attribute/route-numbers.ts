import type { RouteMove, RouteNames } from '../../analysis/requests/route-names.ts';
import type { SafeText } from '../../model/safe-text.ts';

/**
 * Numbers of routes that never change: while names are learned one route becomes part of another and its number is
 * given out anew, and what was read before must follow (disjoint sets; Tarjan, 1975).
 */
export class RouteNumbers {
  readonly #names: RouteNames;
  readonly #parent: number[] = [];
  /** By the route's number at present. */
  readonly #present = new Map<number, number>();

  constructor(names: RouteNames) {
    this.#names = names;
  }

  /** A lasting number for the route's number of this moment. */
  of(route: number): number {
    const known = this.#present.get(route);
    if (known !== undefined) return known;
    const own = this.#parent.length;
    this.#parent.push(own);
    this.#present.set(route, own);
    return own;
  }

  /** To be called before the next request is named. */
  follow(moves: readonly RouteMove[]): void {
    for (const { from, to } of moves) {
      const own = this.#present.get(from);
      this.#present.delete(from);
      if (own !== undefined) this.#parent[this.#root(own)] = this.#root(this.of(to));
    }
  }

  #root(number: number): number {
    let root = number;
    for (let parent = this.#parent[root]; parent !== undefined && parent !== root; parent = this.#parent[root]) {
      this.#parent[root] = this.#parent[parent] ?? parent;
      root = parent;
    }
    return root;
  }

  /** The routes there are at last, and for each lasting number its place among them. */
  finish(): { readonly names: readonly SafeText[]; readonly placeOf: Int32Array } {
    const places = new Map<number, number>();
    const names: SafeText[] = [];
    for (const [route, own] of this.#present) {
      const root = this.#root(own);
      if (places.has(root)) continue;
      places.set(root, names.length);
      names.push(this.#names.name(route));
    }
    return { names, placeOf: Int32Array.from(this.#parent, (_, number) => places.get(this.#root(number)) ?? -1) };
  }
}
