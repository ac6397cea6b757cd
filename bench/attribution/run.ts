import { parseArgs } from 'node:util';
import { attribute } from '../../src/analysis/attribution/attribute.ts';
import { markdown, report, round, type Cell } from '../live/report.ts';
import { Random } from '../leaks/random.ts';
import { playOnline } from './online.ts';
import { RECORDED, recordedRuns } from './recorded.ts';
import { judge, type Score } from './score.ts';

const { values: options } = parseArgs({ options: { runs: { type: 'string' }, name: { type: 'string', default: 'attribution' }, every: { type: 'string', default: '1' }, 'dry-run': { type: 'boolean', default: false } } });
const SEED = 1;
const every = Number(options.every);
const generator = (): (() => number) => {
  const random = new Random(SEED);
  return () => random.next();
};

const HEAD = ['run', 'cores', 'in flight', 'mean %', 'by CPU %', 'worst %', '90 % intervals hold', 'median half-width %', 'CPU s', 'online: mean/by CPU/worst %', 'hold', '% of a core'];
const told = (score: Score | undefined): Cell[] => (score === undefined ? ['withheld', '-', '-', '-', '-'] : [round(score.mean, 1), round(score.weighted, 1), round(score.worst, 1), `${score.held}/${score.of}`, round(score.halfWidth, 0)]);

const rows: Cell[][] = [];
const results: unknown[] = [];
let [held, of, heldOnline, ofOnline] = [0, 0, 0, 0];
for (const run of recordedRuns(options.runs ?? RECORDED)) {
  const thinned = every === 1 ? run : { ...run, input: { ...run.input, processes: run.input.processes.map(({ name, times, cpu, delay }) => {
    const thin = (values: Float64Array): Float64Array => values.filter((_, index) => index % every === 0);
    return { name, times: thin(times), cpu: thin(cpu), delay: delay === undefined ? undefined : thin(delay) };
  }) } };
  const began = process.cpuUsage();
  const batch = attribute(thinned.input, generator());
  const { user, system } = process.cpuUsage(began);
  const online = playOnline(thinned, generator());
  const [score, onlineScore] = [judge(run, batch.costs), judge(run, online.costs)];
  held += score?.held ?? 0;
  of += score?.of ?? 0;
  heldOnline += onlineScore?.held ?? 0;
  ofOnline += onlineScore?.of ?? 0;
  const times = run.input.processes[0]?.times;
  const seconds = ((times?.at(-1) ?? 0) - (times?.[0] ?? 0)) / 1000;
  const onlineShare = (online.cpuSeconds / online.seconds) * 100;
  rows.push([
    run.name, round(batch.cpuSeconds / seconds / run.input.processes.length, 2), round(batch.inFlight, 1), ...told(score), round((user + system) / 1e6, 2),
    onlineScore === undefined ? online.withheld ?? '-' : `${round(onlineScore.mean, 1)}/${round(onlineScore.weighted, 1)}/${round(onlineScore.worst, 1)}`, onlineScore === undefined ? '-' : `${onlineScore.held}/${onlineScore.of}`, round(onlineShare, 2),
  ]);
  results.push({ run: run.name, withheld: batch.withheld, inFlight: batch.inFlight, clockOffset: batch.clockOffset, score, online: onlineScore, onlinePercentOfCore: onlineShare });
}
if (rows.length === 0) {
  process.stderr.write('no runs: ../shared/data/groundtruth is not there; try --runs DIR\n');
  process.exit(1);
}
const share = (part: number, whole: number): string => `${round((100 * part) / Math.max(1, whole), 1)} %`;
const body = `Errors as ../shared/tools/groundtruth/score.mjs counts them; cores and requests in flight are per process.\n\n${markdown(HEAD, rows)}\n\n90 % intervals hold the truth: batch ${share(held, of)} of ${of}, online ${share(heldOnline, ofOnline)} of ${ofOnline}.`;
if (options['dry-run']) process.stdout.write(`${body}\n`);
else report(options.name, 'CPU of a request by endpoint, from outside', body, { results, held: held / of });
