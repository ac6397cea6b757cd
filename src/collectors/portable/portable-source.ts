import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { InspectError, errorMessage } from '../../model/errors.ts';
import { type Frame, FrameBuilder } from '../../model/frame.ts';
import { host } from '../../model/kinds/host.ts';
import { makeRedactor } from '../../model/redact.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { Demand, InspectRequest } from '../../model/timeline.ts';
import type { Contribution, Tick } from '../collector.ts';
import { known } from '../linux/rates.ts';
import type { Sample, Source, SourceOptions } from '../source.ts';
import { Background } from './background.ts';
import { type HostLibrary, newHostMemory, readPortableHost } from './host.ts';
import { loadLibraries, type ProcessLibraries, type Usage } from './process-figures.ts';
import { ProcessRows } from './process-rows.ts';
import { type PortableProcess, type ProcessMemory, readPortableProcesses } from './processes.ts';
import { within } from './within.ts';

export interface PortableLibraries {
  readonly host: HostLibrary;
  readonly processes: ProcessLibraries;
}

/** A listing sooner than half a second after the last gives that one again, with rates that are none. */
const LEAST_PERIOD_MILLISECONDS = 600;
/** A listing may take this part of the time. */
const LISTING_SHARE = 1 / 5;
/** Ticks come a little early or late. */
const JITTER = 0.9;
/** How long the first tick waits for what it has nothing else to show for. */
const FIRST_MILLISECONDS = { host: 300, processes: 3000 } as const;
const BUSIEST = 30;
/** Some systems are asked by a command line, which has its limits. */
const MOST_UNMEASURED = 250;
const LISTING_LIMIT_MILLISECONDS = 30_000;

async function loadBoth(): Promise<PortableLibraries> {
  const [systeminformation, processes] = await Promise.all([import('systeminformation'), loadLibraries()]);
  return { host: systeminformation, processes };
}

/** Masks a command line whose arguments are not known apart: as a whole, for what spans blanks, then word by word. */
export function lineRedactor(redact: SourceOptions['redact']): (line: string) => string {
  if (redact === false) return (line) => line;
  const mask = makeRedactor(redact);
  return (line) => mask(mask(['', line]).slice(1).join('').split(' ')).join(' ');
}

/** A host without /proc, as far as systeminformation and pidusage know it. */
export class PortableSource implements Source {
  readonly #options: SourceOptions;
  readonly #libraries: () => Promise<PortableLibraries>;
  readonly #host: Background<Contribution>;
  readonly #listing: Background<readonly PortableProcess[]>;
  #rows: ProcessRows | undefined;
  #listed: readonly PortableProcess[] | undefined;
  #sampledAt = Number.NaN;

  constructor(options: SourceOptions, load: () => Promise<PortableLibraries> = loadBoth) {
    this.#options = options;
    let loaded: Promise<PortableLibraries> | undefined;
    this.#libraries = () => (loaded ??= load());
    const hostMemory = newHostMemory();
    this.#host = new Background(async () => readPortableHost((await this.#libraries()).host, hostMemory));
    const redact = lineRedactor(options.redact);
    const memory: ProcessMemory = new Map();
    this.#listing = new Background(async () => {
      const { processes: libraries } = await this.#libraries();
      return within(() => readPortableProcesses({ pids: [], redact, libraries, memory }), LISTING_LIMIT_MILLISECONDS);
    });
  }

  async sample(tick: Tick, demand: Demand): Promise<Sample> {
    const interval = tick.monotonic - this.#sampledAt;
    this.#sampledAt = tick.monotonic;
    const { processes: libraries } = await this.#libraries();
    const rows = (this.#rows ??= new ProcessRows(libraries.platform));
    this.#host.start();
    if (this.#listing.age >= Math.max(LEAST_PERIOD_MILLISECONDS, (this.#listing.took || 0) / LISTING_SHARE) * JITTER) this.#listing.start();
    await Promise.all([
      this.#host.settle(this.#patience(this.#host, FIRST_MILLISECONDS.host, interval)),
      this.#listing.settle(this.#patience(this.#listing, FIRST_MILLISECONDS.processes, interval)),
    ]);
    if (this.#listing.last !== undefined && this.#listing.last !== this.#listed) {
      this.#listed = this.#listing.last;
      rows.list(this.#listed);
    }
    await this.#refresh(rows, libraries, demand);
    return this.#sampleOf(rows);
  }

  inspect(request: InspectRequest): Frame {
    throw new InspectError(`the ${request.kind} of a process is known on Linux only`, 'go back to the processes');
  }

  close(): void {
    this.#rows = undefined;
  }

  /** Milliseconds to wait for a reading: what is quick belongs to this tick, what is slow must not hold it up. */
  #patience(reading: Background<unknown>, first: number, interval: number): number {
    if (this.#options.oneShot) return Number.POSITIVE_INFINITY;
    if (reading.last === undefined && !reading.failed) return first;
    return reading.took <= interval * LISTING_SHARE ? interval * LISTING_SHARE * 2 : 0;
  }

  /** Exact figures of those that are looked at and of the busiest; of all in a one-shot dump. */
  async #refresh(rows: ProcessRows, libraries: ProcessLibraries, demand: Demand): Promise<void> {
    const wanted = this.#options.oneShot
      ? rows.pids()
      : [...new Set([...demand.pids, ...rows.busiest(BUSIEST), ...rows.unmeasured(MOST_UNMEASURED)])].filter((pid) => rows.has(pid));
    let usages: Readonly<Record<string, Usage | null | undefined>> = {};
    let answered: readonly number[] = [];
    try {
      if (wanted.length > 0) usages = await libraries.usage([...wanted]);
      answered = wanted;
    } catch {
      // A program that is missing, or the last of them has ended: the next listing tells.
    }
    rows.refresh(answered, usages, performance.now());
  }

  #sampleOf(rows: ProcessRows): Sample {
    const notices: Notice[] = [];
    const failed = (reading: Background<unknown>, source: string): boolean => {
      if (reading.failed) notices.push({ source, message: safeText(`${source}: ${errorMessage(reading.error)}`) });
      return reading.failed;
    };
    const stale = failed(this.#host, 'host');
    const { host: read, frames = [] } = this.#host.last ?? {};
    // What Node knows itself stands until the first reading has ended.
    const fields = { name: safeText(os.hostname()), memoryTotalBytes: os.totalmem(), ...read };
    const processes = rows.frame(fields.memoryTotalBytes);
    const old = failed(this.#listing, 'processes');
    const seen = this.#listed !== undefined;
    const builder = new FrameBuilder(host);
    builder.add({ ...fields, ...(seen ? known(rows.totals()) : {}) });
    return {
      frames: [builder.build(), ...(seen ? [old ? processes.asStale() : processes] : []), ...frames.map((frame) => (stale ? frame.asStale() : frame))],
      notices,
    };
  }
}
