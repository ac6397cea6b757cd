/** More requests for a while. Seconds since the epoch. */
export interface Campaign {
  readonly from: number;
  readonly to: number;
  readonly factor: number;
}

/** Users of a region that is not served yet. */
export interface NewRegion {
  /** Country whose requests theirs are like. */
  readonly like: string;
  /** Of its requests: 0.5 is half as many. */
  readonly factor: number;
  /** Seconds that their day begins later; below zero earlier. */
  readonly shift: number;
}

/** What will be other than it was. */
export interface Scenario {
  /** Of all requests: 1.2 is a fifth more. */
  readonly growth: number;
  /** Of the requests of one route, by its name. */
  readonly grown: ReadonlyMap<string, number>;
  /** Of what one request of a route costs: 0.7 is 30 % cheaper. */
  readonly dearer: ReadonlyMap<string, number>;
  readonly campaigns: readonly Campaign[];
  /** On top of what is there, which grows without them. */
  readonly regions: readonly NewRegion[];
}

/** Nothing will be other than it was. */
export const AS_IT_IS: Scenario = { growth: 1, grown: new Map(), dearer: new Map(), campaigns: [], regions: [] };
