import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameBuilder } from '../../src/model/frame.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { serviceCall } from '../../src/model/kinds/service-call.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';
import { endpointFrame, type MadeUpEndpoint, SHOP, shopFrames } from './traffic-support.ts';

const PROCESSES = [{ pid: 10, cpu: 50, command: '/usr/bin/node shop.js' }, { pid: 11, cpu: 5, command: '/usr/bin/node shop.js' }, { pid: 30, cpu: 1, command: '/bin/other' }];
const MS = NOW * 1000;

function shopBench(endpoints: readonly MadeUpEndpoint[] = SHOP, options: Parameters<typeof openBench>[1] = {}): Bench {
  const bench = openBench(PROCESSES, options);
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, shopFrames(endpoints)));
  return bench;
}

const screen = async (bench: Bench, columns = 120, rows = 40): Promise<string> => (await draw(bench, columns, rows)).join('\n');
const current = (bench: Bench): string => bench.rows()[1 + (bench.dashboard.table?.cursor ?? 0)] ?? '';

test.each(['default', 'vim'] as const)('keys open the views of requests in the %s keymap', (keymap) => {
  const bench = openBench(PROCESSES, {}, keymap);
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, shopFrames()));
  for (const [key, kind] of [['E', 'endpoint'], ['R', 'region'], ['V', 'session'], [keymap === 'vim' ? 'X' : 'G', 'backend']] as const) {
    bench.press(key);
    expect(bench.dashboard.page.kind.name).toBe(kind);
    expect(bench.rows()[1]).not.toBe('');
  }
});

test('the dearest endpoint comes first, its interval beside it; what is not sure steps back', () => {
  const bench = shopBench();
  bench.press('E');
  expect(bench.rows()[1]).toMatch(/48\.2 +7\.78ms +52\.1 ±10% +GET +\/api\/search/);
  const painted = bench.dashboard.table?.lines(120, 20) ?? [];
  const dim = bench.dashboard.paint('dim', 'x').split('x')[0] ?? '';
  expect(painted.find((line) => line.includes('learning'))).toContain(`${dim}13.5ms`.replace('13.5ms', ' 13.5ms'));
  expect(painted.find((line) => line.includes('exact'))).not.toContain(`${dim}   51us`);
  expect(bench.rows().join('\n')).toMatch(/sum only[^]*withheld/);
});

test('errors are coloured by thresholds', () => {
  const bench = shopBench(SHOP, { thresholds: { errorPercent: { warn: 1, critical: 5 } } });
  bench.press('E');
  const { paint } = bench.dashboard;
  const line = (words: string): string => bench.dashboard.table?.lines(120, 20).find((each) => each.includes(words)) ?? '';
  bench.press('end');
  expect(line('/checkout')).toContain(paint('warn', '  1.4'));
  expect(line('/api/cart')).toContain(paint('critical', '  6.1'));
});

test.each([
  ['/api/search', ['7.78 ms CPU per request (90 % interval 7.00 to 8.56 ms), 52.1 % of the CPU of all requests']],
  ['/api/cart', ['13.5 ms CPU per request', 'Still learning']],
  ['/checkout', ['99.2 ms CPU per request', 'always called together with POST /payments, GET /taxes']],
  ['/static', ['51 us CPU per request, measured in the program itself, 2.3 % of the CPU of all requests']],
  ['/reports', ['not told, since the host is too busy']],
])('the page of %s says what a request costs and how well that is known', async (route, words) => {
  const bench = shopBench();
  bench.press('E', '/');
  bench.type(route);
  bench.press('enter', 'enter');
  const text = await screen(bench);
  expect(text).toContain('[Overview] Processes  Slow requests  Regions');
  for (const each of words) expect(text).toContain(each);
  expect(text).toContain('Requests completed, over the last 10 seconds.');
});

test('tabs show only rows of the endpoint, and Enter goes on from there', () => {
  const bench = shopBench();
  bench.press('E', 'enter', 'tab');
  expect(bench.rows().filter((row) => row.includes('GET /api/search'))).toHaveLength(2);
  expect(bench.rows().join('\n')).not.toContain('/checkout');
  bench.press('enter');
  expect(bench.dashboard.page).toMatchObject({ type: 'detail', process: { pid: 10 } });
  bench.press('escape', 'tab');
  expect(bench.rows().join('\n')).toMatch(/1\.00s .*GET \/api\/search/);
  bench.press('enter');
  expect(bench.dashboard.page).toMatchObject({ kind: { name: 'session' }, title: 'quiet-otter' });
  bench.press('escape', 'tab', 'enter');
  expect(bench.dashboard.page).toMatchObject({ kind: { name: 'region' }, title: 'United States (US)' });
  bench.press('tab', 'down', 'enter');
  expect(bench.dashboard.page).toMatchObject({ kind: { name: 'endpoint' } });
  bench.press('escape', 'tab');
  expect(bench.dashboard.table?.kind.name).toBe('session');
  bench.press('escape', 'escape');
  expect(bench.dashboard.pages).toHaveLength(1);
});

test('where there is no room, the column that says the same in every row goes first', () => {
  const bench = shopBench();
  bench.press('E', 'enter', 'tab');
  expect(bench.rows(120)[0]).toContain('ENDPOINT');
  expect(bench.rows(80)[0]).toMatch(/PROGRAM +BACKEND +REQ\/s +▼CPU% SHARE/);
  bench.press('E');
  expect(bench.rows(60)[0]).toContain('ROUTE');
});

test('the header tells of requests where anybody does', async () => {
  const bench = shopBench([{ route: '/a', rate: 30, errors: 10 }, { route: '/b', rate: 10 }]);
  expect(await screen(bench, 80, 24)).toContain('40 requests/s, 7.5 % fail');
  expect(await screen(openBench(PROCESSES), 80, 24)).not.toContain('requests/s');
});

test('the filter line names the fields of what is filtered', async () => {
  const bench = shopBench();
  bench.press('R', 'F4');
  expect(await screen(bench, 120, 30)).toContain('users > 5 and name ~ word · words · ↑ earlier ones · fields: country, users, rate');
});

test('a process that serves requests has a tab for them, another has none', () => {
  const bench = shopBench();
  bench.press('enter', 'shift+tab');
  expect(bench.dashboard.page).toMatchObject({ process: { pid: 10 } });
  expect(bench.dashboard.table?.kind.name).toBe('endpointProcess');
  expect(bench.rows().filter((row) => /^ +10 /.test(row))).toHaveLength(SHOP.length);
  expect(bench.rows().join('\n')).not.toMatch(/^ +11 /m);
  bench.press('enter');
  expect(bench.dashboard.page).toMatchObject({ kind: { name: 'endpoint' }, title: 'GET /api/search' });
  bench.press('escape', 'escape', 'end', 'enter', 'shift+tab');
  expect(bench.dashboard.table?.kind.name).toBe('relative');
});

test('the tab appears when a process begins to serve, and moves no other', () => {
  const bench = openBench(PROCESSES);
  bench.press('enter', 'tab', 'tab');
  const before = bench.dashboard.table;
  bench.timeline.show(snapshotOf(PROCESSES, [], MS + 1000, shopFrames()));
  expect(bench.dashboard.table).toBe(before);
  expect(bench.dashboard.page).toMatchObject({ tab: 2 });
  if (bench.dashboard.page.type === 'detail') expect(bench.dashboard.page.tabs.at(-1)?.title).toBe('Endpoints');
});

test('search, filter, sort and columns work in a tab, and the filter is shown', () => {
  const bench = shopBench();
  bench.press('R', 'enter', 'tab', 'F4');
  bench.type('route = x');
  expect(bench.dashboard.prompt?.error).toContain('"route"');
  bench.press('ctrl+u', 'end', 'ctrl+u');
  bench.type('endpoint ~ search');
  bench.press('enter');
  expect(bench.dashboard.table?.count).toBe(1);
  bench.press('F4');
  expect(bench.dashboard.prompt?.text).toBe('endpoint ~ search');
  bench.press('escape', 'P');
  expect(bench.dashboard.table?.choices.sort).toEqual({ field: 'cpuPercent', descending: true });
});

test('P and T mean what a kind has of it', () => {
  const bench = shopBench();
  for (const [view, key, field] of [['V', 'P', 'cpuSeconds'], ['E', 'T', 'p95Seconds'], ['E', 'P', 'cpuPercent'], ['G', 'M', 'rssBytes']] as const) {
    bench.press(view, key);
    expect(bench.dashboard.table?.choices.sort.field).toBe(field);
    expect(bench.dashboard.message).toBeUndefined();
  }
});

test('a row that is gone is said to be, and comes back', async () => {
  const bench = shopBench();
  bench.press('E', 'enter');
  bench.timeline.show(snapshotOf(PROCESSES, [], MS + 1000, shopFrames(SHOP.slice(1))));
  const gone = await screen(bench);
  expect(gone).toContain(' no requests  GET /api/search');
  expect(gone).toContain('with the next one it is here again');
  bench.timeline.show(snapshotOf(PROCESSES, [], MS + 2000, shopFrames()));
  expect(await screen(bench)).not.toContain('no requests');
});

test('charts show what was seen since the page was opened, where no timeline remembers more', async () => {
  const bench = shopBench();
  bench.press('E', 'enter');
  expect(await screen(bench)).toContain('drawn as soon as more is known');
  for (const [index, rate] of [10, 90, 50].entries()) bench.timeline.show(snapshotOf(PROCESSES, [], MS + 1000 * (index + 1), shopFrames([{ route: '/api/search', rate, cpu: 1, cost: 0.001, known: 'known' }])));
  const text = await screen(bench, 160, 50);
  for (const words of ['Requests a second', 'p50', 'p95', 'p99', 'CPU %']) expect(text).toContain(words);
  expect(text).not.toContain('drawn as soon');
  expect(text).toMatch(/100 [⡇│]/);
});

test('what a timeline remembers of it comes first', async () => {
  const bench = shopBench();
  bench.timeline.remembered = { times: [MS - 2000, MS - 1000, MS], values: [1, 700, 2] };
  bench.press('E', 'enter');
  expect(await screen(bench, 160, 50)).toMatch(/1\.00k|1000/);
});

test('in the past there is what was recorded', async () => {
  const bench = shopBench();
  bench.press('E', 'enter');
  await bench.travel.seek(MS - 60_000);
  const missing = await screen(bench);
  expect(missing).toContain('was not there');
  expect(missing).toContain('This endpoint was not there then');
  bench.travel.found = shopFrames();
  await bench.travel.seek(MS - 50_000);
  expect(await screen(bench)).toContain('7.78 ms CPU per request');
  bench.press('tab');
  expect(bench.rows().join('\n')).toContain('GET /api/search');
  bench.press('E');
  expect(bench.rows()[1]).toContain('/api/search');
  bench.travel.found = [];
  await bench.travel.seek(MS - 40_000);
  expect(bench.rows().join('\n')).toContain('endpoints were not recorded');
});

test.each([['E', 'access log'], ['R', 'access log'], ['V', 'access log'], ['G', 'access log']])('%s without any requests tells what to do', async (key, words) => {
  const bench = openBench(PROCESSES);
  bench.press(key);
  for (const [columns, rows] of [[80, 24], [60, 15]] as const) {
    const text = await screen(bench, columns, rows);
    for (const each of [words, '.pyprocwatchrc', ...(rows > 20 ? ['- file: /var/log/nginx/access.log', 'pyprocwatch demo endpoints'] : [])]) expect(text).toContain(each);
  }
  // Nobody is asked for rows that no sampler can have.
  expect(bench.timeline.inspected.filter(({ kind }) => kind !== 'limit')).toEqual([]);
});

test('a tab without rows says so, not that a filter hides them', () => {
  const bench = shopBench([{ route: '/only' }]);
  bench.timeline.show(snapshotOf(PROCESSES, [], MS + 1000, shopFrames().map((frame) => (frame.kind.name === 'endpoint' ? endpointFrame([{ route: '/only' }]) : frame))));
  bench.press('E', 'enter', 'tab');
  expect(bench.rows().join('\n')).toContain('None of its requests could be led to a process of this host.');
  bench.press('shift+tab', 'shift+tab');
  expect(bench.rows().join('\n')).toContain('spans of OpenTelemetry tell of them');
});

test('a call leads to the endpoint at its other end', () => {
  const bench = openBench(PROCESSES);
  const calls = new FrameBuilder(serviceCall);
  calls.add({ callsPerSecond: 3, caller: safeText('GET /api/search'), callee: safeText('POST /checkout') });
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, [...shopFrames(), calls.build()]));
  bench.press('E', 'enter', 'shift+tab', 'enter');
  expect(bench.dashboard.page).toMatchObject({ kind: { name: 'endpoint' }, title: 'POST /checkout' });
});

test('logs are read but nothing came yet', () => {
  const bench = openBench(PROCESSES);
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, [endpointFrame([])]));
  bench.press('E');
  expect(bench.rows().join('\n')).toContain('No requests in the last minutes');
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, shopFrames()));
  bench.press('E', 'F4');
  bench.type('route ~ nowhere');
  expect(bench.rows().join('\n')).toContain('none of 5 endpoints passes the filter');
});

test('no process is signalled from the page of an endpoint, the one under the cursor is from its table', () => {
  const bench = shopBench();
  bench.press('E', 'k');
  expect(bench.dashboard.panel).toBeUndefined();
  bench.press('enter', 'k');
  expect(bench.dashboard.panel).toBeUndefined();
  bench.press('tab', 'end');
  expect(bench.dashboard.targets()).toMatchObject([{ pid: Number(/^ *(\d+)/.exec(current(bench))?.[1]) }]);
  bench.press('k');
  expect(bench.dashboard.panel?.title).toMatch(/^Signal to 1[01] /);
});

test('what was found of an endpoint heads its page, and Enter on a finding leads there', async () => {
  const bench = openBench(PROCESSES);
  const found = new FrameBuilder(finding);
  found.add({ type: 1, score: 90, since: NOW - 60, subjectKind: safeText('endpoint'), subject: safeText('GET /api/search'), subjectKey: safeText('shop@GET@/api/search'), figure: safeText('p95Seconds'), words: safeText('it is slower than ever') });
  bench.timeline.show(snapshotOf(PROCESSES, [], MS, [...shopFrames(), found.build()]));
  bench.press('w', 'enter');
  expect(bench.dashboard.page).toMatchObject({ type: 'detail', kind: { name: 'endpoint' } });
  expect(await screen(bench)).toContain('it is slower than ever');
  bench.press('E');
  expect(bench.rows()[1]).toMatch(/!!? /);
});

test.each([[60, 15], [80, 24], [120, 30], [200, 60]])('pages and views fit %ix%i, whatever a route is made of', async (columns, rows) => {
  const hostile = safeText('/\u001B[2J\u{E000}日本語/🚀/../%00"<script>/' + 'x'.repeat(300));
  const bench = shopBench([{ route: hostile, known: 'sum only', rate: 1e9, cpu: 1e6, cost: 1e-9, share: 100, errors: 100, with: hostile }, ...SHOP]);
  for (const keys of [['E'], ['enter'], ['tab'], ['tab'], ['tab'], ['R'], ['enter'], ['V'], ['enter'], ['G'], ['enter']]) {
    bench.press(...keys);
    const lines = await draw(bench, columns, rows);
    for (const line of lines) {
      expect(displayWidth(line.trimEnd())).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/[\uE000-\uF8FF]/);
    }
    expect(lines[rows - 1]).toMatch(/Back|Open/);
  }
}, 30_000);

test('any route at all can be looked at', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 20, max: 200 }), (text, width) => {
    const bench = shopBench([{ route: safeText(text), known: 'known', cost: 0.001, cpu: 100, rate: 1 }]);
    bench.press('E');
    for (const line of bench.rows(width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    bench.press('enter', 'tab', 'enter', 'escape', 'escape');
    expect(bench.dashboard.pages).toHaveLength(1);
  }), { numRuns: 30 });
});
