import { expect, test } from 'vitest';
import { headerHeight } from '../../components/widgets/header.ts';
import { headerCharts, valuesBack } from '../../components/widgets/header-charts.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { draw } from './draw.tsx';
import { NOW, openBench } from './support.ts';

const MS = NOW * 1000;
const ROWS = [{ pid: 10, cpu: 55, command: '/usr/bin/live', group: 'web' }];
const SIZES = [[60, 15], [80, 24], [120, 30], [200, 60]] as const;

test.each(SIZES)('at %ix%i the past says so first, and its time line stands under the header', async (columns, rows) => {
  for (const theme of ['default', 'monochrome']) {
    const bench = openBench(ROWS, { theme });
    bench.travel.findings = [MS - 1_000_000];
    await bench.travel.seek(MS - 6000);
    await expect.poll(() => bench.dashboard.past.coverage).toBeDefined();
    const lines = await draw(bench, columns, rows);
    expect(lines[0]).toMatch(/^ PAST \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, 6s ago /);
    const line = lines[headerHeight(rows, columns)] ?? '';
    expect(line).toMatch(/[▁-█].*·.*[▁-█].*!.*┃.* ❚❚/);
    expect(lines[headerHeight(rows, columns) + 1]).toContain('PID');
    expect(lines.join('\n')).toContain('then-');
    expect(lines.join('\n')).not.toContain('usr/bin/live');
    for (const each of lines) expect(displayWidth(each.trimEnd())).toBeLessThanOrEqual(columns);
    expect(lines[rows - 1]).toMatch(/Earlier.*Later/);
    expect(lines[rows - 1]).not.toContain('Kill');
  }
});

test('means of minutes are said to be that', async () => {
  const bench = openBench(ROWS);
  bench.travel.minute = true;
  await bench.travel.seek(MS - 6000);
  expect((await draw(bench, 80, 24))[0]).toContain('6s ago, each minute');
});

test('the present has no time line, and no word of the past', async () => {
  const bench = openBench(ROWS);
  const lines = await draw(bench, 80, 24);
  expect(lines[headerHeight(24, 80)]).toContain('PID');
  expect(lines.join('\n')).not.toContain('PAST');
});

test.each([['on', '● REC'], ['elsewhere', 'REC by another'], ['paused', 'REC paused']] as const)('recording that is %s is marked', async (state, words) => {
  const bench = openBench(ROWS);
  expect((await draw(bench, 80, 24))[0]).not.toContain('REC');
  bench.timeline.recordingState = state;
  expect((await draw(bench, 80, 24))[0]).toContain(words);
});

test.each([['off', 'watch  every 5 s'], ['on', '● watch  every 5 s'], ['elsewhere', '● watch  every 5 s'], ['paused', 'watch, REC paused  every 5 s']] as const)('a service that samples for the screen, and its recording that is %s, are marked', async (state, words) => {
  const bench = openBench(ROWS);
  bench.timeline.serviceInterval = 5000;
  bench.timeline.recordingState = state;
  expect((await draw(bench, 120, 24))[0]).toContain(`  ${words}`);
});

test('a process that was not there then is not said to have ended', async () => {
  const bench = openBench(ROWS);
  bench.press('enter');
  await bench.travel.seek(MS - 6000);
  const text = (await draw(bench, 80, 24)).join('\n');
  expect(text).toContain('was not there');
  expect(text).not.toContain('has ended');
});

test.each([[80, 24], [200, 60]] as const)('time that is chosen stands on the line and at the foot at %ix%i', async (columns, rows) => {
  const bench = openBench(ROWS);
  bench.press('B', 'left');
  await expect.poll(() => bench.dashboard.past.coverage).toBeDefined();
  const lines = await draw(bench, columns, rows);
  expect(lines[0]).toContain('PyProcWatch');
  expect(lines[headerHeight(rows, columns)]).toMatch(/│.*│.* 7m 00s/);
  expect(lines[rows - 1]).toMatch(/Edge.*\(7m 00s\)$/);
});

test.each([[80, 24], [200, 60]] as const)('what rose stands side by side at %ix%i', async (columns, rows) => {
  const bench = openBench(ROWS);
  bench.travel.rises = { cpuPercent: [{ entity: 'web', before: 1, now: 60.5 }], rssBytes: [{ entity: 'cache', before: 1024, now: 5 * 1024 ** 2 }] };
  bench.press('B', 'enter');
  await expect.poll(() => bench.dashboard.panel?.type).toBe('rises');
  const text = (await draw(bench, columns, rows)).join('\n');
  expect(text).toContain('What rose from');
  expect(text).toMatch(/│ web +1\.0 +60\.5 +\+59\.5 +cache +1\.00K +5\.00M +\+5\.00M +│/);
});

test('where nothing is recorded before, nothing is compared', async () => {
  const bench = openBench(ROWS);
  bench.travel.rises = { cpuPercent: [{ entity: 'web', before: 0, now: 60.5 }] };
  bench.travel.gap = { from: MS - 7_200_000, to: MS - 360_000 };
  bench.press('B', 'enter');
  await expect.poll(() => bench.dashboard.panel?.type).toBe('rises');
  const text = (await draw(bench, 120, 30)).join('\n');
  expect(text).toContain('before which nothing is recorded');
  expect(text).toMatch(/│ web +- +60\.5 +- /);
});

test('the mouse finds charts where they are drawn', async () => {
  for (const [columns, rows] of SIZES) {
    const bench = openBench(ROWS);
    bench.timeline.remembered = { times: [1, 2, 3], values: [100, 100, 100] };
    const lines = await draw(bench, columns, rows);
    const height = headerHeight(rows, columns);
    const charts = headerCharts(rows, columns, height);
    expect(charts.length).toBeGreaterThan(0);
    const [cpu] = charts;
    if (cpu === undefined) throw new Error('no chart');
    // Three full blocks at the right end of the chart, nothing of it beyond.
    const drawn = [...(lines[cpu.row] ?? '')];
    expect(drawn.slice(cpu.left + cpu.width - 3, cpu.left + cpu.width).join('')).toBe('███');
    expect(drawn[cpu.left + cpu.width - 4]).toBe(' ');
    expect(drawn[cpu.left + cpu.width] ?? ' ').toBe(' ');
    expect(valuesBack(charts, cpu.left + cpu.width - 1, cpu.row)).toBe(0);
    expect(valuesBack(charts, cpu.left + cpu.width - 3, cpu.row)).toBe(2);
    expect(valuesBack(charts, cpu.left + cpu.width, cpu.row)).toBeUndefined();
    if (rows === 60) {
      const graph = charts.find(({ height: own }) => own > 1);
      if (graph === undefined) throw new Error('no graph');
      const line = [...(lines[graph.row + graph.height - 1] ?? '')];
      expect(line.slice(graph.left + graph.width - 3, graph.left + graph.width).join('')).toBe('███');
      expect(line[graph.left + graph.width - 4]).toBe(' ');
    }
  }
});
