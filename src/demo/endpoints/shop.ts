/** One endpoint of the made-up shop: what it costs, how long it waits for its database, how often it is called. */
export interface ShopEndpoint {
  readonly method: 'GET' | 'POST';
  /** `#` stands for a number of its own in each request, `~` for a word. */
  readonly path: string;
  /** Milliseconds of CPU on average, and of waiting. */
  readonly cpu: number;
  readonly wait: number;
  /** Bytes of the answer. */
  readonly bytes: number;
  /** Requests of a thousand that fail. */
  readonly failures: number;
  /** How often it is called, beside the others. */
  readonly share: number;
}

const endpoint = (method: ShopEndpoint['method'], path: string, cpu: number, wait: number, bytes: number, failures: number, share: number): ShopEndpoint => ({ method, path, cpu, wait, bytes, failures, share });

export const SHOP: readonly ShopEndpoint[] = [
  endpoint('GET', '/api/v1/products', 3, 12, 18_000, 0, 20), endpoint('GET', '/api/v1/products/#', 0.9, 6, 2400, 1, 34), endpoint('GET', '/api/v1/search?q=~', 9, 35, 9000, 4, 9),
  endpoint('POST', '/api/v1/orders', 5, 60, 800, 12, 5), endpoint('GET', '/api/v1/orders/#', 1.4, 9, 1900, 0, 9), endpoint('POST', '/api/v1/login', 14, 8, 300, 30, 3),
  endpoint('GET', '/api/v1/users/#', 0.7, 5, 900, 0, 14), endpoint('GET', '/api/v1/feed', 5, 25, 30_000, 2, 12), endpoint('GET', '/api/v1/recommendations', 7, 90, 6000, 0, 5),
  endpoint('POST', '/api/v1/events', 0.4, 2, 60, 0, 24), endpoint('GET', '/api/v1/reports/#', 22, 40, 120_000, 20, 1), endpoint('GET', '/static/app.css', 0.1, 0, 24_000, 0, 10),
];

/** A country of the made-up users: the first two numbers of addresses that providers there have, and how many users come from it. */
export const COUNTRIES_OF_USERS: readonly (readonly [first: number, second: number, share: number])[] = [
  [73, 20, 22], [84, 130, 14], [90, 10, 9], [81, 130, 10], [126, 20, 7], [117, 200, 9], [177, 30, 8], [1, 130, 4], [99, 230, 5], [83, 40, 4], [79, 20, 4], [84, 84, 3], [83, 10, 3], [78, 70, 2],
  [187, 130, 3], [181, 10, 2], [105, 10, 1], [105, 115, 2], [175, 200, 3], [36, 100, 4], [116, 86, 1], [36, 70, 2], [78, 170, 2], [41, 40, 1],
];

/** One of several by their shares. */
export function chosen<Item>(items: readonly Item[], share: (item: Item) => number, random: number): Item | undefined {
  let left = random * items.reduce((sum, item) => sum + share(item), 0);
  return items.find((item) => {
    left -= share(item);
    return left < 0;
  }) ?? items.at(-1);
}
