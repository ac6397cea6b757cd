import { setTimeout as sleep } from 'node:timers/promises';
import { Drops } from '../../src/exporters/remote-write/drops.ts';
import { RequestQueue } from '../../src/exporters/remote-write/queue.ts';
import { Spool } from '../../src/exporters/remote-write/spool.ts';
import { numbered, numberOf } from '../exporters/remote-write/requests.ts';

// Queues requests and takes some of them, till it is killed; says which: `remote-write-sender.ts FOLDER FIRST TAKES`.
// Lines: `in N` once it is on disk, `out N` once it is noted as sent.
const [folder = '', first = '0', takes = 'no'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const drops = new Drops((line) => say(`dropped ${line}`));
const queue = new RequestQueue(() => Spool.open(folder, { bytes: 2 ** 40, milliseconds: Infinity }, drops), drops, Date.now);
await queue.start();
say('open');
for (let index = Number(first); ; index += 1) {
  // As fast as it goes it would fill the disk before it is killed.
  await sleep(1);
  await queue.push(numbered(index, Date.now(), 1000 + (index % 7) * 3000));
  if (queue.trouble === undefined) say(`in ${index}`);
  if (takes !== 'yes' || index % 3 === 0) continue;
  const queued = await queue.first();
  if (queued === undefined) continue;
  await queue.done(queued);
  say(`out ${numberOf(queued.request)}`);
}
