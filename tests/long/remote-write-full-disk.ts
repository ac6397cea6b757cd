import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Drops } from '../../src/exporters/remote-write/drops.ts';
import { RequestQueue } from '../../src/exporters/remote-write/queue.ts';
import { DEFAULT_LIMITS, Spool } from '../../src/exporters/remote-write/spool.ts';
import { numbered, numberOf } from '../exporters/remote-write/requests.ts';

// Fills a small disk with requests, makes room and goes on; prints what came of it: `remote-write-full-disk.ts FOLDER`.
const [folder = ''] = process.argv.slice(2);
const BYTES = 100_000;
const filler = join(folder, 'filler');
writeFileSync(filler, new Uint8Array(2 ** 20));
const told: string[] = [];
const drops = new Drops((line) => told.push(line));
const queue = new RequestQueue(() => Spool.open(join(folder, 'spool'), DEFAULT_LIMITS, drops), drops, Date.now);
await queue.start();
let next = 0;
const push = async (count: number): Promise<void> => {
  for (const end = next + count; next < end; next += 1) await queue.push(numbered(next, Date.now(), BYTES));
};
for (let tries = 0; queue.trouble === undefined && tries < 1000; tries += 1) await push(1);
const [fullAfter, troubleThen] = [next, queue.trouble];
await push(100);
const droppedThen = drops.of('memory').requests;
rmSync(filler);
await push(1);
const troubleWithRoom = queue.trouble ?? '';
const taken: number[] = [];
for (let queued = await queue.first(); queued !== undefined; queued = await queue.first()) {
  taken.push(numberOf(queued.request));
  await queue.done(queued);
}
await push(3);
for (let queued = await queue.first(); queued !== undefined; queued = await queue.first()) {
  taken.push(numberOf(queued.request));
  await queue.done(queued);
}
const sorted = taken.every((index, at) => at === 0 || index > (taken[at - 1] ?? 0));
await queue.close();
process.stdout.write(JSON.stringify({ fullAfter, troubleThen, droppedThen, troubleWithRoom, troubleAfter: queue.trouble ?? '', missing: next - taken.length - drops.total.requests, sorted, first: taken[0], last: taken.at(-1) === next - 1, told }));
