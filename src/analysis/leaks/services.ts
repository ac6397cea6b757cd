import type { ByteReader, ByteWriter } from './bytes.ts';

/** A process as it is told from others: a pid may be given away, with another start time. */
export interface ProcessKey {
  readonly pid: number;
  /** Start time in whatever unit, only compared; after a `read` in the seconds of `place`. */
  readonly start: number;
}

export interface Placed {
  readonly service: number;
  /** True when this process took the place of another. */
  readonly restarted: boolean;
}

interface Place extends ProcessKey {
  readonly service: number;
  readonly lastSeconds: number;
}

/** A successor comes within so many intervals of sampling, or so many seconds. */
const PAUSE_INTERVALS = 5;
const PAUSE_SECONDS = 30;
/** Start times count from a boot time in whole seconds. */
const START_SECONDS = 2;
/** More than are ever watched at once, or end within a pause. */
const MOST_PLACES = 1000;

/**
 * Which service each process belongs to, where nothing but pids is known: a process that appears when another has
 * just ended takes its place (the last that ended first); any other is a service of its own.
 */
export class Services {
  #running = new Map<number, Place>();
  #ended: Place[] = [];
  #services = 0;
  #last = Number.NaN;
  #pause = PAUSE_SECONDS;
  /** Read a moment ago: from then until the next call nobody looked. */
  #away = false;

  /** Places all processes of one moment; times rise from call to call. */
  place(seconds: number, processes: readonly ProcessKey[]): Placed[] {
    // Time away is no interval of sampling: nobody waits the longer for it.
    if (!this.#away) this.#pause = Math.max(PAUSE_SECONDS, PAUSE_INTERVALS * (seconds - this.#last) || 0);
    const present = new Map(processes.map((process) => [process.pid, process]));
    for (const place of this.#running.values()) if (present.get(place.pid)?.start !== place.start) this.#ended.push(place);
    if (!this.#away) this.#ended = this.#ended.filter(({ lastSeconds }) => seconds - lastSeconds <= this.#pause);
    const running = new Map<number, Place>();
    const placed = processes.map((process): Placed => {
      const { pid, start } = process;
      const known = this.#running.get(pid);
      const same = known?.start === start ? known : undefined;
      const before = same ?? this.#predecessorOf(process, seconds);
      if (before === undefined) this.#services += 1;
      const service = before?.service ?? this.#services;
      running.set(pid, { pid, start, service, lastSeconds: seconds });
      return { service, restarted: same === undefined && before !== undefined };
    });
    this.#running = running;
    this.#last = seconds;
    this.#away = false;
    return placed;
  }

  get running(): Iterable<ProcessKey> {
    return this.#running.values();
  }

  /** Services that nobody can succeed to any more are not among these. */
  get alive(): Set<number> {
    return new Set([...this.#running.values(), ...this.#ended].map(({ service }) => service));
  }

  #predecessorOf(process: ProcessKey, seconds: number): Place | undefined {
    const waits = (place: Place): boolean => !this.#away || this.#waited(place, process, seconds) <= this.#pause;
    const own = this.#ended.findLastIndex((place) => place.pid === process.pid && waits(place));
    const index = own === -1 ? this.#ended.findLastIndex(waits) : own;
    return index === -1 ? undefined : this.#ended.splice(index, 1)[0];
  }

  /** How long a place that fell free had waited when a process came, where nobody looked since `#last`: by its start time. */
  #waited({ lastSeconds }: Place, { start }: ProcessKey, seconds: number): number {
    const cameMeanwhile = start >= this.#last - START_SECONDS;
    // When one ended that ran to the last look is not known: those that came meanwhile may have come right after it.
    if (cameMeanwhile && lastSeconds === this.#last) return 0;
    return (cameMeanwhile ? Math.min(start, seconds) : seconds) - lastSeconds;
  }

  write(to: ByteWriter): void {
    to.unsigned(this.#services);
    to.double(this.#last);
    to.double(this.#pause);
    for (const places of [[...this.#running.values()], this.#ended.slice(-MOST_PLACES)]) {
      to.unsigned(places.length);
      for (const { pid, start, service, lastSeconds } of places) {
        to.unsigned(service);
        for (const value of [pid, start, lastSeconds]) to.double(value);
      }
    }
  }

  /** As they were written; what is placed next comes after a time away. */
  static read(from: ByteReader): Services {
    const services = new Services();
    services.#services = from.unsigned(Number.MAX_SAFE_INTEGER);
    services.#last = from.finite();
    services.#pause = from.finite();
    services.#away = true;
    const places = (): Place[] => Array.from({ length: from.unsigned(MOST_PLACES) }, (): Place => ({
      service: from.unsigned(services.#services), pid: from.finite(), start: from.double(), lastSeconds: from.finite(),
    }));
    services.#running = new Map(places().map((place) => [place.pid, place]));
    services.#ended = places();
    return services;
  }
}
