import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { atEnd } from '../live/closers.ts';
import { report } from '../live/report.ts';
import { buildStore, DAY } from './build.ts';
import { RECORDED, TEN } from './generate.ts';
import { measureLikeness } from './likeness.ts';
import { measurePeers } from './peers.ts';
import { askStore } from './queries.ts';
import { measureRecordCost } from './record-cost.ts';
import { answerTable, buildTable, contentTable, type Result } from './tables.ts';
import { MINUTES_TIER, SAMPLES_TIER } from '../../storage/history/tiers.ts';

const USAGE = `Usage: node bench/store/run.ts [options]
  --days 90 --processes 400 --interval 60   what is recorded; one a minute is kept as minutes, anything closer as samples
  --metrics ten|recorded   ten, or all that a recording knows of a process
  --seed 1 --moments 400
  --scale                  400, 1000 and 2000 processes, an hour each at the interval (default 5)
  --likeness FOLDER        a history recorded on a real machine beside the generated one
  --record-cost            pyprocwatch record --interval 5s on a machine of --processes processes
  --seconds 120            how long that is measured
  --peers                  VictoriaMetrics and Prometheus on the same data (default 2 days)
  --keep FOLDER            leaves the store there
`;

const { values } = parseArgs({
  options: {
    days: { type: 'string' }, processes: { type: 'string', default: '400' }, interval: { type: 'string' }, metrics: { type: 'string', default: 'ten' }, seed: { type: 'string', default: '1' },
    moments: { type: 'string', default: '400' }, scale: { type: 'boolean', default: false }, likeness: { type: 'string' }, 'record-cost': { type: 'boolean', default: false },
    seconds: { type: 'string', default: '120' }, peers: { type: 'boolean', default: false }, keep: { type: 'string' }, help: { type: 'boolean', default: false },
  },
});

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new RangeError(`not a positive number: ${text}`);
  return value;
}

const seed = number(values.seed);
const metrics = values.metrics === 'recorded' ? RECORDED : TEN;
const FROM = Date.UTC(2026, 0, 5);
const MINUTE_SECONDS = 60;
const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function measure(processes: number, intervalSeconds: number, days: number): Promise<Result> {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'pyprocwatch-store-'));
  const close = values.keep === undefined ? atEnd(() => rmSync(folder, { recursive: true, force: true })) : () => undefined;
  const onlyMinutes = intervalSeconds >= MINUTE_SECONDS;
  const built = await buildStore({ folder, plan: { seed, processes, intervalSeconds, from: FROM, metrics }, days, onlyMinutes, tell });
  tell(`built: ${Math.round(built.fileBytes / 1e5) / 10} MB`);
  const answers = await askStore({ folder, from: FROM, to: built.to, processes, tier: onlyMinutes ? MINUTES_TIER : SAMPLES_TIER, moments: number(values.moments), seed });
  close();
  const length = days >= 1 ? `${days} days` : `${Math.round(days * 24 * 10) / 10} h`;
  return { name: `${processes} processes, ${intervalSeconds} s, ${length}`, processes, intervalSeconds, days, metrics: metrics.length, built, answers };
}

function writeReport(results: readonly Result[], title: string, name: string): void {
  const parts = [buildTable(results), answerTable(results), ...results.map((result) => `${result.name}:\n\n${contentTable(result)}`)];
  report(name, `${title}; ${metrics.length} metrics: ${metrics.join(', ')}; seed ${seed}`, parts.join('\n\n'), { results });
}

if (values.help) process.stdout.write(USAGE);
else if (values.scale) {
  const results: Result[] = [];
  const interval = number(values.interval ?? '5');
  for (const processes of [400, 1000, 2000]) results.push(await measure(processes, interval, values.days === undefined ? 3_600_000 / DAY : number(values.days)));
  writeReport(results, 'The history store by number of processes', 'store-scale');
} else if (values.likeness !== undefined) await measureLikeness({ folder: values.likeness, seed, tell });
else if (values['record-cost']) await measureRecordCost({ processes: number(values.processes), seconds: number(values.seconds), intervalSeconds: number(values.interval ?? '5') });
else if (values.peers) await measurePeers({ plan: { seed, processes: number(values.processes), intervalSeconds: number(values.interval ?? '60'), from: FROM, metrics }, days: number(values.days ?? '2'), tell });
else writeReport([await measure(number(values.processes), number(values.interval ?? '60'), number(values.days ?? '90'))], 'The history store', 'store');
// Programs that were started may still hold a pipe of ours.
process.exit();
