import { expect, test } from 'vitest';
import type { FigureForecast, ForecastRequest, PlanPicture } from '../../src/monitors/forecasting/protocol.ts';
import { usualAhead, tell } from '../../src/monitors/forecasting/tell.ts';
import { UserError } from '../../src/model/errors.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';

const MS = NOW * 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROWS = [{ pid: 10, cpu: 55, command: '/usr/bin/shop', group: 'shop' }, { pid: 11, cpu: 5, command: '/usr/bin/other', group: 'other' }];

/** A history of so many hours, to be told ahead as it is asked for. */
class Desk {
  readonly asked: ForecastRequest[] = [];
  hours = 21 * 24;
  value: (hour: number) => number = (hour) => 50 + 30 * Math.sin((hour / 24) * 2 * Math.PI);
  failure: Error | undefined;
  /** Answers wait for it. */
  before: Promise<void> = Promise.resolve();

  plan(): Promise<PlanPicture> {
    return Promise.reject(new Error('no plan is asked for here'));
  }

  async tell(request: ForecastRequest): Promise<FigureForecast> {
    this.asked.push(request);
    await this.before;
    if (this.failure !== undefined) throw this.failure;
    const hours = Array.from({ length: this.hours }, (_, index) => index + 1 - this.hours);
    return tell({ times: hours.map((hour) => request.until + hour * HOUR), values: hours.map((hour) => this.value(hour)) }, request.ahead, { effort: 'fast' });
  }
}

function open(options: Parameters<typeof openBench>[1] = {}, keymap: 'default' | 'vim' = 'default'): { readonly bench: Bench; readonly desk: Desk; readonly settled: () => Promise<void> } {
  const desk = new Desk();
  const bench = openBench(ROWS, { forecasts: desk, ...options }, keymap);
  const settled = (): Promise<void> => expect.poll(() => (bench.dashboard.page.type === 'forecast' ? bench.dashboard.page.pending : undefined)).toBe(false);
  return { bench, desk, settled };
}

const screen = async (bench: Bench, columns = 120, rows = 40): Promise<string> => (await draw(bench, columns, rows)).join('\n');

test('f tells the figure that sorts of the row under the cursor, and Esc goes back to it', async () => {
  const { bench, desk, settled } = open();
  bench.press('g', 'down', 'f');
  await settled();
  expect(desk.asked).toEqual([{ selector: { kind: 'group', field: 'cpuPercent', key: 'other' }, until: MS, ahead: undefined }]);
  const text = await screen(bench);
  expect(text).toMatch(/Forecast, 7 days ahead: group other, CPU%: CPU used; 100 is one core/);
  expect(text).toMatch(/┊/);
  expect(text).toMatch(/\bnow\b/);
  expect(text).toMatch(/\d+% │/);
  expect(text).toMatch(/It cannot be told better than|exact so far/);
  expect(text).toMatch(/Highest: most likely \d+\.\d% \([A-Z][a-z]{2} \d+ Mar \d\d:\d\d\); in 95 % of cases below \d+\.\d%\./);
  expect(text).toContain('Comes round by the day');
  expect(text).toMatch(/Told by 504 values from Sun 8 Feb/);
  bench.press('escape');
  expect(bench.dashboard.page).toMatchObject({ type: 'table', kind: { name: 'group' } });
  expect(bench.dashboard.table?.cursor).toBe(1);
});

test.each([['M', 'rssBytes'], ['T', 'cpuPercent']])('after %s it is %s: what only grows is not told', async (key, field) => {
  const { bench, desk, settled } = open();
  bench.press('g', key, 'f');
  await settled();
  expect(desk.asked[0]?.selector.field).toBe(field);
});

test('arrows go through the figures of the same row, keys through days ahead', async () => {
  const { bench, desk, settled } = open();
  bench.press('p', 'f');
  await settled();
  expect(desk.asked[0]?.selector).toEqual({ kind: 'process', field: 'cpuPercent', key: `10@${NOW - 100}` });
  bench.press('right');
  await settled();
  expect(desk.asked[1]?.selector.field).not.toBe('cpuPercent');
  bench.press('left', '3');
  await settled();
  expect(desk.asked.at(-1)).toMatchObject({ selector: { field: 'cpuPercent' }, ahead: 30 * DAY });
  expect(await screen(bench)).toContain('30 days ahead');
  for (const [key, ahead] of [['1', DAY], ['+', 7 * DAY], ['-', DAY], ['-', DAY / 4], ['7', 7 * DAY]] as const) {
    bench.press(key);
    await settled();
    expect(desk.asked.at(-1)?.ahead).toBe(ahead);
  }
  bench.press('3', '+');
  expect(bench.dashboard.message?.text).toContain('30 days are the furthest');
});

test('a container is known in the history by its name, and what happened once has no future', async () => {
  const desk = new Desk();
  const rows = [{ pid: 10, cpu: 55, group: 'shop', container: 'web-1' }];
  const bench = openBench(rows, { forecasts: desk });
  bench.press('c', 'f');
  await expect.poll(() => desk.asked[0]?.selector).toEqual({ kind: 'container', field: 'cpuPercent', key: 'web-1' });
  const found = new FrameBuilder(finding);
  found.add({ id: safeText('one'), score: 60 });
  bench.timeline.show(snapshotOf(rows, [], MS, [found.build()]));
  bench.press('w', 'f');
  expect(bench.dashboard.message?.text).toBe('findings have no figure that could be told ahead');
  expect(desk.asked).toHaveLength(1);
});

test('in a drill-down it is what its charts show, and H is the whole machine from anywhere', async () => {
  const { bench, desk, settled } = open();
  bench.press('enter', 'f');
  await settled();
  expect(desk.asked[0]?.selector).toMatchObject({ kind: 'process', field: 'cpuPercent' });
  bench.press('H');
  await settled();
  expect(desk.asked[1]?.selector).toEqual({ kind: 'host', field: 'cpuPercent', key: '' });
  expect(await screen(bench)).toContain('this machine, CPU%: ');
  bench.press('escape');
  expect(bench.dashboard.page.type).toBe('detail');
});

test('while it is read it says so, every key is heard, and an answer that comes late is not shown', async () => {
  const { bench, desk, settled } = open();
  let goOn = (): void => undefined;
  desk.before = new Promise((resolve) => {
    goOn = resolve;
  });
  bench.press('g', 'f');
  expect(await screen(bench)).toContain('reading the past ...');
  desk.before = Promise.resolve();
  bench.press('1');
  await settled();
  const { page } = bench.dashboard;
  goOn();
  await new Promise((resolve) => setImmediate(resolve));
  expect(page).toMatchObject({ told: { ahead: DAY }, pending: false });
  const text = await screen(bench);
  expect(text).toContain('1 day ahead');
  expect(text).not.toContain('reading the past');
});

test.each([
  ['nothing', 0, 'Nothing was recorded of it yet. It is recorded while'],
  ['two values', 2, 'Fewer than 3 values tell nothing of what comes. So far there are 2. It is recorded while'],
])('where there is %s one line says so, and how to mend it', async (_what, hours, words) => {
  const { bench, desk, settled } = open();
  desk.hours = hours;
  bench.press('g', 'f');
  await settled();
  const text = await screen(bench, 200, 40);
  expect(text).toContain(words);
  expect(text).not.toMatch(/NaN|┊/);
});

test('what cannot be read is said as a line', async () => {
  const { bench, desk, settled } = open();
  desk.failure = new UserError('history cannot be read: no such file', { where: 'history.db', mend: 'start pyprocwatch record' });
  bench.press('g', 'f');
  await settled();
  expect(await screen(bench)).toContain('history.db: history cannot be read: no such file; start pyprocwatch record');
  const without = openBench(ROWS);
  without.press('g', 'f');
  await expect.poll(async () => screen(without)).toContain('nothing is recorded here; start without --no-record');
});

const SERIES: readonly (readonly [string, number, (hour: number) => number])[] = [
  ['still', 500, () => 12.5], ['nothing', 500, () => 0], ['3 values', 3, (hour) => hour + 9], ['50 values', 50, (hour) => Math.abs(hour % 7)], ['with holes', 500, (hour) => (hour % 5 === 0 ? Number.NaN : 40 + Math.abs(hour % 24))], ['rising', 500, (hour) => 600 + hour],
];
test.each(SERIES)('a series that is %s fits at any size, and nothing on the screen is no number', async (_what, hours, value) => {
  for (const theme of ['default', 'light', 'monochrome']) {
    const { bench, desk, settled } = open({ theme });
    Object.assign(desk, { hours, value });
    bench.press('g', 'f');
    await settled();
    for (const [columns, rows] of [[60, 15], [80, 24], [120, 30], [160, 48]] as const) {
      const lines = await draw(bench, columns, rows);
      expect(lines.join('\n')).not.toMatch(/NaN|Infinity|undefined/);
      for (const line of lines) expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toMatch(/┊|┴/);
      expect(lines.join('\n')).toMatch(/Highest: most likely/);
      expect(lines[rows - 1]).toMatch(/Esc Back.*Other figure/);
    }
  }
});

test('in the past it tells by what was known then, and anew when another time is gone to', async () => {
  const { bench, desk, settled } = open();
  await bench.travel.seek(MS - 60_000);
  bench.press('g', 'f');
  await settled();
  expect(desk.asked[0]?.until).toBe(MS - 60_000);
  expect(await screen(bench)).toMatch(/\bthen\b/);
  await bench.travel.seek(MS - 1_000_000);
  await settled();
  expect(desk.asked.map(({ until }) => until)).toEqual([MS - 60_000, MS - 1_000_000]);
});

test('samples that follow do not ask again until what is there is old', async () => {
  let now = MS;
  const { bench, desk, settled } = open({ now: () => now });
  bench.press('g', 'f');
  await settled();
  now += 60_000;
  bench.dashboard.refresh();
  expect(desk.asked).toHaveLength(1);
  now += 600_000;
  bench.dashboard.refresh();
  await settled();
  expect(desk.asked).toHaveLength(2);
});

test.each(['default', 'vim'] as const)('saved filters have a key still, in the %s keymap', (keymap) => {
  const { bench } = open({ savedFilters: { busy: 'cpu > 5' } }, keymap);
  bench.press('|');
  expect(bench.dashboard.panel).toMatchObject({ type: 'menu', title: 'Saved filters' });
});

test('how far ahead it goes by itself grows with its past', () => {
  expect([HOUR, DAY, 30 * DAY].map(usualAhead)).toEqual([6 * HOUR, DAY, 7 * DAY]);
});
