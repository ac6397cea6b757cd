import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bench, NOW, openBench } from './support.ts';

const MS = NOW * 1000;
const ROWS = [{ pid: 10, cpu: 5, command: 'live-one', group: 'web' }];
const RISES = {
  cpuPercent: [{ entity: 'web', before: 1, now: 60 }, { entity: 'idle', before: 5, now: 5 }],
  rssBytes: [{ entity: 'cache', before: 0, now: 1024 ** 2 }, { entity: 'web', before: 1024, now: 8192 }, { entity: 'shrunk', before: 9999, now: 1 }],
};

test('B chooses the last minutes; arrows, Shift and Tab move the edges, Escape leaves', () => {
  const bench = openBench(ROWS);
  bench.press('B');
  const start = bench.dashboard.brush;
  expect(start).toMatchObject({ span: { from: MS - 3_600_000, to: MS }, from: MS - 360_000, to: MS, edge: 'from' });
  bench.press('left');
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 420_000, to: MS });
  bench.press('shift+left', 'shift+left');
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 420_000, to: MS - 120_000 });
  bench.press('tab', 'right');
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 420_000, to: MS - 60_000, edge: 'to' });
  bench.press('shift+right');
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 360_000 });
  bench.press('escape');
  expect(bench.dashboard.brush).toBeUndefined();
  expect(bench.dashboard.pages).toHaveLength(1);
});

test('an edge that is moved beyond the other changes places with it', () => {
  const bench = openBench(ROWS);
  bench.press('B', 'shift+left', 'shift+left', 'right', 'right', 'right', 'right', 'right');
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 119_000, to: MS - 60_000, edge: 'to' });
});

test('whatever keys are pressed, the edges stay in order and in sight', () => {
  const keys = ['left', 'right', 'shift+left', 'shift+right', 'tab', '+', '-'] as const;
  fc.assert(fc.property(fc.boolean(), fc.array(fc.constantFrom(...keys), { maxLength: 60 }), (past, pressed) => {
    const bench = openBench(ROWS);
    if (past) void bench.travel.seek(MS - 100_000);
    bench.press('B', ...pressed);
    const { brush } = bench.dashboard;
    if (brush === undefined) throw new Error('no brush');
    expect(brush.from).toBeLessThan(brush.to);
    expect(brush.from).toBeGreaterThanOrEqual(brush.span.from - 1);
    expect(brush.to).toBeLessThanOrEqual(brush.span.to + 1000);
    expect(brush.span.to).toBeLessThanOrEqual(MS + 1000);
  }), { numRuns: 300, seed: 7 });
});

test('- shows more time and + less, around what is chosen', () => {
  const bench = openBench(ROWS);
  bench.press('B', '-');
  expect(bench.dashboard.brush?.span).toEqual({ from: MS - 7_200_000, to: MS });
  bench.press('+', '+');
  expect(bench.dashboard.brush).toMatchObject({ span: { from: MS - 1_800_000, to: MS }, from: MS - 360_000, to: MS });
});

test('other keys wait while time is chosen, but help and quitting', () => {
  const bench = openBench(ROWS);
  bench.press('B', 'k', 'g', 'P');
  expect(bench.dashboard.panel).toBeUndefined();
  expect(bench.dashboard.page).toMatchObject({ title: 'processes' });
  bench.press('q');
  expect(bench.calls).toContain('quit');
});

async function risesOf(bench: Bench): Promise<readonly string[][]> {
  await expect.poll(() => bench.dashboard.panel?.type).toBe('rises');
  const { panel } = bench.dashboard;
  return panel?.type === 'rises' ? panel.lists.map(({ rises }) => rises.map(({ entity }) => entity)) : [];
}

test('Enter shows what rose, without what did not, and Enter on it goes to its greatest moment', async () => {
  const bench = openBench(ROWS);
  bench.travel.rises = RISES;
  bench.press('B', 'enter');
  expect(await risesOf(bench)).toEqual([['web'], ['cache', 'web']]);
  expect(bench.travel.asked).toEqual([['group', 'cpuPercent', MS - 360_000, MS], ['group', 'rssBytes', MS - 360_000, MS]]);
  bench.press('tab', 'down', 'down', 'up');
  expect(bench.dashboard.panel).toMatchObject({ list: 1, cursor: 0 });
  bench.press('enter');
  await expect.poll(() => bench.travel.position()).toBeDefined();
  // The made-up group is busiest 300 s before now.
  expect(Math.abs((bench.travel.position()?.time ?? 0) - (MS - 300_000))).toBeLessThanOrEqual(3000);
  expect(bench.travel.selectors).toContainEqual({ kind: 'group', field: 'rssBytes', key: 'cache' });
  expect(bench.dashboard.page).toMatchObject({ type: 'table', only: { field: 'group', value: 'cache' } });
  expect(bench.dashboard.table?.choices.sort).toEqual({ field: 'rssBytes', descending: true });
  bench.press('escape');
  expect(bench.dashboard.page).toMatchObject({ title: 'groups' });
});

test('nothing that rose, and no history, are said', async () => {
  const bench = openBench(ROWS);
  bench.press('B', 'enter');
  await expect.poll(() => bench.dashboard.message?.text).toContain('nothing rose');
  expect(bench.dashboard.brush).toBeDefined();
  bench.travel.failure = new Error('cannot be read');
  bench.press('enter');
  await expect.poll(() => bench.dashboard.message).toEqual({ text: 'cannot be read', bad: true });
});

test('a drag over a chart of the header chooses its time, a click there nothing', () => {
  const bench = openBench(ROWS);
  const times = Array.from({ length: 100 }, (_, index) => MS - (99 - index) * 1000);
  bench.timeline.remembered = { times, values: times.map(() => 1) };
  const mouse = (action: 'press' | 'release', x: number, y: number): void => bench.input.handle({ type: 'mouse', action, button: 0, x, y });
  // 120 columns: the CPU's history ends with the left half, in column 58.
  mouse('press', 58, 1);
  // A tick comes between: the chart moves under the mouse, which does not.
  bench.timeline.remembered = { times: times.map((time) => time + 1000), values: times.map(() => 1) };
  mouse('release', 58, 1);
  expect(bench.dashboard.brush).toBeUndefined();
  bench.timeline.remembered = { times, values: times.map(() => 1) };
  mouse('press', 58, 1);
  mouse('release', 48, 1);
  expect(bench.dashboard.brush).toMatchObject({ from: MS - 10_000, to: MS, edge: 'from', span: { from: MS - 99_000, to: MS } });
  expect(bench.dashboard.table?.cursor).toBe(0);
});

test('a click on the time line goes there', async () => {
  const bench = openBench(ROWS);
  await bench.travel.seek(MS - 1000);
  const mouse = (action: 'press' | 'release', x: number): void => bench.input.handle({ type: 'mouse', action, button: 0, x, y: 6 });
  mouse('press', 60);
  mouse('release', 60);
  await expect.poll(() => bench.travel.position()?.time).toBeLessThan(MS - 1_000_000);
  expect(bench.dashboard.brush).toBeUndefined();
});
