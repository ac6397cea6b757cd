import { describe, expect, test } from 'vitest';
import { cutsOf } from '../../../src/analysis/forecast/backtest.ts';
import { type Combination, combineMembers } from '../../../src/analysis/forecast/combination.ts';
import { modelErrors } from '../../../src/analysis/forecast/error-model.ts';
import { predictability } from '../../../src/analysis/forecast/predictability.ts';
import { forecastShort } from '../../../src/analysis/forecast/short-series.ts';
import { noise, wave } from './generators.ts';

const of = (count: number, value: (index: number) => number): Float64Array => Float64Array.from({ length: count }, (_, index) => value(index));
const none = of(48, () => 0);

/** A combination whose past forecasts were 100 and erred by +-`error`, with nothing between members. */
const erring = (error: (step: number, origin: number) => number, level: (step: number) => number = () => 100): Combination => ({
  points: of(48, level), spread: none, pastHorizon: 24, members: [],
  past: [0, 1, 2, 3, 4, 5].map((origin) => ({ share: 1, points: of(24, level), spread: of(24, () => 0), actual: of(24, (step) => level(step) + error(step, origin) * ((step + origin) % 2 === 0 ? 1 : -1)) })),
});

describe('where to stand', () => {
  test('the last days, a day apart, and half horizons before them', () => {
    expect(cutsOf(1344, 168, { short: 24, long: 168 }, 3, 2)).toEqual({ horizon: 168, late: [1176, 1152, 1128], early: [1032, 936] });
    expect(cutsOf(700, 48, { short: 24, long: 168 }, 3, 1)).toEqual({ horizon: 48, late: [652, 628, 604], early: [580] });
  });

  test('a long horizon is shortened before too little would be left, and a short series is cut closer', () => {
    expect(cutsOf(700, 400, { short: 24, long: 168 }, 3, 0).horizon).toBeLessThan(300);
    expect(cutsOf(192, 24, { short: 24, long: 168 }, 6, 0).late).toEqual([168, 156, 144, 132, 120, 108]);
    // The eighth would know less than half.
    expect(cutsOf(192, 24, { short: 24, long: 168 }, 8, 0).late).toEqual([168, 156, 144, 132, 120, 108, 96]);
    expect(cutsOf(80, 24, { short: 24, long: 0 }, 6, 6)).toMatchObject({ late: [], early: [] });
  });
});

describe('how large errors are', () => {
  const values = of(400, () => 100);

  test('as large as they were at each step, and they go on to grow beyond', () => {
    const { scale } = modelErrors(erring((step) => (step < 12 ? 1 : 5)), values);
    expect(scale[2]).toBeGreaterThan(1);
    expect(scale[2]).toBeLessThan(2.5);
    expect(scale[20]).toBeGreaterThan(4);
    expect((scale[47] ?? 0) / (scale[23] ?? 1)).toBeCloseTo(Math.sqrt(1.5), 6);
  });

  test('what members disagree by is added', () => {
    const agreed = erring(() => 1);
    const { scale } = modelErrors({ ...agreed, spread: of(48, () => 8) }, values);
    expect(scale[5]).toBeCloseTo(Math.sqrt((modelErrors(agreed, values).scale[5] ?? 0) ** 2 + 16), 6);
  });

  test('errors that grow with the level are told by it', () => {
    const level = (step: number): number => (step % 2 === 0 ? 10 : 1000);
    const { scale } = modelErrors(erring((step) => level(step) / 10, level), of(400, level));
    expect((scale[31] ?? 0) / (scale[30] ?? 1)).toBeGreaterThan(20);
  });

  test('the shape beyond all past errors goes on', () => {
    const { shape } = modelErrors(erring(() => 1), values);
    expect(shape.reach(0.999, 1)).toBeGreaterThan(1.5 * shape.reach(0.97, 1));
  });
});

describe('the error to expect', () => {
  const random = noise(1);

  test('is about what it has been; members apart, or a series that repeats itself worse, make it larger', () => {
    const past = erring(() => 5);
    const steady = of(400, (hour) => (hour % 2 === 0 ? 97.5 : 102.5));
    const { expectedError, expectedErrorRange } = predictability(past, of(400, () => 100 + 4 * random()), { short: 24, long: 168 });
    expect(expectedError).toBeGreaterThan(0.03);
    expect(expectedError).toBeLessThan(0.08);
    expect(expectedErrorRange[0]).toBeLessThan(expectedError);
    expect(expectedErrorRange[1]).toBeGreaterThan(expectedError);
    const base = predictability(past, steady, { short: 3, long: 21 }).expectedError;
    expect(predictability({ ...past, spread: of(48, () => 400) }, steady, { short: 3, long: 21 }).expectedError).toBeGreaterThan(1.2 * base);
    expect(predictability(past, of(400, () => 100 + 60 * random()), { short: 3, long: 21 }).expectedError).toBeGreaterThan(1.15 * base);
  });

  test('members further apart than they were make it larger, nearer together smaller', () => {
    const past = erring(() => 5);
    const steady = of(400, (hour) => (hour % 2 === 0 ? 97.5 : 102.5));
    const told = (then: number, now: number): number => predictability({ ...past, spread: of(48, () => now), past: past.past.map((one) => ({ ...one, spread: of(24, () => then) })) }, steady, { short: 3, long: 21 }).expectedError;
    expect(told(4, 16) / told(16, 16)).toBeCloseTo(2 ** 0.2, 6);
    expect(told(16, 4) / told(4, 4)).toBeCloseTo(2 ** -0.2, 6);
  });

  test('on a level of its own, errors of the way there are behind', () => {
    const past = erring(() => 5);
    const told = (last: number): number => predictability(past, of(400, (hour) => (hour < 379 ? 100 : last)), { short: 3, long: 21 }).expectedError;
    for (const last of [60, 170]) expect(told(last)).toBeLessThan(0.95 * predictability(past, of(400, (hour) => (hour >= 100 && hour < 121 ? last : 100)), { short: 3, long: 21 }).expectedError);
  });

  test('the range is as wide as past errors differ', () => {
    const width = ({ expectedErrorRange: [low, high] }: { readonly expectedErrorRange: readonly [number, number] }): number => high / low;
    const alike = predictability(erring(() => 5), of(400, () => 100), { short: 24, long: 168 });
    const unlike = predictability(erring((_, origin) => (origin % 2 === 0 ? 2 : 12)), of(400, () => 100), { short: 24, long: 168 });
    expect(width(alike)).toBeCloseTo(Math.exp(0.75), 2);
    expect(width(unlike)).toBeGreaterThan(1.7 * width(alike));
    // However unlike they were.
    expect(width(predictability(erring((_, origin) => 10 ** -origin), of(400, () => 100), { short: 24, long: 168 }))).toBeCloseTo(Math.exp(1.7), 6);
  });

  test('nothing by nothing is exact, something by nothing is not known', () => {
    const zero = erring(() => 0, () => 0);
    expect(predictability(zero, none, { short: 24, long: 0 }).expectedError).toBe(0);
    const wrong = { ...zero, past: zero.past.map((past) => ({ ...past, points: of(24, () => 1) })) };
    expect(predictability(wrong, none, { short: 24, long: 0 }).expectedError).toBeNaN();
  });
});

test('what falls day by day goes on to fall', () => {
  const falling = of(400, (hour) => 500 - hour);
  const last = (values: Float64Array): number => combineMembers(values, { short: 24, long: 168 }, 96, 'fast')?.points.at(-1) ?? Number.NaN;
  expect(Math.abs(last(falling) - 5)).toBeLessThan(2);
  expect(Math.abs(last(falling.map((value) => value - 450)) + 445)).toBeLessThan(2);
});

describe('short series', () => {
  test('the fewer values, the wider', () => {
    const [few, more] = [4, 40].map((count) => forecastShort(of(count, (index) => (index % 2 === 0 ? 9 : 11)), { short: 1, long: 0 }, 3));
    expect(few?.scale[0]).toBeGreaterThan(1.5 * (more?.scale[0] ?? 0));
    expect(few?.points.every((point) => point >= 9 && point <= 11)).toBe(true);
  });

  test('a day that has passed twice is repeated; wider the further beyond what could be looked at', () => {
    const random = noise(2);
    const { name, points, scale } = forecastShort(of(60, (hour) => wave(hour) + random()), { short: 24, long: 0 }, 240);
    expect(name).toBe('seasonal naive');
    points.forEach((point, step) => expect(Math.abs(point - wave(60 + step))).toBeLessThan(5));
    expect(scale[239]).toBeGreaterThan(2 * (scale[0] ?? 0));
  });

  test('what fills goes on to fill, and is less sure the further', () => {
    const random = noise(4);
    const { name, points, scale } = forecastShort(of(24, (hour) => 100 + 5 * hour + random()), { short: 1, long: 0 }, 24);
    expect(name).toBe('straight line');
    points.forEach((point, step) => expect(Math.abs(point - (220 + 5 * step))).toBeLessThan(4));
    // As far again as is known: half of that rise.
    expect(scale[23]).toBeGreaterThan(60);
    expect(scale[3]).toBeLessThan(6);
  });

  test('a day that comes round higher each time comes round higher still', () => {
    const random = noise(5);
    const { name, points } = forecastShort(of(71, (hour) => wave(hour) + 2 * hour + random()), { short: 24, long: 0 }, 48);
    expect(name).toBe('seasonal naive with drift');
    points.forEach((point, step) => expect(Math.abs(point - wave(71 + step) - 2 * (71 + step))).toBeLessThan(6));
  });

  test('noise is not drawn on as a line', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = noise(seed);
      for (const point of forecastShort(of(30, () => 100 + random()), { short: 1, long: 0 }, 60).points) expect(Math.abs(point - 100)).toBeLessThan(6);
    }
  });
});
