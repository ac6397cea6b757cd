import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { CacheOutcome } from './cache-status.ts';

/** What one place of a content delivery network did. Bytes are those of answers. */
export interface EdgeFigures {
  readonly site: SafeText;
  readonly requests: number;
  readonly hits: number;
  readonly misses: number;
  readonly passes: number;
  readonly bytes: number;
  /** Bytes for which the origin was asked though they might have been kept. */
  readonly missedBytes: number;
  /** Hits of what could be kept (hits and misses), 0 to 1; NaN where there was none. */
  readonly hitRate: number;
}

/** Places beyond it are one: all networks together have some 700, and a log may be hostile. */
const MOST_SITES = 1000;
const OTHER = safeText('(other)');

interface Counts {
  requests: number;
  hits: number;
  misses: number;
  passes: number;
  bytes: number;
  missedBytes: number;
}

/** Counts what edges did. Bounded. */
export class EdgeTally {
  readonly #sites = new Map<SafeText, Counts>();

  add(site: SafeText, outcome: CacheOutcome, bytes: number, requests = 1): void {
    const counts = this.#countsOf(site);
    const size = Number.isFinite(bytes) && bytes > 0 ? bytes : 0;
    counts.requests += requests;
    counts.bytes += size;
    if (outcome === 'hit') counts.hits += requests;
    else if (outcome === 'pass') counts.passes += requests;
    else if (outcome === 'miss') {
      counts.misses += requests;
      counts.missedBytes += size;
    }
  }

  /** The busiest first. */
  figures(): EdgeFigures[] {
    return [...this.#sites].map(([site, counts]) => ({ site, ...counts, hitRate: counts.hits / (counts.hits + counts.misses) })).toSorted((left, right) => right.requests - left.requests);
  }

  #countsOf(site: SafeText): Counts {
    const known = this.#sites.get(site) ?? (this.#sites.size >= MOST_SITES ? this.#sites.get(OTHER) : undefined);
    if (known !== undefined) return known;
    const counts = { requests: 0, hits: 0, misses: 0, passes: 0, bytes: 0, missedBytes: 0 };
    this.#sites.set(this.#sites.size >= MOST_SITES ? OTHER : site, counts);
    return counts;
  }
}
