import { expect, test } from 'vitest';
import { simulated } from '../../bench/capacity/simulated.ts';
import { UserError } from '../../src/model/errors.ts';
import { type Frame, FrameBuilder } from '../../src/model/frame.ts';
import { cohort, region } from '../../src/model/kinds/audience.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { displayWidth } from '../../src/model/text-width.ts';
import { madePlan } from '../../src/monitors/capacity/made-plan.ts';
import { Superseded } from '../../src/monitors/forecasting/forecaster.ts';
import { planPicture } from '../../src/monitors/forecasting/plan-picture.ts';
import type { FigureForecast, PlanPicture, PlanRequest } from '../../src/monitors/forecasting/protocol.ts';
import { draw } from './draw.tsx';
import { type Bench, NOW, openBench, snapshotOf } from './support.ts';

const MS = NOW * 1000;
const ROWS = [{ pid: 10, cpu: 55, command: '/usr/bin/shop', group: 'shop' }];
const ROUTE = '/api/v1/products';
const { history } = simulated(5, 2);

/** Plans by a made-up backend of known truth. */
class Desk {
  readonly asked: PlanRequest[] = [];
  /** Answers wait for it. */
  before: Promise<void> = Promise.resolve();

  tell(): Promise<FigureForecast> {
    return Promise.reject(new Error('no figure is asked for here'));
  }

  async plan(request: PlanRequest): Promise<PlanPicture> {
    this.asked.push(request);
    await this.before;
    // What is planned of a part needs its own history: here all of it stands for that.
    const wish = { ...request.wish, of: undefined };
    const end = ((history.times.at(-1) ?? 0) + history.step) * 1000;
    return planPicture(await madePlan(history, wish, { now: end, holidays: new Set() }), history, request.wish, ['endpoint:/recorded', 'region:JP']);
  }
}

function requests(): Frame[] {
  const [endpoints, regions, cohorts] = [new FrameBuilder(endpoint), new FrameBuilder(region), new FrameBuilder(cohort)];
  for (const [method, route] of [['GET', ROUTE], ['POST', '/pay']] as const) endpoints.add({ site: safeText('shop'), method: safeText(method), route: safeText(route), id: safeText(`${method} ${route}`), requestsPerSecond: 5 });
  regions.add({ country: safeText('DE'), area: safeText('europe'), name: safeText('Germany'), requestsPerSecond: 5 });
  cohorts.add({ name: safeText('premium'), requestsPerSecond: 5 });
  return [endpoints.build(), regions.build(), cohorts.build()];
}

function open(): { readonly bench: Bench; readonly desk: Desk; readonly settled: () => Promise<void>; readonly last: () => PlanRequest['wish'] | undefined } {
  const desk = new Desk();
  const bench = openBench(ROWS, { forecasts: desk });
  bench.timeline.show(snapshotOf(ROWS, [], MS, requests()));
  return {
    bench, desk, last: () => desk.asked.at(-1)?.wish,
    settled: () => expect.poll(() => (bench.dashboard.page.type === 'capacity' ? bench.dashboard.page.pending : undefined), { timeout: 10_000 }).toBe(false),
  };
}

const screen = async (bench: Bench, columns = 120, rows = 50): Promise<string> => (await draw(bench, columns, rows)).join('\n');
const type = (bench: Bench, text: string): void => bench.press(...text);

test('C tells what the next days need, on which instances, for how much, and Esc goes back', async () => {
  const { bench, desk, settled } = open();
  let goOn = (): void => undefined;
  desk.before = new Promise((resolve) => {
    goOn = resolve;
  });
  bench.press('C');
  expect(await screen(bench)).toContain('reading the past ...');
  goOn();
  await settled();
  expect(desk.asked).toMatchObject([{ until: MS, wish: { days: 7, confidence: 0.95, growth: 1, of: undefined, instance: undefined } }]);
  const text = await screen(bench);
  expect(text).toContain('Capacity, the next 7 days, at 95 %: all of it');
  expect(text).toMatch(/It cannot be told better than ±\d+ %/);
  expect(text).not.toContain('What if:');
  expect(text).toMatch(/── was {2}── most likely .* half of cases .* 5 % to 95 % {2}── planned {2}CPU cores/);
  expect(text).toMatch(/RESOURCE +WAS AT MOST +MOST LIKELY +NOT ABOVE +WHEN +BY REQUESTS +WITHOUT ANY/);
  expect(text).toMatch(/CPU cores +0\.\d\d +0\.\d\d +0\.\d\d +[A-Z][a-z]{2} \d+ [A-Z][a-z]{2} \d\d:\d\d +\d+(\.\d)? % +0\.\d\d/);
  expect(text).toMatch(/On \S+ \(\w+ \S+, \d+ vCPU, .*; [\d.]+ USD an hour on demand, list price of \d{4}-\d\d-\d\d\)/);
  expect(text).toMatch(/\d+ instance-hours: [\d.]+ USD/);
  expect(text).toMatch(/FROM +UNTIL +INSTANCES +BECAUSE OF/);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  bench.press('escape');
  expect(bench.dashboard.page.type).toBe('table');
});

test('keys change users, days and the resource that is drawn', async () => {
  const { bench, settled, last } = open();
  bench.press('C');
  await settled();
  bench.press('+');
  await settled();
  expect(last()?.growth).toBe(1.1);
  expect(await screen(bench)).toContain('What if: users x1.1');
  bench.press('-');
  await settled();
  expect(last()?.growth).toBe(1);
  bench.press('1');
  await settled();
  expect(last()?.days).toBe(1);
  bench.press('right');
  expect(await screen(bench)).toMatch(/planned {2}memory/);
  bench.press('left', 'left');
  // Round about to the last one.
  expect(await screen(bench)).toMatch(/planned {2}memory/);
});

test('what if: a route of those that are there, written by hand, a campaign; and nothing of it again', async () => {
  const { bench, settled, last } = open();
  bench.press('C');
  await settled();
  bench.press('w');
  expect(await screen(bench)).toContain('a cheaper route');
  type(bench, 'cheaper');
  bench.press('enter');
  expect(await screen(bench)).toContain(ROUTE);
  type(bench, 'products');
  bench.press('enter');
  type(bench, '30%');
  bench.press('enter');
  await settled();
  expect(last()?.cheaper).toEqual([`${ROUTE}=30%`]);
  expect(await screen(bench)).toContain(`What if: cheaper ${ROUTE}=30%`);
  bench.press('w');
  type(bench, 'more users');
  bench.press('enter');
  type(bench, 'abc');
  bench.press('enter');
  expect(bench.dashboard.message).toMatchObject({ bad: true, text: expect.stringContaining('"abc" is not understood') });
  bench.press('w');
  type(bench, 'campaign');
  bench.press('enter');
  type(bench, 'nonsense');
  bench.press('enter');
  expect(bench.dashboard.message).toMatchObject({ bad: true, text: expect.stringContaining('2026-12-04T18:00/4h=x1.8') });
  expect(last()?.campaigns).toEqual([]);
  bench.press('w');
  type(bench, 'region');
  bench.press('enter');
  type(bench, 'DE');
  bench.press('enter');
  type(bench, 'x0.5+6h');
  bench.press('enter');
  await settled();
  // This history knows no regions: it is said, and taken back.
  expect(bench.dashboard.message).toMatchObject({ bad: true, text: expect.stringContaining('region') });
  expect(await screen(bench)).toContain(`What if: cheaper ${ROUTE}=30%`);
  expect(bench.dashboard.page).toMatchObject({ type: 'capacity', wish: { newRegions: [], cheaper: [`${ROUTE}=30%`] } });
  bench.press('w');
  type(bench, 'as it is');
  bench.press('enter');
  await settled();
  expect(last()).toMatchObject({ cheaper: [], days: 7 });
});

test('a wish that is taken back leaves the one that the plan is of, also while another one was asked for', async () => {
  const { bench, desk, settled } = open();
  bench.press('C');
  await settled();
  let goOn = (): void => undefined;
  desk.before = new Promise((resolve) => {
    goOn = resolve;
  });
  bench.press('+', 'w');
  type(bench, 'another instance');
  bench.press('enter');
  type(bench, 'foo');
  bench.press('enter');
  goOn();
  await settled();
  expect(bench.dashboard.message).toMatchObject({ bad: true, text: expect.stringContaining('foo') });
  expect(bench.dashboard.page).toMatchObject({ wish: { growth: 1, instance: undefined }, toldOf: { growth: 1 } });
});

test('a question that was superseded is asked again where it is still to be seen', async () => {
  const { bench, desk, settled } = open();
  const { plan } = desk;
  desk.plan = () => Promise.reject(new Superseded());
  bench.press('C');
  await settled();
  expect(bench.dashboard.page).toMatchObject({ type: 'capacity', told: undefined, refused: '' });
  desk.plan = plan;
  bench.timeline.show(snapshotOf(ROWS, [], MS + 1000, requests()));
  await expect.poll(() => (bench.dashboard.page.type === 'capacity' ? bench.dashboard.page.told : undefined), { timeout: 10_000 }).toBeDefined();
});

test.each([['E', `endpoint:GET ${ROUTE}`], ['R', 'region:DE']])('on a row of %s it is of that: %s; o chooses another', async (key, of) => {
  const { bench, settled, last } = open();
  bench.press(key, 'I', 'C');
  await settled();
  expect(last()?.of?.split(':')[0]).toBe(of.split(':')[0]);
  bench.press('o');
  const text = await screen(bench);
  for (const name of ['endpoint /recorded', 'region JP', 'all of it', `endpoint ${ROUTE}`, 'region DE', 'cohort premium']) expect(text).toContain(name);
  type(bench, 'premium');
  bench.press('enter');
  await settled();
  expect(last()?.of).toBe('cohort:premium');
  expect(await screen(bench)).toContain('the next 7 days, at 95 %: cohort premium');
});

test('what cannot be told is a line, and every line is as wide as the screen, at any size', async () => {
  const { bench, desk, settled } = open();
  desk.plan = () => Promise.reject(new UserError('nothing was recorded to plan by', { mend: 'pyprocwatch history info tells what there is' }));
  bench.press('C');
  await settled();
  expect(await screen(bench)).toContain('nothing was recorded to plan by; pyprocwatch history info tells what there is');
  const other = open();
  other.bench.press('C');
  await other.settled();
  for (const [columns, rows] of [[60, 16], [80, 24], [120, 30], [200, 60]] as const) {
    const lines = await draw(other.bench, columns, rows);
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  }
  const before = await screen(other.bench, 100, 24);
  other.bench.press(...Array.from({ length: 40 }, () => 'down'));
  const end = await screen(other.bench, 100, 24);
  expect(end).not.toBe(before);
  expect(end).toContain('Requests:');
  other.bench.press(...Array.from({ length: 40 }, () => 'up'));
  expect(await screen(other.bench, 100, 24)).toBe(before);
});
