import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ALERTS_FILE } from '../../storage/alerts/schema.ts';
import { AlertStore } from '../../storage/alerts/store.ts';
import { Database } from '../../storage/history/sqlite.ts';
import { temporaryFolder } from '../config/support.ts';
import { flakyReceiver } from './alerts-receiver.ts';

const KILLS = Number(process.env['ALERT_KILLS'] ?? 60);
/** Of both channels together. */
const MOST_IN_FLIGHT = 5;
const SCRIPT = fileURLToPath(new URL('alerts-deliverer.ts', import.meta.url));

interface Life {
  /** Messages of which it said that they were stored. */
  readonly acknowledged: readonly string[];
  readonly other: readonly string[];
  readonly signal: NodeJS.Signals | null;
}

/** A process that stores and delivers; killed so long after it has begun, or left till all is delivered. */
async function live(words: readonly string[], milliseconds?: number): Promise<Life> {
  const child = spawn(process.execPath, [SCRIPT, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const closed = once(child, 'close');
  if (milliseconds !== undefined) {
    await once(child.stdout, 'data');
    await delay(milliseconds);
    child.kill('SIGKILL');
  }
  await closed;
  // A line that was cut short acknowledges nothing.
  const lines = text.split('\n').slice(0, -1).filter((line) => line !== 'open');
  return { acknowledged: lines.filter((line) => /^\d/.test(line)).flatMap((line) => line.split(' ')), other: lines.filter((line) => !/^\d/.test(line)), signal: child.signalCode };
}

test(`kill -9 of one that stores and delivers, ${KILLS} times: each message that was stored arrives, twice at most what was in flight`, async () => {
  const folder = temporaryFolder();
  let state = 20_261_128;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const receiver = await flakyReceiver(random);
  const acknowledged: string[] = [];
  for (let count = 0; count < KILLS; count += 1) {
    const life = await live([folder, String(receiver.port), String(count)], random() * 900);
    expect([life.other, life.signal]).toEqual([[], 'SIGKILL']);
    acknowledged.push(...life.acknowledged);
    receiver.nextLife();
  }
  expect(await live([folder, String(receiver.port)])).toEqual({ acknowledged: [], other: [], signal: null });

  const { taken } = receiver;
  const arrived = new Set(taken.map(({ id }) => id));
  expect(acknowledged.filter((id) => !arrived.has(id))).toEqual([]);
  // What was stored and not said is at most the last commit of each life.
  expect(arrived.size - acknowledged.length).toBeLessThanOrEqual(2 * KILLS);
  const lives = new Map<string, number[]>();
  for (const { id, life } of taken) lives.set(id, [...(lives.get(id) ?? []), life]);
  const again = [...lives].filter(([, each]) => each.length > 1);
  // Never twice by the same process; of each life that was killed, not more than it had in flight.
  expect(again.filter(([, each]) => new Set(each).size < each.length)).toEqual([]);
  const cutShort = again.flatMap(([, each]) => each.slice(0, -1));
  const perKill = cutShort.map((life) => cutShort.filter((other) => other === life).length);
  expect(Math.max(0, ...perKill)).toBeLessThanOrEqual(MOST_IN_FLIGHT);

  const firsts = [...arrived];
  for (const [channel, group] of ['one', 'four'].flatMap((name) => [0, 1, 2, 3, 4].map((number) => [name, number] as const))) {
    const order = firsts.filter((id) => id.endsWith(`-${channel}`) && Number(id.split('-')[1]) % 5 === group).map((id) => id.split('-').map(Number));
    expect(order).toEqual(order.toSorted(([round = 0, number = 0], [otherRound = 0, otherNumber = 0]) => round - otherRound || number - otherNumber));
  }
  const store = await AlertStore.open(folder, { readOnly: true });
  expect([...store.deliveries.counts().values()].map(({ queued, dead, dropped }) => [queued, dead, dropped])).toEqual([[0, 0, 0], [0, 0, 0]]);
  store.close();
  const database = await Database.open(join(folder, ALERTS_FILE), { readOnly: true });
  expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  database.close();
  console.log(`${KILLS} kills, ${acknowledged.length} messages acknowledged, ${arrived.size} arrived, ${taken.length - arrived.size} of them twice`);
}, 1_800_000);
