import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_ROOTS } from '../../../src/collectors/collector.ts';
import { endpointsSetting } from '../../../src/config/endpoints.ts';
import { TrafficLink } from '../../../src/engine/traffic/traffic-link.ts';
import { RequestReader } from '../../../storage/requests/reader.ts';
import { temporaryFolder } from '../../config/support.ts';
import { FORMAT, lineOf, rowsOf } from './support.ts';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 20));
};

function started(more: Record<string, unknown> = {}, now: () => number = () => performance.now()) {
  const folder = temporaryFolder();
  const file = join(folder, 'access.log');
  writeFileSync(file, '');
  const endpoints = endpointsSetting.parse({ logs: [{ file, format: FORMAT, name: 'shop', session: 'http_x_session' }], ...more });
  const link = new TrafficLink({ endpoints, roots: DEFAULT_ROOTS, folder, socket: undefined, hostname: 'here', command: 'test', minutesMilliseconds: 1e9, hoursMilliseconds: 1e10 }, now);
  onTestFinished(() => link.close());
  const total = (): number => rowsOf(link.frames().find(({ kind }) => kind.name === 'endpoint')).reduce((sum, { totalRequests }) => sum + Number(totalRequests), 0);
  const write = (count: number): void => appendFileSync(file, Array.from({ length: count }, (_, index) => lineOf({ at: Date.now(), session: `s${index}` })).join(''));
  return { folder, link, total, write };
}

async function storedIn(folder: string): Promise<number> {
  const reader = await RequestReader.open(folder);
  try {
    return [...reader.slices(0, 1e15)].flatMap(({ cells }) => [...cells]).reduce((sum, { sums }) => sum + sums.requests, 0);
  } finally {
    reader.close();
  }
}

describe('the thread that counts', () => {
  test('lines of a log become rows, and what was counted is stored when it ends', async () => {
    const { folder, link, total, write } = started();
    await until(() => link.frames().length > 0);
    write(50);
    await until(() => total() === 50);
    expect(link.notices()).toEqual([]);
    await link.close();
    expect(await storedIn(folder)).toBe(50);
  });

  test('one that crashes is started again, counts on, and nothing is stored twice or lost', async () => {
    const { folder, link, total, write } = started();
    await until(() => link.frames().length > 0);
    write(30);
    await until(() => total() === 30);
    await link.crash();
    await until(() => link.notices().length > 0);
    expect(link.notices()[0]).toEqual({ source: 'endpoints', message: 'requests are not counted for 1 s: its thread ended' });
    expect(link.frames().every(({ stale }) => stale)).toBe(true);
    write(20);
    await until(() => link.notices().length === 0 && total() > 0);
    await until(() => total() >= 20);
    await link.close();
    // How far the log was read is stored with what was in it: what the crash took is read again.
    expect(await storedIn(folder)).toBe(50);
  });

  test('bug: figures of a thread that hangs stood as if they were of now', async () => {
    let late = 0;
    const { link } = started({}, () => late);
    await until(() => link.frames().length > 0);
    expect(link.frames().some(({ stale }) => stale)).toBe(false);
    late = 11_000;
    expect(link.frames().every(({ stale }) => stale)).toBe(true);
    expect(link.notices()).toEqual([{ source: 'endpoints', message: 'requests are not counted: the thread that does so has not answered for 10 s' }]);
    // It was not: the next second it speaks again.
    await until(() => link.notices().length === 0);
    expect(link.frames().some(({ stale }) => stale)).toBe(false);
  });

  test('bug: a database of places that is not there stopped all counting', async () => {
    const { link, total, write } = started({ geoDatabase: '/nowhere/places.mmdb' });
    await until(() => link.frames().length > 0);
    write(5);
    await until(() => total() === 5);
    expect(link.notices()).toHaveLength(1);
    expect(link.notices()[0]?.message).toMatch(/\/nowhere\/places\.mmdb.*; the places that come along are used$/);
  });
});
