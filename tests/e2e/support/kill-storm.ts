import { setTimeout as sleep } from 'node:timers/promises';
import { mark, start, type Started } from './processes.ts';
import { Sandbox } from './program.ts';
import { Receiver } from './receiver.ts';
import { leftAlerts, type StoredAlerts, untilStored } from './stored-alerts.ts';
import { configure, setRules, stateOf, Watching } from './watching.ts';

const FAILS = 0.1;
const STALLS = 0.05;
const TIMEOUT_SECONDS = 1;
/** To the first evaluation of a start. */
const EARLY_MILLISECONDS = 900;
const LATE_MILLISECONDS = 3000;
/** From a request to where its answer is stored. */
const FLIGHT_MILLISECONDS = 8;

/** Starts sleepers of a mark all the time and ends them, each after 1 to 7 s, till it is ended itself. */
export const CHURN = `
const { spawn } = require('node:child_process');
const own = process.argv[1];
const alive = new Set();
let count = 0;
const next = () => {
  const child = spawn('sleep', [own + '.' + (count += 1)], { stdio: 'ignore' });
  alive.add(child);
  setTimeout(() => { child.kill('SIGKILL'); alive.delete(child); }, 1000 + Math.random() * 6000);
  setTimeout(next, 400 + Math.random() * 1600);
};
next();
process.on('SIGTERM', () => { for (const child of alive) child.kill('SIGKILL'); process.exit(); });
`;

export interface Storm {
  /** Where the service stood when it was killed, and after the last word. */
  readonly rounds: readonly StoredAlerts[];
  readonly end: StoredAlerts;
  readonly hook: Receiver;
  /** How often each message was taken, by its id. */
  readonly accepted: ReadonlyMap<string, number>;
  readonly answers: { readonly failed: number; readonly stalled: number };
}

/** Kills the service so many times while alerts begin and end all the time and the receiver is bad, then lets all come to rest. */
export async function killStorm(kills: number, tell: (words: string) => void = () => undefined): Promise<Storm> {
  using sandbox = new Sandbox();
  await using hook = await Receiver.listen();
  let state = 20_261_128;
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const accepted = new Map<string, number>();
  const answers = { failed: 0, stalled: 0 };
  let bad = true;
  hook.answer = ({ headers }) => {
    const luck = bad ? random() : 1;
    if (luck < FAILS) return (answers.failed += 1, 503);
    if (luck < FAILS + STALLS) return (answers.stalled += 1, 'hang');
    const id = String(headers['webhook-id']);
    accepted.set(id, (accepted.get(id) ?? 0) + 1);
    return 200;
  };
  configure(sandbox, { hook: hook.channel('/hook', { timeout: TIMEOUT_SECONDS, rate: { burst: 1000, perSecond: 1000 } }) }, { alerts: { groupBy: ['alertname', 'pid', 'started'] } });
  const own = mark();
  const of = `{command=~"sleep ${own}.*"}`;
  setRules(sandbox, `rules:\n- { alert: Up, when: 'process.up${of}' }\n- { alert: Held, when: 'process.up${of} for 2s' }\n- { alert: Lately, when: 'max_over_time(process.up${of}[4s]) > 0' }\n`);
  const folder = stateOf(sandbox);
  const rounds: StoredAlerts[] = [];
  {
    await using churn: Started = await start(process.execPath, ['-e', CHURN, own]);
    for (let count = 0; count < kills; count += 1) {
      const luck = random();
      const early = luck < 0.2;
      await using watch = await Watching.start(sandbox, { ready: early ? '' : 'watching' });
      // A good part of them while messages are on their way.
      if (luck > 0.6) await Promise.race([hook.next(), sleep(LATE_MILLISECONDS)]);
      await sleep(random() * (early ? EARLY_MILLISECONDS : luck > 0.6 ? FLIGHT_MILLISECONDS : LATE_MILLISECONDS));
      await watch.end('SIGKILL');
      rounds.push(await leftAlerts(folder));
      if (count % 25 === 24) tell(`${count + 1} kills, ${accepted.size} messages taken`);
    }
    const gone = new Promise((resolve) => churn.child.once('exit', resolve));
    churn.child.kill('SIGTERM');
    await gone;
  }
  bad = false;
  await using last = await Watching.start(sandbox);
  await untilStored(folder, ({ queued, instances }) => queued === 0 && instances.every((each) => each.state === 'inactive'), 60_000);
  await last.end();
  return { rounds, end: await leftAlerts(folder), hook, accepted, answers };
}
