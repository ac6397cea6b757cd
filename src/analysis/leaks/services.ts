/** A process as it is told from others: a pid may be given away, with another start time. */
export interface ProcessKey {
  readonly pid: number;
  /** Start time in whatever unit; only compared. */
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

/**
 * Which service each process belongs to, where nothing but pids is known: a process that appears when another has
 * just ended takes its place (the last that ended first); any other is a service of its own.
 */
export class Services {
  #running = new Map<number, Place>();
  #ended: Place[] = [];
  #services = 0;
  #last = Number.NaN;

  /** Places all processes of one moment; times rise from call to call. */
  place(seconds: number, processes: readonly ProcessKey[]): Placed[] {
    const pause = Math.max(PAUSE_SECONDS, PAUSE_INTERVALS * (seconds - this.#last) || 0);
    const present = new Map(processes.map((process) => [process.pid, process]));
    for (const place of this.#running.values()) if (present.get(place.pid)?.start !== place.start) this.#ended.push(place);
    this.#ended = this.#ended.filter(({ lastSeconds }) => seconds - lastSeconds <= pause);
    const running = new Map<number, Place>();
    const placed = processes.map(({ pid, start }): Placed => {
      const known = this.#running.get(pid);
      const same = known?.start === start ? known : undefined;
      const before = same ?? this.#successorOf(pid);
      if (before === undefined) this.#services += 1;
      const service = before?.service ?? this.#services;
      running.set(pid, { pid, start, service, lastSeconds: seconds });
      return { service, restarted: same === undefined && before !== undefined };
    });
    this.#running = running;
    this.#last = seconds;
    return placed;
  }

  /** Services that nobody can succeed to any more are not among these. */
  get alive(): Set<number> {
    return new Set([...this.#running.values(), ...this.#ended].map(({ service }) => service));
  }

  #successorOf(pid: number): Place | undefined {
    const own = this.#ended.findLastIndex((place) => place.pid === pid);
    return own === -1 ? this.#ended.pop() : this.#ended.splice(own, 1)[0];
  }
}
