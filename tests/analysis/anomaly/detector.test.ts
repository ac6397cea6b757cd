import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnomalyDetector } from '../../../src/analysis/anomaly/detector.ts';
import { alertsOf, FIVE_MINUTES, noise, series } from './support.ts';

const DAY_ROWS = 288;

describe('what is unusual is named', () => {
  test('a step of the level, on its first row', () => {
    const next = noise(1);
    const [first] = alertsOf(series(3200, (row) => 50 + next() + (row >= 3000 ? 20 : 0))).filter(({ row }) => row >= 3000);
    expect(first).toMatchObject({ row: 3000, kind: 'level', since: 3000 * FIVE_MINUTES, time: 3000 * FIVE_MINUTES });
    expect(first?.expected).toBeCloseTo(50, 0);
    expect(first?.seen).toBeGreaterThan(67);
    expect(first?.score).toBeGreaterThan(0.7);
  });

  test('a small step that only means show, and when it began', () => {
    const next = noise(2);
    const alerts = alertsOf(series(3100, (row) => 50 + 3 * next() + (row >= 3000 ? 3.5 : 0))).filter(({ row }) => row >= 3000);
    expect(alerts[0]).toMatchObject({ kind: expect.stringMatching(/level|shift|seasonal/) });
    expect(alerts[0]?.row).toBeGreaterThan(3000);
    expect(Math.abs((alerts[0]?.since ?? 0) / FIVE_MINUTES - 3000)).toBeLessThanOrEqual(6);
  });

  test('a spike, once', () => {
    const next = noise(3);
    const alerts = alertsOf(series(3400, (row) => 50 + next() + (row === 3000 ? 40 : 0))).filter(({ row }) => row >= 3000);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ row: 3000, since: 3000 * FIVE_MINUTES, kind: expect.stringMatching(/level|jump/) });
    expect(alerts[0]?.seen).toBeGreaterThan(85);
  });

  test('a daily peak that does not come: seasonal, and what was expected instead', () => {
    const next = noise(4);
    const busy = (row: number): boolean => row % DAY_ROWS >= 144 && row % DAY_ROWS < 168 && Math.floor(row / DAY_ROWS) !== 15;
    const alerts = alertsOf(series(DAY_ROWS * 16, (row) => 50 + next() + (busy(row) ? 30 : 0))).filter(({ row }) => row >= DAY_ROWS * 15);
    const start = DAY_ROWS * 15 + 144;
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ kind: 'seasonal', since: start * FIVE_MINUTES });
    expect(alerts[0]?.row).toBeLessThan(start + 6);
    expect(alerts[0]?.expected).toBeCloseTo(80, 0);
    expect(alerts[0]?.seen).toBeCloseTo(50, -1);
  });

  test('a series that begins to swing within its usual range: volatility', () => {
    const next = noise(5);
    const swinging = (row: number): number => (row % 2 === 0 ? 2 : -2);
    const values = series(3100, (row) => 50 + 0.1 * next() + (row % 40 === 0 ? 5 : 0) - (row % 40 === 20 ? 5 : 0) + (row >= 3001 && row < 3060 ? swinging(row) : 0));
    const [first] = alertsOf(values).filter(({ row }) => row >= 3001);
    expect(first?.kind).toBe('volatility');
    expect(first?.seen).toBeGreaterThan(1.3 * (first?.expected ?? Infinity));
    expect(Math.abs((first?.since ?? 0) / FIVE_MINUTES - 3001)).toBeLessThanOrEqual(2);
  });

  test('while an event goes on its finding stays, without a further alert, and then it is gone', () => {
    const next = noise(6);
    const detector = new AnomalyDetector();
    const verdicts = series(3300, (row) => 50 + next() + (row >= 3000 && row < 3004 ? 20 : 0)).map((value, row) => detector.update(row * FIVE_MINUTES, value));
    expect(verdicts[3000]?.alert).toBe(true);
    expect(verdicts[3001]).toMatchObject({ alert: false, finding: { since: 3000 * FIVE_MINUTES } });
    expect(verdicts[3001]?.score).toBeLessThan(0.5);
    expect(verdicts.slice(3001).filter(({ alert }) => alert)).toEqual([]);
    expect(verdicts[3290]?.finding).toBeUndefined();
  });
});

describe('what is usual is quiet', () => {
  test.each([11, 12, 13])('20,000 rows of noise (seed %i), whatever the sampling interval', (seed) => {
    for (const step of [1000, 5000, 60_000, FIVE_MINUTES]) {
      const next = noise(seed);
      expect(alertsOf(series(20_000, () => 50 + 3 * next()), step).length).toBeLessThanOrEqual(4);
    }
  });

  test.each([0, 0.1, -7, 1e308, -1e308, 5e-324])('a series that is always %d', (value) => {
    expect(alertsOf(series(5000, () => value))).toEqual([]);
  });
});

describe('any input', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(0, 1e308, -1e308, Number.NaN, Infinity), fc.double({ min: -10, max: 10, noNaN: true }));
  const time = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 10 ** 9 }));

  test('never throws, scores are 0..1, an alert and only an alert from 0.5 on, with what was seen', () => {
    fc.assert(fc.property(fc.array(fc.tuple(time, number), { maxLength: 400 }), (rows) => {
      const detector = new AnomalyDetector();
      for (const [at, value] of rows) {
        const { score, alert, finding } = detector.update(at, value);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(alert).toBe(score >= 0.5);
        if (!alert) continue;
        expect(Number.isFinite(finding?.expected) && Number.isFinite(finding?.seen) && Number.isFinite(finding?.since)).toBe(true);
      }
      expect(AnomalyDetector.fromJSON(detector.toJSON())).toBeDefined();
    }), { seed: 1 });
  });

  test('values that are not known change nothing', () => {
    const [plain, holed] = [new AnomalyDetector(), new AnomalyDetector()];
    const next = noise(21);
    for (let row = 0; row < 1000; row += 1) {
      const value = next();
      expect(holed.update(row * 1000, Number.NaN)).toEqual({ score: 0, alert: false, finding: undefined });
      holed.update(Number.NaN, 7);
      holed.update(row * 1000, -Infinity);
      expect(holed.update(row * 1000, value)).toEqual(plain.update(row * 1000, value));
    }
    expect(holed.toJSON()).toEqual(plain.toJSON());
  });

  test('after a huge value has left the window nothing remains of it', () => {
    const next = noise(22);
    const detector = new AnomalyDetector();
    for (let row = 0; row < 4000; row += 1) detector.update(row * 1000, row === 10 ? 1e308 : 50 + next());
    const found = alertsOf(series(60, () => 50 + next()), 1000, detector);
    expect(found).toEqual([]);
  });

  test('a clock that goes back and a machine that was asleep', () => {
    const next = noise(23);
    const detector = new AnomalyDetector();
    const hours = (row: number): number => (row < 2000 ? row : row < 3000 ? row - 1500 : row + 100_000) * 60_000;
    const alerts = series(6000, () => 50 + next()).filter((value, row) => detector.update(hours(row), value).alert);
    expect(alerts.length).toBeLessThanOrEqual(3);
  });

  test('alerts do not depend on the unit, nor on what is added', () => {
    const values = (seed: number): number[] => {
      const next = noise(seed);
      return series(3500, (row) => next() * (row % 900 > 850 ? 4 : 1) + (row === 2000 || row > 3200 ? 9 : 0));
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: -20, max: 20 }), fc.integer({ min: -1000, max: 1000 }), (seed, power, shift) => {
      const rows = (list: readonly number[]): number[] => alertsOf(list).map(({ row }) => row);
      const plain = values(seed);
      expect(rows(plain).length).toBeGreaterThan(0);
      expect(rows(plain.map((value) => value * 2 ** power))).toEqual(rows(plain));
      expect(rows(plain.map((value) => value + shift))).toEqual(rows(plain));
    }), { seed: 2, numRuns: 12 });
  });
});

describe('saved and restored', () => {
  test.each([0, 1, 49, 700, 3100, 7000])('after %i rows it goes on as if it had not stopped', (rows) => {
    const next = noise(31);
    const value = (row: number): number => 50 + next() + (row % 1000 > 980 ? 25 : 0);
    const going = new AnomalyDetector();
    for (let row = 0; row < rows; row += 1) going.update(row * FIVE_MINUTES, value(row));
    const restored = AnomalyDetector.fromJSON(JSON.parse(JSON.stringify(going)));
    for (let row = rows; row < rows + 1500; row += 1) {
      const seen = value(row);
      expect(restored?.update(row * FIVE_MINUTES, seen)).toEqual(going.update(row * FIVE_MINUTES, seen));
    }
  });

  test('what is no state of ours is refused', () => {
    const { version, state } = new AnomalyDetector().toJSON();
    const bytes = Buffer.from(state, 'base64');
    const broken = (at: number, value: number): string => {
      const copy = Buffer.from(bytes);
      copy.writeDoubleLE(value, at * 8);
      return copy.toString('base64');
    };
    for (const saved of [undefined, null, 7, 'x', {}, { version }, { version: version + 1, state }, { version, state: '' }, { version, state: 'AAAA' },
      { version, state: bytes.subarray(8).toString('base64') }, { version, state: Buffer.concat([bytes, bytes.subarray(0, 8)]).toString('base64') },
      { version, state: broken(1, 1e9) }, { version, state: broken(1, 0.5) }, { version, state: broken(40, Number.NaN) }]) {
      expect(AnomalyDetector.fromJSON(saved)).toBeUndefined();
    }
    expect(AnomalyDetector.fromJSON({ version, state })).toBeDefined();
  });

  test('any bytes give a detector that works or none', () => {
    const { version, state } = new AnomalyDetector().toJSON();
    const count = Buffer.from(state, 'base64').length / 8;
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(count - 1), fc.oneof(fc.double(), fc.nat(300))), { maxLength: 5 }), (changes) => {
      const bytes = Buffer.from(state, 'base64');
      for (const [at, value] of changes) bytes.writeDoubleLE(value, at * 8);
      const detector = AnomalyDetector.fromJSON({ version, state: bytes.toString('base64') });
      for (let row = 0; row < 120; row += 1) detector?.update(row * 1000, row % 7);
    }), { seed: 3 });
  });
});

test('a threshold that is no number above 0 is refused', () => {
  for (const threshold of [0, -1, Number.NaN, Infinity]) expect(() => new AnomalyDetector({ threshold })).toThrow(RangeError);
});
