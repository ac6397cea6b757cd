import type { RequestRecord } from '../../analysis/traffic/request-record.ts';
import { TrafficWindow } from '../../analysis/traffic/traffic-window.ts';

/** How long something stays on the screen after its last request. */
const KEEP_MILLISECONDS = 10 * 60_000;

/** Windows by number, made when first needed. Beyond `most` what is new is not told apart: it has none. */
export class WindowMap {
  readonly #most: number;
  readonly #began: number;
  readonly #windows = new Map<number, TrafficWindow>();

  constructor(most: number, began: number) {
    this.#most = most;
    this.#began = began;
  }

  take(key: number, record: RequestRecord, at: number, cpuSeconds: number): void {
    let window = this.#windows.get(key);
    if (window === undefined) {
      if (this.#windows.size >= this.#most) return;
      window = new TrafficWindow(this.#began);
      this.#windows.set(key, window);
    }
    window.add(record, at, cpuSeconds);
  }

  /** What was counted as `from` counts as `to`. */
  move(from: number, to: number): void {
    const moved = this.#windows.get(from);
    if (moved === undefined) return;
    this.#windows.delete(from);
    const heir = this.#windows.get(to);
    if (heir === undefined) this.#windows.set(to, moved);
    else heir.merge(moved);
  }

  get(key: number): TrafficWindow | undefined {
    return this.#windows.get(key);
  }

  /** Those that had a request lately; the others are forgotten. */
  *recent(now: number): Generator<readonly [key: number, window: TrafficWindow]> {
    for (const [key, window] of this.#windows) {
      // Beyond it in either direction: the clock may have been set back.
      if (Math.abs(now - window.last) > KEEP_MILLISECONDS) this.#windows.delete(key);
      else yield [key, window];
    }
  }
}
