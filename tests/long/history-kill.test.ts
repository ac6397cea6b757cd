import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { HistoryReader } from '../../storage/history/reader.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { Database } from '../../storage/history/sqlite.ts';
import { temporaryFolder } from '../config/support.ts';
import { differenceOf } from '../storage/history/compare.ts';
import { snapshotOf, timeOf } from '../storage/history/sample.ts';

const ROUNDS = Number(process.env['HISTORY_KILLS'] ?? 200);
/** So many that a chunk is full after 25 ticks: a good part of the kills falls into a seal. */
const PROCESSES = 2000;
const SCRIPT = fileURLToPath(new URL('history-writer.ts', import.meta.url));
const MOST_MILLISECONDS_TO_OPEN = 1000;

interface Round {
  readonly ticks: readonly number[];
  readonly refused: readonly string[];
  /** CPU time that opening took; undefined when it was killed before. */
  readonly openMilliseconds: number | undefined;
}

/** A writer that is killed so long after it was started, or after it had opened. */
async function round(folder: string, first: number, after: 'start' | 'open', milliseconds: number): Promise<Round> {
  const writer = spawn(process.execPath, [SCRIPT, folder, String(first), String(PROCESSES)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  writer.stdout.setEncoding('utf8');
  writer.stdout.on('data', (piece: string) => {
    text += piece;
  });
  const closed = once(writer, 'close');
  if (after === 'open') await once(writer.stdout, 'data');
  await delay(milliseconds);
  writer.kill('SIGKILL');
  await closed;
  expect(writer.signalCode).toBe('SIGKILL');
  // A line that was cut short acknowledges nothing.
  const lines = text.split('\n').slice(0, -1);
  const open = lines.find((line) => line.startsWith('open '));
  return {
    ticks: lines.filter((line) => /^\d+$/.test(line)).map(Number),
    refused: lines.filter((line) => line.startsWith('refused')),
    openMilliseconds: open === undefined ? undefined : Number(open.slice(5)),
  };
}

async function integrityOf(folder: string): Promise<unknown> {
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: true });
  try {
    return [database.get('PRAGMA integrity_check'), database.get('SELECT count(*) AS overlaps FROM chunk one JOIN chunk other ON one.layout = other.layout AND one.tier = other.tier AND one.id < other.id AND one.t1 >= other.t0 AND one.t0 <= other.t1')];
  } finally {
    database.close();
  }
}

const WHOLE = [{ integrity_check: 'ok' }, { overlaps: 0 }];

test(`kill -9 of a writer, ${ROUNDS} times: every tick that it acknowledged is there, and nothing is twice`, async () => {
  const folder = temporaryFolder();
  let state = 20_261_120;
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const acknowledged: number[] = [];
  const opened: number[] = [];
  let next = 0;
  for (let count = 0; count < ROUNDS; count += 1) {
    const early = random(5) === 0;
    const { ticks, refused, openMilliseconds } = await round(folder, next, early ? 'start' : 'open', early ? 60 + random(300) : random(1500));
    expect(refused).toEqual([]);
    acknowledged.push(...ticks);
    // One tick more may have been written than was acknowledged.
    next = Math.max(next, (ticks.at(-1) ?? next - 1) + 1) + 1;
    if (openMilliseconds !== undefined) opened.push(openMilliseconds);
    if (count % 20 === 19) expect(await integrityOf(folder)).toEqual(WHOLE);
  }
  expect(Math.max(...opened)).toBeLessThan(MOST_MILLISECONDS_TO_OPEN);
  expect(await integrityOf(folder)).toEqual(WHOLE);

  const reader = await HistoryReader.open(folder);
  const times = reader.ticks(0, Infinity);
  expect(new Set(times).size).toBe(times.length);
  const there = new Set(times);
  expect(acknowledged.filter((tick) => !there.has(timeOf(tick)))).toEqual([]);
  // What was written and not acknowledged is at most the last of each round, and whole as well.
  expect(times.length - acknowledged.length).toBeLessThanOrEqual(ROUNDS);
  const wrong: string[] = [];
  for (const time of times) {
    const tick = (time - timeOf(0)) / 1000;
    const difference = differenceOf(snapshotOf(tick, PROCESSES), reader.moment(time));
    if (difference !== '' && wrong.push(`tick ${tick}: ${difference}`) > 5) break;
  }
  expect(wrong).toEqual([]);
  expect(reader.faults).toEqual([]);
  const seals = Number(reader.database.get("SELECT count(*) AS n FROM chunk JOIN layout ON layout.id = chunk.layout WHERE kind = 'process' AND tier = 0")?.['n']);
  reader.close();
  expect(seals).toBeGreaterThan(ROUNDS / 4);
  console.log(`${ROUNDS} kills, ${acknowledged.length} ticks acknowledged, ${times.length - acknowledged.length} more written, ${seals} chunks of processes, ${statSync(join(folder, STORE_FILE)).size} bytes; opening took at most ${Math.max(...opened).toFixed(0)} ms of CPU`);
}, 1_800_000);
