import { expect, test } from 'vitest';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { recordedPast } from '../../src/service/past.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { put, temporaryFolder } from '../config/support.ts';
import { processes } from './support.ts';

const TIERS = { samplesMilliseconds: 2 * 86_400_000, minutesMilliseconds: 90 * 86_400_000, hoursMilliseconds: 730 * 86_400_000, mostBytes: 2 ** 31 };
const BEGIN = processes(0).time;

async function recorded(seconds: readonly number[]): Promise<string> {
  const folder = temporaryFolder();
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'a test', since: 0 }, TIERS);
  for (const second of seconds) writer.record(processes(second, `p${second}`));
  writer.close();
  return folder;
}

async function seen(folder: string, now: number, reach: number, isOver: () => boolean = () => false): Promise<{ readonly names: readonly string[]; readonly lines: readonly string[] }> {
  const found: Snapshot[] = [];
  const lines: string[] = [];
  for await (const snapshot of recordedPast(folder, { now: BEGIN + now * 1000, reach: reach * 1000, step: 1000, isOver, tell: (line) => lines.push(line) })) found.push(snapshot);
  return { names: found.map((snapshot) => snapshot.frame(processKind)?.text('name', 0) ?? ''), lines };
}

test('every sample of the time is there, oldest first, whenever it was taken, and the very last one', async () => {
  // Killed, started again, killed: no rhythm holds.
  const folder = await recorded([0, 1, 2, 2.9, 4.1, 5, 5.7, 9.2, 9.9]);
  expect(await seen(folder, 10, 6)).toEqual({ names: ['p2', 'p2.9', 'p4.1', 'p5', 'p5.7', 'p9.2', 'p9.9'], lines: [] });
  // Something that was there for one sample only, right before the end.
  expect(await seen(folder, 10, 1)).toEqual({ names: ['p9.2', 'p9.9'], lines: [] });
});

test('of a long time it looks at some hundred samples, and at the last', async () => {
  const folder = await recorded(Array.from({ length: 1000 }, (_, second) => second));
  const { names } = await seen(folder, 999.5, 1440);
  expect(names.length).toBeGreaterThan(480);
  expect(names.length).toBeLessThan(520);
  expect(names.at(-1)).toBe('p999');
});

test('it ends when nobody waits for it any more', async () => {
  const folder = await recorded([0, 1, 2, 3]);
  let asked = 0;
  expect((await seen(folder, 4, 10, () => (asked += 1) > 2)).names).toEqual(['p0', 'p1']);
});

test('nothing that was recorded is nothing to speak of; what cannot be read is', async () => {
  expect(await seen(temporaryFolder(), 0, 10)).toEqual({ names: [], lines: [] });
  const folder = temporaryFolder();
  put(`${folder}/history.db`, 'no history at all, but long enough to be taken for one'.repeat(100));
  expect(await seen(folder, 0, 10)).toEqual({ names: [], lines: [expect.stringMatching(/history cannot be read: it is not a history; /)] });
});
