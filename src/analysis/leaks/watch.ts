import type { ByteReader, ByteWriter } from './bytes.ts';
import { LeakDetector } from './detector.ts';
import { LEAK_METRICS, METRIC_NAMES, type MetricName } from './metrics.ts';
import { Services, type ProcessKey } from './services.ts';
import type { LeakVerdict } from './verdict.ts';

/** One process at one moment; a metric that is not known is NaN. */
export interface ProcessReading extends ProcessKey {
  readonly values: Readonly<Record<MetricName, number>>;
  /** CPU ticks, or other work, since its start. */
  readonly work: number;
}

/** One metric of one service. */
export interface Track {
  readonly service: number;
  pid: number;
  readonly metric: MetricName;
  readonly detector: LeakDetector;
  /** The last reading. */
  value: number;
  /** The verdict after the last reading. */
  verdict: LeakVerdict | undefined;
}

/** Ended services are kept till they are so many: whoever walks a recording wants to know of them. */
const MANY = 64;
const MOST_SERVICES = 2000;

interface Service {
  readonly tracks: readonly Track[];
  work: number;
  seconds: number;
}

/** Watches all metrics of all processes of a recording. */
export class LeakWatch {
  #services = new Services();
  readonly #watched = new Map<number, Service>();

  /** All processes of one moment (seconds; rising). Gives the tracks that were read, with their verdicts. */
  read(seconds: number, processes: readonly ProcessReading[]): Track[] {
    const read: Track[] = [];
    this.#services.place(seconds, processes).forEach(({ service, restarted }, index) => {
      const process = processes[index];
      if (process === undefined) return;
      const known = this.#watched.get(service);
      const watched = known ?? { tracks: METRIC_NAMES.map((metric) => trackOf(service, metric, new LeakDetector(LEAK_METRICS[metric]))), work: process.work, seconds };
      if (known === undefined) this.#watched.set(service, watched);
      if (restarted) [watched.work, watched.seconds] = [process.work, seconds];
      const passed = seconds - watched.seconds;
      const rate = passed > 0 ? Math.max(0, process.work - watched.work) / passed : Number.NaN;
      [watched.work, watched.seconds] = [process.work, seconds];
      for (const track of watched.tracks) {
        if (restarted) track.detector.restarted(seconds * 1000);
        track.value = process.values[track.metric];
        track.detector.update(seconds * 1000, track.value, rate);
        track.pid = process.pid;
        track.verdict = track.detector.verdict();
        read.push(track);
      }
    });
    this.#forget();
    return read;
  }

  /** All that are watched now. */
  get tracks(): Track[] {
    return [...this.#watched.values()].flatMap(({ tracks }) => tracks);
  }

  /** Services that ended for good, once they are many. */
  #forget(): void {
    if (this.#watched.size >= MANY && this.#services.alive.size * 2 <= this.#watched.size) this.forgetEnded();
  }

  /** Lets go of services that ended for good: nobody can succeed to them any more. */
  forgetEnded(): void {
    const alive = this.#services.alive;
    for (const service of this.#watched.keys()) if (!alive.has(service)) this.#watched.delete(service);
  }

  /** Processes of the last moment. */
  get running(): Iterable<ProcessKey> {
    return this.#services.running;
  }

  /** All that is remembered of those that run or may yet have a successor. */
  write(to: ByteWriter): void {
    this.#services.write(to);
    const alive = this.#services.alive;
    const kept = [...this.#watched].filter(([service]) => alive.has(service));
    to.unsigned(kept.length);
    for (const [service, { tracks, work, seconds }] of kept) {
      to.unsigned(service);
      to.double(work);
      to.double(seconds);
      for (const { detector } of tracks) detector.write(to);
    }
  }

  /** As it was written; what is read next comes after a time away. Refuses what cannot be a watch. */
  static read(from: ByteReader): LeakWatch {
    const watch = new LeakWatch();
    watch.#services = Services.read(from);
    for (let left = from.unsigned(MOST_SERVICES); left > 0; left -= 1) {
      const service = from.unsigned(Number.MAX_SAFE_INTEGER);
      const [work, seconds] = [from.double(), from.finite()];
      watch.#watched.set(service, { tracks: METRIC_NAMES.map((metric) => trackOf(service, metric, LeakDetector.read(LEAK_METRICS[metric], from))), work, seconds });
    }
    return watch;
  }
}

/** A track of which nothing was read yet. */
const trackOf = (service: number, metric: MetricName, detector: LeakDetector): Track => ({ service, pid: Number.NaN, metric, detector, value: Number.NaN, verdict: undefined });
