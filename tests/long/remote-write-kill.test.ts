import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Drops } from '../../src/exporters/remote-write/drops.ts';
import { Spool } from '../../src/exporters/remote-write/spool.ts';
import { temporaryFolder } from '../config/support.ts';
import { numbered, numberOf } from '../exporters/remote-write/requests.ts';

const ROUNDS = Number(process.env['SPOOL_KILLS'] ?? 60);
const SCRIPT = fileURLToPath(new URL('remote-write-sender.ts', import.meta.url));

async function round(folder: string, first: number, takes: boolean, milliseconds: number): Promise<string[]> {
  const child = spawn(process.execPath, [SCRIPT, folder, String(first), takes ? 'yes' : 'no'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  await sleep(milliseconds);
  child.kill('SIGKILL');
  await closed;
  // A line that was cut short acknowledges nothing.
  return text.split('\n').slice(0, -1);
}

const numbers = (lines: readonly string[], word: string): number[] => lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length + 1)));

test(`kill -9 of a sender, ${ROUNDS} times: what was on disk is sent, in order, one at most repeated by a kill`, async () => {
  const folder = temporaryFolder();
  let state = 20_261_125;
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const [acknowledged, sent, dropped]: [number[], number[], string[]] = [[], [], []];
  for (let count = 0; count < ROUNDS; count += 1) {
    const lines = await round(folder, (acknowledged.at(-1) ?? -1) + 2, random(2) === 0, random(400));
    acknowledged.push(...numbers(lines, 'in'));
    sent.push(...numbers(lines, 'out'));
    dropped.push(...lines.filter((line) => line.startsWith('dropped')));
  }
  const drops = new Drops(() => undefined);
  const spool = await Spool.open(folder, { bytes: 2 ** 40, milliseconds: Infinity }, drops);
  for (let stored = await spool.first(0); stored !== undefined; stored = await spool.first(0)) {
    const index = numberOf(stored.request);
    expect(Buffer.from(stored.request.body).equals(numbered(index, 0, 1000 + (index % 7) * 3000).body)).toBe(true);
    sent.push(index);
    await spool.advance(stored);
  }
  await spool.close();
  // One that a kill fell upon between the note on disk and the word of it.
  const known = new Set(sent);
  const unsaid = acknowledged.filter((index) => !known.has(index));
  expect(unsaid.length).toBeLessThanOrEqual(ROUNDS);
  expect(sent).toEqual([...new Set(sent)].sort((left, right) => left - right));
  // A torn tail was never acknowledged.
  expect(dropped.filter((line) => !line.includes('ends within a request'))).toEqual([]);
  console.log(`${ROUNDS} kills, ${acknowledged.length} requests acknowledged, ${sent.length} sent, ${unsaid.length} sent and not said, ${dropped.length} torn`);
}, 600_000);
