import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Forecaster, Superseded } from '../../../src/monitors/forecasting/forecaster.ts';
import { tell } from '../../../src/monitors/forecasting/tell.ts';
import { UserError } from '../../../src/model/errors.ts';
import { FrameBuilder } from '../../../src/model/frame.ts';
import { endpoint } from '../../../src/model/kinds/endpoint.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 15);
const wave = (time: number): number => 100 + 50 * Math.sin((time / DAY) * 2 * Math.PI);

/** Ten days by the quarter of an hour: a group of two processes, one of which comes by night only, and a route. */
async function recorded(): Promise<string> {
  const folder = temporaryFolder();
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: NOW }, DEFAULT_TIERS);
  for (let time = NOW - 10 * DAY; time <= NOW; time += HOUR / 4) {
    const [endpoints, hosts, processes] = [new FrameBuilder(endpoint), new FrameBuilder(host), new FrameBuilder(processKind)];
    hosts.add({ name: safeText('vm'), cpuPercent: 5 });
    endpoints.add({ site: safeText('shop'), method: safeText('POST'), route: safeText('/pay'), id: safeText('POST /pay'), requestsPerSecond: wave(time) });
    processes.add({ pid: 7, startTime: 1, group: safeText('shop'), cpuPercent: wave(time) });
    processes.add({ pid: 8, startTime: 1, group: safeText('shop'), cpuPercent: 10 });
    if (new Date(time).getUTCHours() < 6) processes.add({ pid: 9, startTime: 2, group: safeText('backup'), cpuPercent: 40 });
    writer.record(new Snapshot(time, 900, [endpoints.build(), hosts.build(), processes.build()], []));
  }
  writer.close();
  return folder;
}

let forecaster: Forecaster | undefined;
afterEach(() => forecaster?.close());
function opened(folder: string): Forecaster {
  forecaster = new Forecaster({ folder, holidays: [] });
  return forecaster;
}

describe('what comes of a recorded figure', () => {
  test('is told of a route, a group and the machine, in a thread of its own', async () => {
    const desk = opened(await recorded());
    const told = (kind: string, field: string, key: string) => desk.tell({ selector: { kind, field, key }, until: NOW, ahead: DAY });
    const route = await told('endpoint', 'requestsPerSecond', 'shop@POST@/pay');
    const group = await told('group', 'cpuPercent', 'shop');
    const machine = await told('host', 'cpuPercent', '');
    expect(route?.fan.length).toBeGreaterThanOrEqual(24);
    for (const { time, median, half, most } of route?.fan ?? []) {
      expect(Math.abs(median / wave(time) - 1)).toBeLessThan(0.1);
      expect([most[0], half[0], median, half[1], most[1]]).toEqual([most[0], half[0], median, half[1], most[1]].toSorted((one, other) => one - other));
    }
    for (const { time, median } of group?.fan ?? []) expect(Math.abs(median / (wave(time) + 10) - 1)).toBeLessThan(0.1);
    expect(machine?.fan.every(({ median }) => Math.abs(median - 5) < 0.01)).toBe(true);
    expect(route).toMatchObject({ to: NOW, ahead: DAY, values: 961 });
    expect(route?.periods[0]).toMatchObject({ name: 'day', seconds: 86_400 });
  });

  test('of a group that is not always there counts the time without it as 0, of a process only the time with it', async () => {
    const desk = opened(await recorded());
    const group = await desk.tell({ selector: { kind: 'group', field: 'cpuPercent', key: 'backup' }, until: NOW, ahead: DAY });
    const by = (hour: number): number => group.fan.find(({ time }) => new Date(time).getUTCHours() === hour)?.median ?? Number.NaN;
    expect(by(3)).toBeGreaterThan(30);
    expect(by(15)).toBeLessThan(5);
    const process = await desk.tell({ selector: { kind: 'process', field: 'cpuPercent', key: '9@2' }, until: NOW, ahead: DAY });
    expect(process.values).toBe(10 * 24 + 1);
  });

  test('looks at nothing that came later, and is anew for another time', async () => {
    const desk = opened(await recorded());
    const early = NOW - 3 * DAY;
    const selector = { kind: 'endpoint', field: 'requestsPerSecond', key: 'shop@POST@/pay' };
    const before = await desk.tell({ selector, until: early, ahead: DAY });
    expect(before.to).toBe(early);
    expect((await desk.tell({ selector, until: NOW, ahead: undefined })).to).toBe(NOW);
  });

  test('is nothing for what was not recorded, and a refusal with a way to mend it where there is no history', async () => {
    const desk = opened(await recorded());
    expect(await desk.tell({ selector: { kind: 'group', field: 'cpuPercent', key: 'none' }, until: NOW, ahead: DAY })).toMatchObject({ fan: [], values: 0, past: { times: [] } });
    const selector = { kind: 'host', field: 'cpuPercent', key: '' };
    const error: unknown = await opened(join(temporaryFolder(), 'none')).tell({ selector, until: NOW, ahead: DAY }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error instanceof UserError ? error.line : '').toMatch(/history.*; /);
  });

  test('of many questions at once the first and the last are answered, the others are superseded', async () => {
    const desk = opened(await recorded());
    const selector = { kind: 'host', field: 'cpuPercent', key: '' };
    const answers = await Promise.allSettled([1, 2, 3, 4, 5].map((days) => desk.tell({ selector, until: NOW, ahead: days * DAY })));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: expect.any(Superseded) });
    expect(answers[4]).toMatchObject({ value: { ahead: 5 * DAY } });
    expect((await desk.tell({ selector, until: NOW, ahead: DAY })).ahead).toBe(DAY);
  });

  test('is refused when it is closed meanwhile, and told again after that', async () => {
    const desk = opened(await recorded());
    const request = { selector: { kind: 'host', field: 'cpuPercent', key: '' }, until: NOW, ahead: DAY };
    const first = desk.tell(request);
    desk.close();
    await expect(first).rejects.toThrow('it could not be told');
    expect((await desk.tell(request)).fan.length).toBeGreaterThan(0);
  });
});

test('beside what comes stands at most three times as long of what was, in steps of the same length', () => {
  const hours = Array.from({ length: 60 * 24 }, (_, index) => index - 60 * 24);
  const { past, fan } = tell({ times: hours.map((hour) => NOW + hour * HOUR), values: hours.map((hour) => wave(NOW + hour * HOUR)) }, 7 * DAY, {});
  const last = past.times.at(-1) ?? 0;
  expect((last - (past.times[0] ?? 0)) / DAY).toBeCloseTo(21, 0);
  expect(((past.times[1] ?? 0) - (past.times[0] ?? 0)) / ((fan[1]?.time ?? 0) - (fan[0]?.time ?? 0))).toBeCloseTo(1, 1);
});
