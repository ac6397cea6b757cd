const ROUND = [1, 2, 2.5, 5, 10] as const;
/** Figures that move within less of their height than that do not begin at 0. */
const FLAT = 0.35;
/** What moves less than that part of its size stands still, and gets so much room around it. */
const STILL = 1e-3;
const ROOM = 0.1;
/** Below that there is nothing to round. */
const LEAST_SIZE = 1e-200;

export interface RoundScale {
  readonly min: number;
  readonly max: number;
  /** Between two labels. */
  readonly step: number;
}

/** Round ends around `low` to `high`, and at most about `labels` round steps between; from 0 on where that costs little room. */
export function roundScale(low: number, high: number, labels: number, base: 1000 | 1024): RoundScale {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!(size > LEAST_SIZE)) return { min: 0, max: 1, step: 1 };
  if (high - low < STILL * size) return roundScale(low - ROOM * size, high + ROOM * size, labels, base);
  const from = low >= 0 && high - low >= FLAT * high ? 0 : low;
  const unit = base ** Math.max(0, Math.floor(Math.log(size) / Math.log(base)));
  const rough = (high - from) / Math.max(1, labels) / unit;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = unit * power * (ROUND.find((each) => each * power >= rough * (1 - 1e-9)) ?? 10);
  const min = Math.floor(from / step + 1e-9) * step;
  const max = Math.ceil(high / step - 1e-9) * step;
  return max > min ? { min, max, step } : { min, max: min + step, step };
}
