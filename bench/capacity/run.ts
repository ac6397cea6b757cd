import { parseArgs } from 'node:util';
import { seededRandom } from '../../src/analysis/seeded-random.ts';
import { capacityOutlook } from '../../src/monitors/capacity/outlook.ts';
import { AS_IT_IS } from '../../src/monitors/capacity/scenario.ts';
import { type Cell, markdown, report, round } from '../live/report.ts';
import { simulated } from './simulated.ts';
import { benchTraces } from './traces.ts';

const USAGE = `Capacity plans on a made-up backend whose truth is known: three weeks to learn from, the fourth foretold; and backtests on machines of ../shared.
  node bench/capacity/run.ts [--seeds 40] [--first 1] [--weeks 3] [--trace-weeks 8] [--dry-run]
`;
const { values: options } = parseArgs({ options: { seeds: { type: 'string', default: '40' }, first: { type: 'string', default: '1' }, weeks: { type: 'string', default: '3' }, 'trace-weeks': { type: 'string', default: '8' }, 'dry-run': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });

const WEEK = 168;
const peakOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);

interface Outcome {
  readonly seed: number;
  /** Predicted by actual peak, less 1. */
  readonly error: number;
  readonly lastWeek: number;
  readonly broken: boolean;
  readonly shortHours: number;
  readonly lastWeekShort: number;
  /** Core-hours beyond what was used, of those that were used. */
  readonly waste: number;
  readonly bufferWaste: number;
}

function outcomeOf(seed: number): Outcome {
  const { history, future } = simulated(seed, Number(options.weeks));
  const { resources } = capacityOutlook(history, { days: 7, confidence: 0.95, margin: 0, scenario: AS_IT_IS, holidays: undefined, clock: undefined, random: seededRandom(seed + 1000) });
  const cpu = resources.find(({ resource }) => resource === 'cpuCores');
  if (cpu === undefined) throw new Error('no CPU was foretold');
  const actual = peakOf(future);
  const lastPeak = peakOf((history.of.cpuCores ?? new Float64Array(0)).subarray(-WEEK));
  const used = future.reduce((sum, value) => sum + value, 0);
  const wasteBy = (provisioned: (hour: number) => number): number => future.reduce((sum, value, hour) => sum + Math.max(0, provisioned(hour) - value), 0) / used;
  const short = (provisioned: (hour: number) => number): number => future.filter((value, hour) => value > provisioned(hour)).length;
  return {
    seed, error: cpu.peak.median / actual - 1, lastWeek: lastPeak / actual - 1, broken: actual > cpu.peak.bound, shortHours: short((hour) => cpu.need[hour] ?? 0), lastWeekShort: short(() => lastPeak),
    waste: wasteBy((hour) => cpu.need[hour] ?? 0), bufferWaste: wasteBy(() => 1.3 * lastPeak),
  };
}

function run(): void {
  const outcomes = Array.from({ length: Number(options.seeds) }, (_, index) => outcomeOf(Number(options.first) + index));
  const mean = (of: (outcome: Outcome) => number): number => outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  const within = outcomes.filter(({ error }) => Math.abs(error) <= 0.1).length;
  const percent = (share: number): Cell => round(100 * share, 1);
  const body = `${markdown(['backends', 'peak CPU within 10 %', '95 % bound broken', 'hours above the plan, %', 'waste of the plan, % of what was used', 'of last week\'s peak + 30 %', 'mean error of the peak %', 'of last week\'s peak as forecast %'], [[
    outcomes.length, `${within} of ${outcomes.length}`, `${outcomes.filter(({ broken }) => broken).length} of ${outcomes.length}`, percent(mean(({ shortHours }) => shortHours / WEEK)), percent(mean(({ waste }) => waste)), percent(mean(({ bufferWaste }) => bufferWaste)),
    percent(mean(({ error }) => Math.abs(error))), percent(mean(({ lastWeek }) => Math.abs(lastWeek))),
  ]])}\n\nEach hour by itself stays below the plan in 95 % of cases; the bound is of the highest hour of the week.`;
  const traces = benchTraces(Number(options['trace-weeks']));
  if (traces === undefined) process.stderr.write('real machines: skipped, they are not in ../shared\n');
  const text = `${body}${traces === undefined ? '' : `\n\n${traces.text}`}`;
  if (options['dry-run']) process.stdout.write(`${text}\n`);
  else report('capacity', `Capacity of a simulated backend, ${options.weeks} weeks learned, one foretold`, text, { outcomes, traces: traces?.data });
}

if (options.help) process.stdout.write(USAGE);
else run();
