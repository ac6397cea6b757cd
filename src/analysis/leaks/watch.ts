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

interface Service {
  readonly tracks: readonly Track[];
  work: number;
  seconds: number;
}

/** Watches all metrics of all processes of a recording. */
export class LeakWatch {
  readonly #services = new Services();
  readonly #watched = new Map<number, Service>();

  /** All processes of one moment (seconds; rising). Gives the tracks that were read, with their verdicts. */
  read(seconds: number, processes: readonly ProcessReading[]): Track[] {
    const read: Track[] = [];
    this.#services.place(seconds, processes).forEach(({ service, restarted }, index) => {
      const process = processes[index];
      if (process === undefined) return;
      const known = this.#watched.get(service);
      const watched = known ?? {
        tracks: METRIC_NAMES.map((metric): Track => ({ service, pid: process.pid, metric, detector: new LeakDetector(LEAK_METRICS[metric]), value: Number.NaN, verdict: undefined })),
        work: process.work, seconds,
      };
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
    if (this.#watched.size < 64) return;
    const alive = this.#services.alive;
    if (alive.size * 2 > this.#watched.size) return;
    for (const service of this.#watched.keys()) if (!alive.has(service)) this.#watched.delete(service);
  }
}
