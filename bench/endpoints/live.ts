import { parseArgs } from 'node:util';
import { type Cell, markdown, report, round } from '../live/report.ts';
import type { Score } from '../attribution/score.ts';
import { quantile } from '../live/measure.ts';
import { type Accuracy, accuracyOf, hasHarness } from './live/accuracy.ts';
import { loadCosts } from './live/load.ts';
import { reportCosts } from './live/reports.ts';

/**
 * What endpoints cost, told while they are asked:
 *   node bench/endpoints/live.ts --accuracy [--runs low,mid:node,py:py] [--seconds 100] [--seed 7]
 *   node bench/endpoints/live.ts --load [--minutes 10] [--per-minute 100000] [--sessions 10000]
 *   node bench/endpoints/live.ts --reports [--requests 10000000]
 */
const { values: options } = parseArgs({
  options: {
    accuracy: { type: 'boolean', default: false }, runs: { type: 'string', default: 'low,mid,twelve,high,hi60,py:py' }, seconds: { type: 'string', default: '100' }, seed: { type: 'string', default: '7' },
    load: { type: 'boolean', default: false }, minutes: { type: 'string', default: '10' }, 'per-minute': { type: 'string', default: '100000' }, sessions: { type: 'string', default: '10000' },
    reports: { type: 'boolean', default: false }, requests: { type: 'string', default: '10000000' },
    name: { type: 'string', default: '' }, 'dry-run': { type: 'boolean', default: false },
  },
});

const told = (score: Score | undefined): Cell => (score === undefined ? 'withheld' : `${round(score.mean, 1)}/${round(score.weighted, 1)}/${round(score.worst, 1)}`);
const held = (score: Score | undefined): Cell => (score === undefined ? '-' : `${score.held}/${score.of}`);

function publish(name: string, title: string, body: string, data: Readonly<Record<string, unknown>>): void {
  if (options['dry-run']) process.stdout.write(`${title}\n\n${body}\n`);
  else report(options.name === '' ? name : options.name, title, body, data);
}

async function accuracy(): Promise<void> {
  if (!hasHarness) {
    process.stderr.write('skipped: ../shared/tools/groundtruth is not there\n');
    return;
  }
  const results: Accuracy[] = [];
  for (const word of options.runs.split(',')) {
    const [scenario = '', runtime = 'node'] = word.split(':');
    const result = await accuracyOf({ scenario, runtime, seconds: Number(options.seconds), seed: Number(options.seed) });
    results.push(result);
    process.stderr.write(`${word}: live ${told(result.live)} ${held(result.live)}, report ${told(result.report)} ${held(result.report)}, batch ${told(result.batch)}, online ${told(result.online)}, first cost after ${result.firstCostSeconds.toFixed(1)} s, watch ${result.watchPercent.toFixed(1)} %, sampling ${result.samplingPercent.toFixed(2)} % each ${result.samplingMilliseconds} ms\n`);
  }
  const head = ['run', 'cores', 'in flight', 'on the screen at the end: mean/by CPU/worst %', '90 % intervals hold', 'report of 5 min', 'hold', 'the same method on the harness\' samples', 'batch', 'first cost after s', 'read each ms', 'reading, % of a core', 'watch in all, %'];
  const rows = results.map(({ run, cores, inFlight, live, report: reported, online, batch, firstCostSeconds, samplingMilliseconds, samplingPercent, watchPercent }): Cell[] => [
    `${run.scenario} (${run.runtime})`, round(cores, 2), round(inFlight, 1), told(live), held(live), told(reported), held(reported), told(online), told(batch), round(firstCostSeconds, 1), samplingMilliseconds, round(samplingPercent, 2), round(watchPercent, 1),
  ]);
  const share = (score: (result: Accuracy) => Score | undefined): string => {
    const scores = results.flatMap((result) => score(result) ?? []);
    return `${round((100 * scores.reduce((sum, one) => sum + one.held, 0)) / Math.max(1, scores.reduce((sum, one) => sum + one.of, 0)), 1)} %`;
  };
  publish('endpoints-accuracy', `Costs of endpoints by pyprocwatch watch as it runs, ${options.seconds} s of load`, `${markdown(head, rows)}\n\n90 % intervals hold the truth: screen ${share(({ live }) => live)}, report ${share(({ report: reported }) => reported)}. Cores and requests in flight are by process.`, { results });
}

async function load(): Promise<void> {
  const costs = await loadCosts({ minutes: Number(options.minutes), perMinute: Number(options['per-minute']), sessions: Number(options.sessions) });
  const megabytes = (bytes: number): number => round(bytes / 1e6, 1);
  const rows = costs.map(({ name, percentOfCore, threads, rssFirst, rssLast, rssPerMinute, latencies, linesPerMinute, endpoints }): Cell[] => [
    name, round(percentOfCore, 2), threads.slice(0, 3).map(({ name: thread, percent }) => `${thread} ${percent.toFixed(2)}`).join(', '), megabytes(rssFirst), megabytes(rssLast), round(rssPerMinute / 1e6, 2),
    ...(latencies.length === 0 ? ['-', '-', '-'] : [0.5, 0.95, 1].map((share) => Math.round(quantile(latencies, share)))), Math.round(linesPerMinute), endpoints,
  ]);
  const head = ['watch', '% of a core', 'of it by thread', 'RSS MB, first', 'last', 'MB a minute', 'from a line to a screen ms, median', 'p95', 'most', 'lines a minute', 'endpoints'];
  publish('endpoints-load', `pyprocwatch watch at a sample a second, ${options.sessions} sessions, ${options['per-minute']} requests a minute, ${options.minutes} minutes`, `${markdown(head, rows)}\n\nThe log alone: ${round((costs[0]?.percentOfCore ?? Number.NaN) - (costs[1]?.percentOfCore ?? Number.NaN), 2)} % of a core.`, { costs });
}

async function reports(): Promise<void> {
  const { requests, bytes, costs, worstPercentile, percentiles, counted } = await reportCosts(Number(options.requests), (words) => process.stderr.write(`${words}\n`));
  const rows = costs.map(({ what, wallSeconds, cpuSeconds, peakMB }): Cell[] => [what, round(wallSeconds, 2), round(cpuSeconds, 2), round(peakMB, 0)]);
  const body = `${markdown(['pyprocwatch endpoints --json', 'wall s', 'CPU s', 'peak MB'], rows)}\n\n${round(bytes / 1e6, 1)} MB on disk. The largest error of ${percentiles} percentiles by endpoint over seven days: ${round(100 * worstPercentile, 2)} %. Requests of these days: ${counted.found} of ${counted.expected}.`;
  publish('endpoints-reports', `Reports over ${requests / 1e6} M requests: 48 h of minutes, the rest of 30 days by the hour, 200 endpoints, 60 countries, 3 cohorts`, body, { requests, bytes, costs, worstPercentile, percentiles, counted });
}

if (options.accuracy) await accuracy();
else if (options.load) await load();
else if (options.reports) await reports();
else process.stderr.write('say what: --accuracy, --load or --reports\n');
