import { type Bend, bendOf } from '../../analysis/scaling/bend.ts';

/** Figures are those of the last minute: points that are nearer would be the same requests again, and would pass chance for a bend. */
const POINT_MILLISECONDS = 60_000;
/** Four hours of points. */
const MOST_POINTS = 240;
/** After that the number may be another's. */
const OLD_MILLISECONDS = 3_600_000;
const FIT_MILLISECONDS = 60_000;
const MOST_BACKENDS = 200;

interface Curve {
  readonly open: number[];
  readonly seconds: number[];
  addedAt: number;
  fittedAt: number;
  bend: Bend | undefined;
}

/** How response times grow with the requests that are under way at a time, by backend: where the curve bends. */
export class ScalingBook {
  readonly #curves = new Map<number, Curve>();

  /** `open`: requests under way on average; `seconds`: p95 of the same time. `now`: ms. Points may come as often as they like. */
  add(backend: number, open: number, seconds: number, now: number): void {
    let curve = this.#curves.get(backend);
    if (curve === undefined || Math.abs(now - curve.addedAt) > OLD_MILLISECONDS) {
      if (curve === undefined && this.#curves.size >= MOST_BACKENDS) return;
      curve = { open: [], seconds: [], addedAt: now - POINT_MILLISECONDS, fittedAt: now, bend: undefined };
      this.#curves.set(backend, curve);
    }
    if (Math.abs(now - curve.addedAt) < POINT_MILLISECONDS || !(open > 0) || !(seconds > 0)) return;
    curve.addedAt = now;
    curve.open.push(open);
    curve.seconds.push(seconds);
    if (curve.open.length > MOST_POINTS) {
      curve.open.shift();
      curve.seconds.shift();
    }
    if (Math.abs(now - curve.fittedAt) < FIT_MILLISECONDS) return;
    curve.fittedAt = now;
    curve.bend = bendOf(curve.open, curve.seconds);
  }

  bend(backend: number): Bend | undefined {
    return this.#curves.get(backend)?.bend;
  }
}
