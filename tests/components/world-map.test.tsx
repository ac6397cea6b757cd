import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { loadMap, type MapChart } from '../../components/charts/index.ts';
import { plain } from '../../components/widgets/painted.ts';
import { worldMarks } from '../../components/widgets/world-marks.ts';
import { COUNTRIES } from '../../src/model/regions.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';
import { type MadeUpRegions, regionFrame, shopFrames, SHOP, WORLD } from './traffic-support.ts';

const PROCESSES = [{ pid: 10, cpu: 50 }];
const BRAILLE = /[\u2801-\u28FF]/;
let map: (chart: MapChart) => readonly string[];
beforeAll(async () => {
  map = await loadMap();
}, 20_000);

function benchOf(regions: MadeUpRegions = WORLD, theme = 'default'): Bench {
  const bench = openBench(PROCESSES, { theme });
  bench.timeline.show(snapshotOf(PROCESSES, [], NOW * 1000, shopFrames(SHOP, regions)));
  bench.press('R');
  return bench;
}

const at = (lines: readonly string[], text: string): readonly [row: number, column: number] => {
  const row = lines.findIndex((line) => line.includes(text));
  return [row, [...(lines[row] ?? '')].indexOf(text)];
};

test('the world with marks looks as it did', async () => {
  const { marks } = worldMarks(regionFrame(WORLD), 'requestsPerSecond', 0, openBench([]).dashboard.paint, {});
  await expect(`${map({ width: 100, height: 18, marks }).map((line) => plain(line).trimEnd()).join('\n')}\n`).toMatchFileSnapshot('golden/world-100x18.txt');
});

test('is as wide and high as asked, with every country on it', () => {
  const marks = COUNTRIES.filter(({ latitude }) => !Number.isNaN(latitude)).map(({ latitude, longitude }) => ({ latitude, longitude, text: '●' }));
  fc.assert(fc.property(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 50 }), (width, height) => {
    const lines = map({ width, height, marks });
    expect(lines).toHaveLength(height);
    for (const line of lines) expect(displayWidth(plain(line))).toBe(width);
  }), { numRuns: 25 });
}, 20_000);

test('marks stand where they belong, the first over the others, long ones within the picture', () => {
  const one = (latitude: number, longitude: number, text = '●') => ({ latitude, longitude, text });
  const lines = map({ width: 90, height: 20, marks: [one(40, -100)] });
  const [row, column] = at(lines.map(plain), '●');
  expect(column).toBeCloseTo(((180 - 100) / 360) * 90, -0.5);
  expect(row).toBeGreaterThan(3);
  expect(row).toBeLessThan(9);
  expect(plain(map({ width: 90, height: 20, marks: [one(40, -100, 'A'), one(40, -100, 'B')] }).join(''))).toMatch(/^[^B]*A[^B]*$/);
  expect(plain(map({ width: 90, height: 20, marks: [one(-42, 175, 'New Zealand')] }).join('\n'))).toContain('New Zealand');
  expect(plain(map({ width: 90, height: 20, marks: [one(-80, 20)] }).join('\n'))).toContain('●');
  // Nothing of an earlier picture is left.
  expect(plain(map({ width: 90, height: 20, marks: [] }).join('\n'))).not.toContain('●');
});

test('sizes tell how much, and a colour how high what is no amount', () => {
  const { paint } = openBench([]).dashboard;
  const rows: MadeUpRegions = [['US', 100], ['DE', 10], ['FR', 1], ['local', 4], ['??', 2]];
  const amounts = worldMarks(regionFrame(rows), 'requestsPerSecond', -1, paint, {});
  expect(amounts.marks.map(({ text }) => text)).toEqual(['●', '•', '·']);
  expect(new Set(amounts.marks.map(({ color }) => color)).size).toBe(1);
  expect(plain(amounts.legend.join('  '))).toBe('REQ/s  ● from 20  • from 2  · less  not on the map: 2');
  const errors = worldMarks(regionFrame(rows), 'errorPercent', -1, paint, { errorPercent: { warn: 1, critical: 2 } });
  expect(errors.marks.map(({ color }) => color)).toEqual([paint.theme.looks.good?.fg, paint.theme.looks.warn?.fg, paint.theme.looks.critical?.fg]);
  expect(plain(errors.legend.join('  '))).toContain('ERR%  below 1.0  from 1.0  from 2.0');
  expect(plain(worldMarks(regionFrame([['US', 3]]), 'cpuPercent', -1, paint, {}).legend.join('  '))).toBe('CPU%  ● from 0.2  • from 0.02  · less');
  expect(plain(worldMarks(regionFrame([['US', 0]]), 'cpuPercent', -1, paint, {}).legend.join('  '))).toBe('CPU% is not known yet');
  // A text is no figure: requests are shown.
  expect(worldMarks(regionFrame(rows), 'name', -1, paint, {}).legend).toEqual(amounts.legend);
});

test('a region whose name is none of ours is on no map', () => {
  const { paint } = openBench([]).dashboard;
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 3 }), (code) => {
    const { marks } = worldMarks(regionFrame([[safeText(code), 1]]), 'requestsPerSecond', 0, paint, {});
    expect(marks).toHaveLength(COUNTRIES.some((each) => each.code === code && code !== '') ? 1 : 0);
  }));
});

test('on a large screen the map stands over the regions, the one under the cursor is named', async () => {
  const bench = benchOf();
  const text = await draw(bench, 120, 30);
  expect(text.join('\n')).toMatch(BRAILLE);
  expect(text.join('\n')).toContain('◆ United States');
  expect(text.join('\n')).toContain('Requests a second by area');
  expect(text.join('\n')).toMatch(/● from .* • from .* · less/);
  bench.press('down');
  expect((await draw(bench, 120, 30)).join('\n')).toContain('◆ Germany');
});

test('on a small one a key shows it, and hides it on a large one', async () => {
  const bench = benchOf();
  const small = await draw(bench, 80, 24);
  expect(small.join('\n')).not.toMatch(BRAILLE);
  expect(small[23]).toContain('m Map');
  bench.press('m');
  expect((await draw(bench, 80, 24)).join('\n')).toMatch(BRAILLE);
  bench.press('m');
  expect((await draw(bench, 80, 24)).join('\n')).not.toMatch(BRAILLE);
  expect((await draw(bench, 120, 30)).join('\n')).not.toMatch(BRAILLE);
  bench.press('m');
  await draw(bench, 60, 15);
  bench.press('m', 'm');
  expect(bench.dashboard.message?.text).toContain('larger screen');
});

test('m is for the map in this view only', () => {
  const bench = benchOf();
  bench.press('E', 'm');
  expect(bench.dashboard.message).toBeUndefined();
});

test('only the cursor in a view with a map draws the chrome anew', async () => {
  const bench = benchOf();
  await draw(bench, 120, 30);
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve));
    });
  };
  await settled();
  const changed = vi.fn();
  bench.dashboard.subscribe(changed);
  bench.press('down');
  await settled();
  expect(changed).toHaveBeenCalledTimes(1);
  bench.press('right');
  await settled();
  expect(changed).toHaveBeenCalledTimes(1);
  bench.press('m');
  await draw(bench, 120, 30);
  await settled();
  changed.mockClear();
  bench.press('down');
  await settled();
  expect(changed).not.toHaveBeenCalled();
});

test.each([[60, 15], [80, 24], [100, 30], [120, 30], [200, 60]])('fits %ix%i in every theme, beside a menu as well', async (columns, rows) => {
  for (const theme of ['default', 'monochrome']) {
    const bench = benchOf(WORLD, theme);
    bench.press('m');
    for (const keys of [[], ['F6'], ['escape']]) {
      bench.press(...keys);
      const lines = await draw(bench, columns, rows);
      for (const line of lines) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
      expect(lines.join('')).not.toMatch(/[\uE000-\uF8FF]/);
      expect(lines.join('\n')).toContain('USERS');
    }
  }
}, 20_000);
