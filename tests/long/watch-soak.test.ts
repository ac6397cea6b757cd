import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { median, quantile, slope } from '../../bench/live/measure.ts';
import { CHURN } from '../e2e/support/kill-storm.ts';
import { mark, start } from '../e2e/support/processes.ts';
import { Sandbox } from '../e2e/support/program.ts';
import { Receiver } from '../e2e/support/receiver.ts';
import { liveAlerts } from '../e2e/support/stored-alerts.ts';
import { configure, setRules, stateOf, Watching } from '../e2e/support/watching.ts';

/** Hours, where somebody wants to know; 1440 are a day, at sixty times the rate at which alerts come and go on a restless machine. */
const SECONDS = Number(process.env['WATCH_SOAK_SECONDS'] ?? 300);
const RULES = 200;
const LOOK_SECONDS = 5;
/** Code is compiled and caches fill. */
const WARM = 1 / 3;
/** Messages on their way among them. */
const MOST_MORE_FILES = 9;
const FASTER = 60;
/** MiB that it may grow by in an hour of the usual rate; a shorter run tells too little. */
const MOST_AN_HOUR = 1;
const TELLING_SECONDS = 1200;

/** Those that it has open besides one for each process that it looks at. */
function filesOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return !readlinkSync(`${folder}/${name}`).startsWith('/proc/');
    } catch {
      return false;
    }
  }).length;
}

const rssOf = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** Three quarters go by the time of day, 10 to 60 s each way; a quarter by processes that come and go. */
function rules(own: string): string {
  const lines = Array.from({ length: RULES }, (_, index) => {
    const period = 20 + ((index * 7) % 101);
    const when = index % 4 === 3 ? `process.up{command=~"sleep ${own}\\\\.[0-9]*${index % 10}"}` : `host.up * (time() % ${period}) < ${period / 2}`;
    return `- { alert: Rule${index}, when: '${when}', summary: 'Rule ${index} of {{ $labels.name }} is at {{ $value }}' }\n`;
  });
  return `rules:\n${lines.join('')}`;
}

test(`${RULES} rules that fire and resolve for ${SECONDS} s: memory and files stay as they are`, async () => {
  using sandbox = new Sandbox();
  await using hook = await Receiver.listen();
  let count = 0;
  hook.answer = () => ((count += 1) % 20 === 0 ? 503 : 200);
  configure(sandbox, { hook: hook.channel('/hook', { rate: { burst: 1000, perSecond: 1000 } }) }, { watch: { log: 'warn' } });
  const own = mark();
  setRules(sandbox, rules(own));
  await using churn = await start(process.execPath, ['-e', CHURN, own]);
  await using watch = await Watching.start(sandbox, { ready: '' });
  await hook.got(1);
  const samples: { readonly seconds: number; readonly rss: number; readonly files: number }[] = [];
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  while (seconds() < SECONDS) {
    await sleep(LOOK_SECONDS * 1000);
    samples.push({ seconds: seconds(), rss: rssOf(watch.pid), files: filesOf(watch.pid) });
    if (samples.length % 60 === 0) console.log(`${Math.round(seconds())} s: ${(rssOf(watch.pid) / 2 ** 20).toFixed(1)} MiB`);
    hook.all.splice(0);
  }
  const warm = samples.filter((sample) => sample.seconds > SECONDS * WARM);
  const growth = slope(warm.map((sample) => [sample.seconds / 3600, sample.rss / 2 ** 20]));
  const { instances, events, queued } = await liveAlerts(stateOf(sandbox));
  const transitions = events.filter(({ what }) => what === 'firing' || what === 'resolved').length;
  console.log(JSON.stringify({
    seconds: SECONDS, rules: RULES, alerts: instances.length, transitions, queued, requests: count,
    rssMiBThen: round((warm[0]?.rss ?? Number.NaN) / 2 ** 20), rssMiBAtEnd: round((warm.at(-1)?.rss ?? Number.NaN) / 2 ** 20), rssMiBMost: round(Math.max(...samples.map(({ rss }) => rss)) / 2 ** 20),
    rssMiBAnHour: round(growth), rssMiBAnHourAtUsualRate: Math.round(growth / FASTER * 1000) / 1000, filesMedian: median(warm.map(({ files }) => files)), filesMost: quantile(warm.map(({ files }) => files), 1),
  }));
  expect(watch.log.filter(({ level }) => level === 'error')).toEqual([]);
  expect(churn.alive()).toBe(true);
  expect(transitions).toBeGreaterThan(SECONDS);
  if (SECONDS >= TELLING_SECONDS) expect(growth / FASTER).toBeLessThan(MOST_AN_HOUR);
  expect(Math.max(...warm.map(({ files }) => files)) - median(warm.map(({ files }) => files))).toBeLessThanOrEqual(MOST_MORE_FILES);
  const { code, milliseconds } = await watch.end();
  expect(code).toBe(0);
  expect(milliseconds).toBeLessThan(5000);
}, 120_000 + SECONDS * 1100);

const round = (value: number): number => Math.round(value * 10) / 10;
