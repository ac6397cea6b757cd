import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { forecastCommand } from '../../../src/cli/commands/forecast.ts';
import { EXIT } from '../../../src/model/errors.ts';
import { FrameBuilder } from '../../../src/model/frame.ts';
import { endpoint } from '../../../src/model/kinds/endpoint.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../../storage/history/tiers.ts';
import { HistoryWriter } from '../../../storage/history/writer.ts';
import { temporaryFolder } from '../../config/support.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 5, 15);

async function run(folder: string, ...words: readonly string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '', exit: -1 };
  const command = forecastCommand({ out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, exit: (code) => { said.exit = code; } }, () => ({ folder, now: NOW + 1000 }));
  await yargs(['forecast', ...words]).command(command).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}

/** A day's wave around 100, highest at 18:00 UTC. */
const wave = (time: number): number => 100 + 50 * Math.sin(((time / HOUR - 12) / 24) * 2 * Math.PI);

function file(rows: readonly string[]): string {
  const path = join(temporaryFolder(), 'series.csv');
  writeFileSync(path, ['timestamp,value', ...rows].join('\n'));
  return path;
}

const hourly = (hours: number, valueAt: (time: number) => number): string => file(Array.from({ length: hours }, (_, hour) => {
  const time = NOW + (hour - hours) * HOUR;
  return `${new Date(time).toISOString()},${valueAt(time)}`;
}));

describe('a forecast of a file', () => {
  test('goes on as it went, in steps of the series, and says what it rests on', async () => {
    const { out, err, exit } = await run(temporaryFolder(), '--in', hourly(21 * 24, wave), '--horizon', '48', '--json');
    expect([err, exit]).toEqual(['', EXIT.ok]);
    const { horizon, expectedError, periods, members } = JSON.parse(out);
    expect(horizon).toHaveLength(48);
    for (const { time, mean, low, high } of horizon) {
      expect(Math.abs(mean / wave(Date.parse(time)) - 1)).toBeLessThan(0.03);
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
    expect(horizon[0].time).toBe(new Date(NOW).toISOString());
    expect(expectedError).toBeLessThan(0.05);
    expect(periods[0]).toMatchObject({ name: 'day', seconds: 86_400 });
    expect(members.reduce((sum: number, { weight }: { weight: number }) => sum + weight, 0)).toBeCloseTo(1, 2);
  });

  test('of milliseconds, other separators and odd confidences it says what to write', async () => {
    const folder = temporaryFolder();
    const rows = Array.from({ length: 30 }, (_, hour) => `${NOW + hour * HOUR},${hour}`);
    expect(await run(folder, '--in', file(rows))).toMatchObject({ exit: EXIT.data, err: expect.stringContaining('times are milliseconds, it seems; give seconds since 1970') });
    const path = join(folder, 'semicolons.csv');
    writeFileSync(path, ['timestamp;value', '2026-01-01;5'].join('\n'));
    expect((await run(folder, '--in', path)).err).toContain('divide columns by commas');
    for (const confidence of ['1', '0', '95', 'x']) expect(await run(folder, '--in', hourly(30, wave), '--confidence', confidence)).toMatchObject({ exit: EXIT.usage, err: expect.stringMatching(/^--confidence: .*such as 0\.95/) });
  });

  test('whose steps ahead are longer than all of it: a nearer horizon is named, and the highest is never below a step', async () => {
    const path = hourly(21 * 24, wave);
    expect((await run(temporaryFolder(), '--in', path, '--days', '3650')).err).toContain('a nearer horizon may be told');
    for (const horizon of ['1', '3', '6', '48']) {
      const { horizon: steps, peak } = JSON.parse((await run(temporaryFolder(), '--in', path, '--horizon', horizon, '--json')).out);
      expect(peak.median).toBeGreaterThanOrEqual(Math.max(...steps.map(({ mean }: { mean: number }) => mean)) - 1e-9);
      // Of a wave without noise it is the highest step, at whatever hour that is.
      expect(peak.p95).toBeLessThan(1.05 * Math.max(...steps.map(({ high }: { high: number }) => high)));
    }
  });

  test('is told by the day for people, and how well it can be told comes first', async () => {
    const { out } = await run(temporaryFolder(), '--in', hourly(21 * 24, wave), '--days', '7');
    expect(out.split('\n')[1]).toMatch(/^It (cannot be told better than|has been exact)/);
    expect(out.match(/^2026-06-\d\d .*18:00 /gm)).toHaveLength(7);
    expect(out).toMatch(/Highest of all: most likely 15\d/);
  });

  test.each([
    ['no row', [], 'There are no values'],
    ['one row', ['2026-01-01,3'], 'Fewer than 3 values'],
    ['a word', ['2026-01-01,many'], '"many" is no number'],
  ])('%s is one clear line', async (_what, rows, words) => {
    const { out, err, exit } = await run(temporaryFolder(), '--in', file(rows)).catch((error: unknown) => ({ out: '', err: String(error), exit: EXIT.data }));
    expect([out, exit]).toEqual(['', EXIT.data]);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).toContain(words);
  });

  test.each([[['--horizon', 'soon'], 'how far ahead'], [['--confidence', '95'], 'confidence of 95'], [['--days', '-1'], '--days'], [[], 'one of a figure']])('%j is not understood', async (words, told) => {
    const path = words.length === 0 ? [] : ['--in', hourly(100, wave)];
    expect((await run(temporaryFolder(), ...path, ...words)).err).toContain(told);
  });
});

describe('a forecast of the history', () => {
  async function recorded(): Promise<string> {
    const folder = temporaryFolder();
    const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: NOW }, DEFAULT_TIERS);
    for (let time = NOW - 10 * 24 * HOUR; time <= NOW; time += HOUR / 4) {
      const [endpoints, hosts] = [new FrameBuilder(endpoint), new FrameBuilder(host)];
      hosts.add({ name: safeText('vm'), cpuPercent: 5 });
      const add = (method: string, route: string, requestsPerSecond: number): void => endpoints.add({ site: safeText('shop'), method: safeText(method), route: safeText(route), id: safeText(`${method} ${route}`), requestsPerSecond });
      add('POST', '/pay', wave(time));
      // Nobody is there at night, and no row either.
      if (wave(time) > 100) add('GET', '/day', 10);
      writer.record(new Snapshot(time, 900, [endpoints.build(), hosts.build()], []));
    }
    writer.close();
    return folder;
  }

  test('by name and labels, each series by itself', async () => {
    const folder = await recorded();
    const { out, err, exit } = await run(folder, 'http.server.requests{route="/pay"}', '--days', '2', '--json');
    expect([err, exit]).toEqual(['', EXIT.ok]);
    const { series } = JSON.parse(out);
    expect(series).toHaveLength(1);
    expect(series[0].labels).toMatchObject({ method: 'POST', route: '/pay' });
    for (const { time, mean } of series[0].horizon) expect(Math.abs(mean / wave(Date.parse(time) + HOUR / 2) - 1)).toBeLessThan(0.1);
    expect((await run(folder, 'endpoint.requests')).out.match(/^endpoint\.requests\{.*route="\/(pay|day)"/gm)).toHaveLength(2);
  });

  test.each([['endpoint.requests{route="/none"}', 'nothing was recorded'], ['endpoint.nothing', 'use one of requestsPerSecond'], ['endpoint.requets', 'did you mean "endpoint.requests"'], ['endpoint.requests{rout="/pay"}', 'no label "rout"'], ['endpoint.requests[5m]', 'a figure is asked for'], ['{', 'line 1, column']])('%s is one clear line', async (figure, words) => {
    const { out, err } = await run(await recorded(), figure);
    expect(out).toBe('');
    expect(err).toContain(words);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
