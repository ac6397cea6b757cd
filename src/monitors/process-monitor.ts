import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_ROOTS, type Roots } from '../collectors/collector.ts';
import type { Source } from '../collectors/source.ts';
import { derive } from '../engine/derive.ts';
import { LiveTimeline } from '../engine/live-timeline.ts';
import type { RecentHistory } from '../engine/recent-history.ts';
import type { RecorderOptions } from '../engine/recorder.ts';
import { openSource } from '../engine/open-source.ts';
import type { SourceName } from '../engine/protocol.ts';
import type { TrafficOptions } from '../engine/traffic/protocol.ts';
import { DEMANDS, type DemandGroup } from '../model/fields.ts';
import { Snapshot } from '../model/snapshot.ts';
import { type Demand, NO_DEMAND, type Timeline } from '../model/timeline.ts';

export interface ProcessMonitorOptions {
  /** `auto` (default) reads /proc on Linux and uses portable libraries elsewhere. */
  readonly source?: SourceName;
  /** Where the host's /proc and /sys are (default /proc and /sys). */
  readonly roots?: Roots;
  /** Words to mask in command lines beyond the built-in ones; `false` leaves command lines as they are. */
  readonly redact?: readonly string[] | false;
  /** Seconds between two samples (default 1). */
  readonly intervalSeconds?: number;
  /** Where and how long to keep what is sampled; by default nothing is kept. */
  readonly history?: RecorderOptions | undefined;
  /** Access logs and other sources of requests; by default there are none. */
  readonly traffic?: TrafficOptions | undefined;
}

/** Dearer facts to be read for every process: `io`, `smaps` (PSS), `files`, `sockets` (ports). */
export const everything = (groups: readonly DemandGroup[] = DEMANDS): Demand => ({ everywhere: groups, visible: [], pids: [] });

/**
 * The processes of this host.
 *
 *     const monitor = new ProcessMonitor();
 *     const snapshot = await monitor.sampleOnce();
 *     const processes = snapshot.frame(process);
 */
export class ProcessMonitor {
  readonly #options: Required<Omit<ProcessMonitorOptions, 'history' | 'traffic'>> & Pick<ProcessMonitorOptions, 'history' | 'traffic'>;

  constructor(options: ProcessMonitorOptions = {}) {
    this.#options = { source: 'auto', roots: DEFAULT_ROOTS, redact: [], intervalSeconds: 1, ...options };
  }

  /** Two readings an interval apart, so that all rates are known. Rejects with `UserError` where there is no such source. */
  async sampleOnce(demand: Demand = NO_DEMAND): Promise<Snapshot> {
    const { source: name, roots, redact, intervalSeconds } = this.#options;
    const source = await openSource(name, { roots, redact, oneShot: true });
    try {
      const first = await this.#read(source, demand);
      await sleep(intervalSeconds * 1000);
      const second = await this.#read(source, demand);
      return new Snapshot(second.tick.wall, (second.tick.monotonic - first.tick.monotonic) / 1000, second.sample.frames, second.sample.notices, derive);
    } finally {
      source.close();
    }
  }

  /** A live timeline: sampled in a thread of its own until it is closed. `remembered`: what `series` tells of the time before. */
  start(remembered?: RecentHistory): Timeline {
    const { source, roots, redact, intervalSeconds, history, traffic } = this.#options;
    return new LiveTimeline({ source, sourceOptions: { roots, redact, oneShot: false }, intervalMilliseconds: intervalSeconds * 1000, history, traffic }, remembered);
  }

  async #read(source: Source, demand: Demand) {
    const tick = { monotonic: performance.now(), wall: Date.now() };
    return { tick, sample: await source.sample(tick, demand) };
  }
}
