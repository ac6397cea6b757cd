import { Random } from './random.ts';

/** A series that fills towards a limit, and when it truly reaches it. */
export interface Filling {
  readonly shape: string;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly limit: number;
  /** Seconds from the last value till the limit is first reached; undefined: not within a hundred times the history. */
  readonly truth: number | undefined;
}

type Draw = (random: Random, span: number) => (time: number, step: number) => number;

/** One step of each: the value at a time. `span` is the length of the history. */
const SHAPES: Readonly<Record<string, Draw>> = {
  white: (random) => {
    const noise = random.scale(0.002, 0.2);
    return (time) => time + noise * random.normal();
  },
  correlated: (random) => {
    const [noise, kept] = [random.scale(0.005, 0.15), random.between(0.7, 0.98)];
    let state = 0;
    return (time) => {
      state = state * kept + noise * Math.sqrt(1 - kept * kept) * random.normal();
      return time + state;
    };
  },
  rotation: (random) => {
    const [height, period] = [random.scale(0.02, 0.3), random.scale(0.02, 0.25)];
    const shift = random.next();
    return (time) => time + height * ((time / period + shift) % 1) + 0.01 * random.normal();
  },
  daily: (random) => {
    const [depth, period] = [random.between(0.2, 0.9), random.scale(0.1, 0.4)];
    const shift = random.next() * 6.28;
    return (time) => time + (depth * period * Math.sin((2 * Math.PI * time) / period + shift)) / 6.28 + 0.01 * random.normal();
  },
  walk: (random, span) => {
    const noise = random.scale(0.02, 0.3);
    let state = 0;
    return (time, step) => {
      state += noise * Math.sqrt(step / span) * random.normal();
      return time + state + 0.005 * random.normal();
    };
  },
  uploads: (random, span) => {
    const each = random.scale(0.005, 0.1);
    let state = 0;
    return (_, step) => {
      state += each * random.poisson(step / span / each);
      return state + 0.002 * random.normal();
    };
  },
};

const POINTS = [20, 60, 200, 1000] as const;
const LONGEST = 40;

/** Series that grow by 1 in the length of their history, scaled; the limit 0.1 to 8 histories ahead. */
export function* fillings(seed: number, copies: number): Generator<Filling> {
  for (const [index, [shape, draw]] of Object.entries(SHAPES).entries()) {
    for (let copy = 0; copy < copies; copy += 1) {
      const random = new Random(seed * 7919 + index * 65_537 + copy * 104_729);
      const points = random.pick(POINTS);
      const span = random.scale(600, 30 * 86_400);
      const scale = random.scale(1e6, 1e12);
      const step = span / (points - 1);
      const next = draw(random, span);
      const times = Float64Array.from({ length: points }, (_, row) => row * step);
      const raw = times.map((time) => next(time / span, step));
      const limit = Math.max(...raw) + random.scale(0.1, 8);
      let truth: number | undefined;
      for (let row = 1; truth === undefined && row < LONGEST * points; row += 1) if (next(1 + (row * step) / span, step) >= limit) truth = row * step;
      yield { shape, times, values: raw.map((value) => value * scale), limit: limit * scale, truth };
    }
  }
}

/** Series that do not fill: level, falling, or a sawtooth. */
export function* level(seed: number, copies: number): Generator<Filling> {
  for (let copy = 0; copy < copies; copy += 1) {
    const random = new Random(seed * 31 + copy * 104_729);
    const points = random.pick(POINTS);
    const [trend, saw, noise] = [random.pick([0, 0, -0.3]), random.pick([0, 0.3]), random.scale(0.01, 0.2)];
    const times = Float64Array.from({ length: points }, (_, row) => row * 60);
    const values = times.map((_, row) => 1e9 * (1 + (trend * row) / points + saw * ((row / points / 0.13) % 1) + noise * random.normal()));
    yield { shape: 'level', times, values, limit: Math.max(...values) * random.between(1.05, 2), truth: undefined };
  }
}
