import type { RequestCost } from '../../analysis/traffic/request-cells.ts';
import { RequestJournal } from '../../analysis/traffic/request-journal.ts';
import type { RequestRecord } from '../../analysis/traffic/request-record.ts';
import type { CellParts } from '../../../storage/requests/cells-codec.ts';
import type { StoredCost } from '../../../storage/requests/valuation.ts';
import type { AudienceRow } from '../../../storage/requests/audience.ts';
import type { RequestTiers, RequestWriter } from '../../../storage/requests/writer.ts';
import { errorMessage } from '../../model/errors.ts';
import { ROUTE } from '../../analysis/requests/route-names.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { SITE_ROUTES } from './log-site.ts';

const MINUTE = 60_000;
/** What a kill can cost is read again from the logs: how far they were read is stored with what was in them. */
const COMMIT_MILLISECONDS = 4000;
/** Minutes that are under way at a time: what is older or newer than that comes from a clock that is wrong. */
const MOST_MINUTES = 5000;
/** Cells under way, of about 1 KB: where nothing can be stored they must not take all memory. */
const MOST_CELLS = 40_000;

/** Names of what cells are of, as they are stored. */
export interface StoredNames {
  /** `site\tmethod\troute`. */
  stored(number: number): string;
  region(number: number): { readonly country: string };
  cohort(number: number): string;
}

/** Keeps what requests came to, minute by minute. What goes wrong is said and tried again; nothing is counted twice. */
export class RequestKeeping {
  readonly #writer: RequestWriter;
  readonly #names: StoredNames;
  readonly #tiers: RequestTiers;
  readonly #minutes = new Map<number, RequestJournal>();
  readonly #audience = new Map<number, readonly AudienceRow[]>();
  /** What endpoints were called when they were stored last: what is learned of routes changes their names. */
  readonly #texts = new Map<number, string>();
  readonly #moved: (readonly [stored: string, to: number])[] = [];
  #costOf: (endpoint: number) => RequestCost | undefined = () => undefined;
  /** Requests that were counted, and found no room to wait till they can be stored. */
  #lost = 0;
  #size = 0;
  #committedAt: number;
  #audienceAt: number;
  /** Why it does not work, for people. */
  fault: SafeText | undefined;

  constructor(writer: RequestWriter, names: StoredNames, tiers: RequestTiers, now: number) {
    this.#writer = writer;
    this.#names = names;
    this.#tiers = tiers;
    // Where reading begins is stored at once: a log that there is no position of is read from its end on.
    this.#committedAt = Number.NEGATIVE_INFINITY;
    this.#audienceAt = now;
  }

  /** What a request of an endpoint costs by now: those that were stored without a cost are valued by it. */
  valueBy(costOf: (endpoint: number) => RequestCost | undefined): void {
    this.#costOf = costOf;
  }

  /** How far the logs were read by what is stored. */
  positions(): ReadonlyMap<string, string> {
    return this.#writer.positions();
  }

  /** `cost`: what it cost itself, where that was measured. `at`: epoch ms at which it counts. */
  take(record: RequestRecord, cost: RequestCost | undefined, at = record.endedAt): void {
    const minute = Math.floor(at / MINUTE) * MINUTE;
    let journal = this.#minutes.get(minute);
    if (journal === undefined) {
      if (this.#minutes.size >= MOST_MINUTES) return;
      journal = new RequestJournal();
      this.#minutes.set(minute, journal);
    }
    if (this.#size >= MOST_CELLS) this.#fold();
    const before = journal.size;
    if (this.#size >= MOST_CELLS) this.#lost += 1;
    else journal.take(record, cost);
    this.#size += journal.size - before;
  }

  /** An endpoint turned out to be a part of another: what was stored under its name goes by the other's from now on. */
  move(from: number, to: number): void {
    for (const journal of this.#minutes.values()) journal.move(from, to);
    const stored = this.#texts.get(from);
    this.#texts.delete(from);
    // What is dropped for want of room keeps its name in the store: it may come again, and would be told as (other) for good.
    if (stored !== undefined && to % SITE_ROUTES !== ROUTE.other) this.#moved.push([stored, to]);
  }

  /** Whether active sessions are to be counted: once a minute. */
  audienceDue(now: number): boolean {
    return Math.floor(now / MINUTE) !== Math.floor(this.#audienceAt / MINUTE);
  }

  /** Sessions that had a request in the minute in which `time` lies. */
  countAudience(time: number, rows: readonly AudienceRow[], now: number): void {
    this.#audienceAt = now;
    this.#audience.set(Math.floor(time / MINUTE) * MINUTE, rows);
  }

  /** Stores what there is, if it is time or `force`. `positions`: how far the logs were read, for exactly what was taken. */
  tend(now: number, positions: () => ReadonlyMap<string, string>, force = false): void {
    if (!force && Math.abs(now - this.#committedAt) < COMMIT_MILLISECONDS) return;
    this.#committedAt = now;
    try {
      const minutes = new Map(Array.from(this.#minutes, ([minute, journal]) => [minute, this.#stored(journal)]));
      for (const [from, to] of this.#moved) this.#writer.alias('endpoint', from, this.#names.stored(to));
      this.#moved.length = 0;
      this.#writer.commit({ minutes, audience: this.#audience, positions: positions(), costs: this.#costs(now) });
      this.#minutes.clear();
      this.#audience.clear();
      this.#size = 0;
      this.fault = this.#lost === 0 ? undefined : safeText(`${this.#lost} requests were not stored while that was impossible`);
      this.#writer.tend(now, this.#tiers);
    } catch (error) {
      this.fault = safeText(`requests cannot be stored: ${errorMessage(error)}; tried again${this.#lost === 0 ? '' : ` (${this.#lost} requests are lost for reports)`}`);
    }
  }

  close(): void {
    this.#writer.close();
  }

  /** Of all endpoints that were stored by now: what was stored minutes ago is not valued yet. */
  #costs(at: number): Map<number, StoredCost> {
    const costs = new Map<number, StoredCost>();
    for (const [endpoint, text] of this.#texts) {
      const cost = this.#costOf(endpoint);
      if (cost !== undefined && !Number.isNaN(cost.cpuSeconds)) costs.set(this.#writer.nameOf('endpoint', text), { at, cpuSeconds: cost.cpuSeconds, low: cost.low, high: cost.high });
    }
    return costs;
  }

  /** What is many requests may be few cells. */
  #fold(): void {
    this.#size = 0;
    for (const journal of this.#minutes.values()) {
      journal.fold();
      this.#size += journal.size;
    }
  }

  /** The cells by the numbers that names have in the store, which are given before the cells are written: what is undone leaves no name behind. */
  #stored(journal: RequestJournal): { values(): Iterable<CellParts> } {
    const endpoints = numbered(journal.numbersOf('endpoint'), (number) => this.#endpoint(number));
    const regions = numbered(journal.numbersOf('region'), (number) => this.#writer.nameOf('region', this.#names.region(number).country));
    const cohorts = numbered(journal.numbersOf('cohort'), (number) => this.#writer.nameOf('cohort', this.#names.cohort(number)));
    return {
      *values() {
        for (const { key, sums, latency } of journal.values()) yield { key: { endpoint: endpoints(key.endpoint), region: regions(key.region), cohort: cohorts(key.cohort) }, sums, latency };
      },
    };
  }

  #endpoint(number: number): number {
    const text = this.#names.stored(number);
    const before = this.#texts.get(number);
    if (before !== undefined && before !== text) this.#writer.alias('endpoint', before, text);
    this.#texts.set(number, text);
    return this.#writer.nameOf('endpoint', text);
  }
}

/** -1 stays none. */
function numbered(numbers: ReadonlySet<number>, storedAs: (number: number) => number): (number: number) => number {
  const known = new Map(Array.from(numbers, (number) => [number, number < 0 ? -1 : storedAs(number)]));
  return (number) => known.get(number) ?? -1;
}
