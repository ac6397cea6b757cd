import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import { BackendWatch } from '../../../src/engine/traffic/backend-watch.ts';
import { BACKEND_ROLES } from '../../../src/model/kinds/backend.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { temporaryFolder } from '../../config/support.ts';
import { T0 } from './support.ts';

const SHOP = safeText('shop');
const HOUR = 3_600_000;
const role = (number: number | undefined): string => BACKEND_ROLES[number ?? 0] ?? '';

/** A clock that the test moves, and a watch that sees no process. */
function blind() {
  const at = { now: T0 };
  const empty = temporaryFolder();
  const watch = new BackendWatch({ proc: empty, sys: empty }, () => at.now);
  onTestFinished(() => watch.close());
  return { at, watch };
}

describe('who serves', () => {
  test('an address has one number, whoever names it; an address and a pid are not mixed up', () => {
    const { watch } = blind();
    expect(watch.atAddress(SHOP, safeText('127.0.0.1:80'))).toBe(0);
    expect(watch.atAddress(safeText('blog'), safeText('127.0.0.1:80'))).toBe(0);
    expect(watch.atAddress(SHOP, safeText('pid 17'))).toBe(1);
    expect(watch.process(SHOP, 17)).toBe(2);
  });

  test('where nobody listens it is elsewhere, after it was looked for', () => {
    const { at, watch } = blind();
    watch.atAddress(SHOP, safeText('10.9.9.9:80'));
    expect(watch.states().map((state) => role(state.role))).toEqual(['?']);
    at.now += 3000;
    watch.tend();
    expect(watch.states().map((state) => role(state.role))).toEqual(['elsewhere']);
    expect([watch.isHere(0), watch.isHere(-1)]).toEqual([false, true]);
  });

  test('bug: programs that are started for each request were kept without end', () => {
    const { at, watch } = blind();
    const pinned = watch.atAddress(SHOP, safeText('127.0.0.1:80'), true);
    const numbers = Array.from({ length: 5000 }, (_, index) => watch.process(SHOP, 1_000_000 + index));
    expect(numbers.filter((number) => number >= 0)).toHaveLength(499);
    expect(watch.writing(SHOP, safeText('/var/log/a'))).toBe(500);
    at.now += 11 * 60_000;
    watch.tend();
    // They have ended: they are off the screen first, and their numbers are given to others later.
    expect(watch.states()).toHaveLength(2);
    expect(watch.process(SHOP, 2_000_000)).toBe(-1);
    at.now += HOUR;
    watch.tend();
    expect(watch.retired).toBe(499);
    expect(watch.process(SHOP, 2_000_000)).toBeGreaterThan(0);
    expect(watch.atAddress(SHOP, safeText('127.0.0.1:80'))).toBe(pinned);
    expect(watch.heir(-1)).toBe(-1);
  });

  test('one that requests name keeps its number', () => {
    const { at, watch } = blind();
    const number = watch.atAddress(SHOP, safeText('10.9.9.9:80'));
    for (let hour = 0; hour < 5; hour += 1) {
      at.now += HOUR - 1000;
      expect(watch.heir(number)).toBe(number);
      watch.tend();
    }
    expect(watch.retired).toBe(0);
  });

  test('the more requests, the more often CPU is read, within what it may cost', () => {
    const { watch } = blind();
    const intervals = [0, 1, 20, 50, 10_000].map((requests) => watch.interval(requests));
    expect(intervals).toEqual(intervals.toSorted((one, other) => other - one));
    expect([intervals[0], intervals.at(-1)]).toEqual([100, 10]);
  });
});

const SERVER = `
const { createServer } = require('node:http');
const { writeFileSync, openSync } = require('node:fs');
for (const path of process.argv.slice(1)) openSync(path, 'a');
const busy = () => { for (const end = Date.now() + 20; Date.now() < end;); };
const one = createServer((_, response) => { busy(); response.end('a'); }).listen(0, '127.0.0.1', () => {
  const two = createServer((_, response) => response.end('b')).listen(0, '127.0.0.1', () => process.send([one.address().port, two.address().port]));
});
`;

async function server(logs: readonly string[]): Promise<{ readonly child: ChildProcess; readonly ports: readonly number[] }> {
  const child = spawn(process.execPath, ['-e', SERVER, ...logs], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [ports]: number[][] = await once(child, 'message');
  return { child, ports: ports ?? [] };
}

function watching() {
  const at = { now: T0 };
  const watch = new BackendWatch(DEFAULT_ROOTS, () => at.now);
  onTestFinished(() => watch.close());
  /** A second goes by. */
  const tend = (): void => {
    at.now += 3000;
    watch.sweep();
    watch.tend();
  };
  return { at, watch, tend };
}

describe('real processes', () => {
  test('are found by the address that a log names, with their CPU; one that ended is seen soon', async () => {
    const { child, ports: [port = 0] } = await server([]);
    const { watch, tend } = watching();
    const number = watch.atAddress(SHOP, safeText(`127.0.0.1:${port}`));
    tend();
    expect(watch.states()).toMatchObject([{ number, pids: [{ pid: child.pid, share: 1 }], role: BACKEND_ROLES.indexOf('backend') }]);
    for (let request = 0; request < 3; request += 1) await (await fetch(`http://127.0.0.1:${port}`)).text();
    tend();
    const [state] = watch.states();
    expect(state?.cpuPercent).toBeGreaterThan(0);
    expect(state?.rssBytes).toBeGreaterThan(1e7);
    expect(watch.sampled()).toEqual([number]);
    expect(watch.take(number)?.times.length).toBeGreaterThan(0);
    // It may have taken some more meanwhile.
    expect(watch.rssBytes() / (state?.rssBytes ?? Number.NaN)).toBeCloseTo(1, 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    tend();
    tend();
    expect(watch.states()).toMatchObject([{ role: BACKEND_ROLES.indexOf('elsewhere'), pids: [] }]);
  });

  test('bug: a program at two addresses, or with two logs, used its CPU twice', async () => {
    const folder = temporaryFolder();
    const logs = [join(folder, 'a.log'), join(folder, 'b.log')];
    for (const log of logs) closeSync(openSync(log, 'w'));
    const { ports: [one = 0, two = 0] } = await server(logs);
    const { watch, tend } = watching();
    const [first, second] = [watch.atAddress(SHOP, safeText(`127.0.0.1:${one}`)), watch.atAddress(SHOP, safeText(`127.0.0.1:${two}`))];
    const [own, other] = [watch.writing(SHOP, safeText(logs[0] ?? '')), watch.writing(safeText('blog'), safeText(logs[1] ?? ''))];
    tend();
    expect([first, second, own, other].map((number) => watch.heir(number))).toEqual([first, first, own, own]);
    expect(watch.states().map(({ number, role: is, sites }) => [number, role(is), sites.join()])).toEqual([[first, 'backend', 'shop,shop'], [own, 'gateway', 'shop,blog']]);
    expect(watch.sampled()).toEqual([first]);
    // Only if neither passes anything on does it serve by itself.
    watch.alone(own, true);
    expect(watch.sampled()).toEqual([first]);
    watch.alone(other, true);
    expect(watch.sampled()).toEqual([first, own]);
  });

  test('bug: after the clock was set back nobody was looked for, and CPU was not known, till it was that late again', async () => {
    const { child, ports: [port = 0] } = await server([]);
    const { at, watch, tend } = watching();
    watch.atAddress(SHOP, safeText(`127.0.0.1:${port}`));
    tend();
    at.now -= HOUR;
    tend();
    tend();
    expect(watch.states()[0]?.cpuPercent).toBeGreaterThanOrEqual(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    at.now -= HOUR;
    tend();
    expect(watch.states()[0]?.pids).toEqual([]);
  });

  test('bug: samples of a gateway were kept without end', async () => {
    const log = join(temporaryFolder(), 'a.log');
    closeSync(openSync(log, 'w'));
    await server([log]);
    const { watch, tend } = watching();
    const gateway = watch.writing(SHOP, safeText(log));
    for (let second = 0; second < 200; second += 1) tend();
    watch.alone(gateway, true);
    expect(watch.sampled()).toEqual([gateway]);
    expect(watch.take(gateway)?.times.length).toBeLessThanOrEqual(2);
  });

  test('bug: processes of one service had one name, and one row in whatever takes rows by name', async () => {
    const [one, other] = [await server([]), await server([])];
    const { watch, tend } = watching();
    watch.process(SHOP, one.child.pid ?? 0);
    watch.process(SHOP, other.child.pid ?? 0);
    tend();
    const titles = watch.states().map(({ address }) => address);
    expect(new Set(titles).size).toBe(2);
    for (const title of titles) expect(title).toMatch(/\(pid \d+\)$/);
  });
});
