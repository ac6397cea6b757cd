import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Ballast, BALLAST_BYTES, BALLAST_FILE } from '../../../storage/alerts/ballast.ts';
import { temporaryFolder } from '../../config/support.ts';
import { numberIn } from '../history/support.ts';
import { canMount, fillInRounds, healedAfter } from './full-disk.ts';
import { attempt, commitOf, event, instance, message, NOW, openStore, tried } from './support.ts';

const big = (id: string): ReturnType<typeof commitOf> => commitOf({ instances: [instance({ fingerprint: id, annotations: { summary: 'x'.repeat(20_000) } })], events: [event({ fingerprint: id })], messages: [message(id)] });

test('a commit on a full disk fails by that name and leaves nothing; the same works when there is room', async () => {
  const store = await openStore();
  store.commit(big('one'));
  store.database.exec(`PRAGMA max_page_count=${numberIn(store, 'PRAGMA page_count')}`);
  expect(() => store.commit(big('two'))).toThrow(expect.objectContaining({ name: 'NotStored', reason: 'full', message: 'alerts cannot be stored: the disk is full', mend: 'make room' }));
  expect(store.load(NOW).instances.map(({ fingerprint }) => fingerprint)).toEqual(['one']);
  // What needs no room goes on.
  expect(store.outbox.delivered(tried('one'), attempt())).toBe(true);
  store.database.exec('PRAGMA max_page_count=100000');
  store.commit(big('two'));
  expect(store.outbox.due('slack', NOW, 5).map(({ id }) => id)).toEqual(['two']);
});

test('the ballast is made of real bytes, given back once, and made again after a minute at the earliest', async () => {
  const folder = temporaryFolder();
  const path = join(folder, BALLAST_FILE);
  const ballast = new Ballast(folder);
  expect(ballast.release()).toBe(false);
  await ballast.tend(NOW);
  expect([statSync(path).size, statSync(path).blocks * 512 >= BALLAST_BYTES, statSync(path).mode & 0o777]).toEqual([BALLAST_BYTES, true, 0o600]);
  expect([ballast.release(), ballast.release(), existsSync(path)]).toEqual([true, false, false]);
  await ballast.tend(NOW + 59_000);
  expect(existsSync(path)).toBe(false);
  await Promise.all([ballast.tend(NOW + 60_000), new Ballast(folder).tend(NOW)]);
  expect([existsSync(path), existsSync(`${path}.new`)]).toEqual([true, false]);
});

test('only a commit takes the ballast', async () => {
  const folder = temporaryFolder();
  const store = await openStore(folder);
  await store.tend(NOW);
  store.commit(big('one'));
  store.database.exec(`PRAGMA max_page_count=${numberIn(store, 'PRAGMA page_count')}`);
  const long = attempt('retry', { detail: 'x'.repeat(20_000) });
  expect(() => store.outbox.retry(tried('one'), long, NOW)).toThrow('the disk is full');
  expect(existsSync(join(folder, BALLAST_FILE))).toBe(true);
  expect(() => store.commit(big('two'))).toThrow('the disk is full');
  expect(existsSync(join(folder, BALLAST_FILE))).toBe(false);
});

test.skipIf(!canMount)('a disk that is too small for a new ballast goes on without (skipped: may not mount one)', () => {
  expect(fillInRounds('10m', 2)).toMatchObject({ stderr: '', result: { ...healedAfter(2), wrong: [{ ballast: false, reason: 'full' }], ballast: false } });
});

test.skipIf(!canMount)('a disk that is really full, three times: commits go on by the ballast, then messages go out from memory, nothing is lost or sent twice (skipped: may not mount one)', () => {
  expect(fillInRounds('40m', 3)).toEqual({ stderr: '', result: healedAfter(3) });
});
