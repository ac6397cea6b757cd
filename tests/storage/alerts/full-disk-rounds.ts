import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dispatcher } from '../../../src/alerts/delivery/dispatcher.ts';
import { BALLAST_FILE } from '../../../storage/alerts/ballast.ts';
import { NotStored } from '../../../storage/alerts/not-stored.ts';
import { AlertStore } from '../../../storage/alerts/store.ts';
import { commitOf, event, instance, message } from './samples.ts';

// Fills a small disk beside the alerts, goes on, makes room, again and again; prints what came of it: `full-disk-rounds.ts FOLDER ROUNDS`.
const [folder = '', rounds = ''] = process.argv.slice(2);
const filler = join(folder, 'filler');
const ballast = join(folder, BALLAST_FILE);
const sent: string[] = [];
let made = 0;
let minute = Date.now();
const store = await AlertStore.open(folder, { readOnly: false });
const dispatcher = new Dispatcher({
  outbox: store.outbox, clock: { wall: Date.now, monotonic: () => performance.now() }, random: Math.random, listener: { onDead: () => undefined, onBroken: () => undefined },
  channels: new Map([['slack', {
    rate: { burst: 1000, perSecond: 1000 },
    notifier: {
      send: async ({ id }: { id: string }) => {
        sent.push(id);
        return { result: 'delivered', detail: 'ok' } as const;
      },
      close: async () => undefined,
    },
  }]]),
});
dispatcher.start();

/** Another program takes all that there is. */
function fill(): void {
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(filler, new Uint8Array(bavail * bsize + 2 ** 20));
  } catch {
    // That is the point.
  }
}
const next = (): ReturnType<typeof commitOf> => {
  made += 1;
  const id = `m${made}`;
  return commitOf({ time: Date.now(), instances: [instance({ fingerprint: `f${made % 50}` })], events: Array.from({ length: 40 }, (_, row) => event({ detail: `${id} ${row} ${'why '.repeat(50)}` })), messages: [message(id, { groupKey: `g${made % 7}`, dueAt: Date.now() })] });
};

interface Round {
  readonly ballast: boolean;
  /** Commits that were taken after the disk was full. */
  readonly taken: number;
  readonly reason: string;
  readonly ballastThen: boolean;
}
const results: Round[] = [];
const acknowledged: string[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  minute += 60_000;
  await store.tend(minute);
  const there = existsSync(ballast);
  fill();
  const held: ReturnType<typeof commitOf>[] = [];
  let taken = 0;
  let reason = '';
  while (reason === '' && taken < 5000) {
    const commit = next();
    try {
      store.commit(commit);
      acknowledged.push(...commit.messages.map(({ id }) => id));
      dispatcher.wake();
      taken += 1;
    } catch (error) {
      if (!(error instanceof NotStored)) throw error;
      reason = error.reason;
      held.push(commit);
    }
    await new Promise(setImmediate);
  }
  for (let more = 0; more < 3; more += 1) held.push(next());
  for (const { messages } of held) dispatcher.deliverNow(messages);
  const until = Date.now() + 5000;
  while (held.some(({ messages }) => messages.some(({ id }) => !sent.includes(id))) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 5));
  results.push({ ballast: there, taken, reason, ballastThen: existsSync(ballast) });
  rmSync(filler);
  for (const commit of held) store.commit(commit);
  dispatcher.wake();
  // The disk is to be filled by another program, not by events.
  store.database.exec('DELETE FROM event; PRAGMA incremental_vacuum');
}
const last = Date.now() + 5000;
while (store.outbox.channels().length > 0 && Date.now() < last) await new Promise((resolve) => setTimeout(resolve, 5));
await store.tend(minute + 60_000);
await dispatcher.close(1000);
const queued = store.outbox.due('slack', Number.MAX_SAFE_INTEGER, 100).map(({ id }) => id);
const integrity = store.database.get('PRAGMA integrity_check');
const stored = new Set(store.database.all('SELECT id FROM message').map((row) => row['id']));
process.stdout.write(JSON.stringify({
  rounds: results.length, wrong: results.filter((round) => !round.ballast || round.ballastThen || round.reason !== 'full' || round.taken < 20),
  queued, integrity: integrity?.['integrity_check'], ballast: existsSync(ballast),
  notStored: acknowledged.filter((id) => !stored.has(id)).length,
  notSent: Array.from({ length: made }, (_, index) => `m${index + 1}`).filter((id) => !sent.includes(id)).length,
  twice: sent.length - new Set(sent).size,
}));
store.close();
