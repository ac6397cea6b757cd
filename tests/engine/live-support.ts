import { type ChildProcess, spawn } from 'node:child_process';
import { LiveTimeline } from '../../src/engine/live-timeline.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

/** Longer than a busy machine needs; nothing waits that long when all is well. */
const PATIENCE = 15_000;

export const rowOf = (snapshot: Snapshot, pid: number | undefined): number => {
  const frame = snapshot.frame(processKind);
  return frame?.find((row) => frame.number('pid', row) === pid) ?? -1;
};
export const startOf = (snapshot: Snapshot, pid: number | undefined): number => snapshot.frame(processKind)?.number('startTime', rowOf(snapshot, pid)) ?? Number.NaN;

/** A live timeline of this host, ten samples a second, and a child to look at. Both are ended when the scope is left. */
export class Live {
  readonly timeline = new LiveTimeline({ source: 'linux', sourceOptions: { roots: { proc: '/proc', sys: '/sys' }, redact: [], oneShot: false }, intervalMilliseconds: 100 });
  readonly child: ChildProcess = spawn('sleep', ['1000'], { stdio: 'ignore' });
  readonly pid = this.child.pid ?? 0;

  /** The next snapshot for which `holds`. */
  next(holds: (snapshot: Snapshot) => boolean = () => true): Promise<Snapshot> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        unsubscribe();
        reject(new Error('no such snapshot came'));
      }, PATIENCE);
      const unsubscribe = this.timeline.subscribe((snapshot) => {
        if (!holds(snapshot)) return;
        clearTimeout(timer);
        unsubscribe();
        resolve(snapshot);
      });
    });
  }

  readonly withRates = (): Promise<Snapshot> => this.next((snapshot) => Number.isFinite(snapshot.intervalSeconds));
  readonly withChild = (): Promise<Snapshot> => this.next((snapshot) => rowOf(snapshot, this.pid) >= 0);

  /** How many snapshots come in that time. */
  heard(milliseconds: number): Promise<number> {
    return new Promise((resolve) => {
      let count = 0;
      const unsubscribe = this.timeline.subscribe(() => {
        count += 1;
      });
      setTimeout(() => {
        unsubscribe();
        resolve(count);
      }, milliseconds);
    });
  }

  /** Resolves when no snapshot came for that time. */
  async silence(milliseconds: number): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (await this.heard(milliseconds) > 0) if (performance.now() > end) throw new Error('it is not silent');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.timeline.close();
    this.child.kill('SIGKILL');
  }
}
