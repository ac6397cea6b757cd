import { parseArgs } from 'node:util';
import { markdown, report, round, type Cell } from '../live/report.ts';
import { BASELINES, playBaseline } from './baselines.ts';
import { costOf } from './cost.ts';
import { exhaustionTable } from './exhaustion.ts';
import { FAMILIES, generate } from './generate.ts';
import { publicTraces } from './load.ts';
import { play, SHOWN, THRESHOLDS } from './play.ts';
import { judge, rates, total, type Outcome } from './score.ts';
import type { Trace } from './trace.ts';

const { values: options } = parseArgs({
  options: { generated: { type: 'string' }, copies: { type: 'string', default: '5' }, 'cross-validate': { type: 'boolean', default: false } },
});
const seed = options.generated === undefined ? undefined : Number(options.generated);

function* traces(): Generator<{ readonly set: string; readonly trace: Trace }> {
  if (seed === undefined) for (const trace of publicTraces()) yield { set: trace.kind, trace };
  else for (const family of FAMILIES) for (const trace of generate(family, seed, Number(options.copies))) yield { set: family === 'short' ? 'short' : `${family}, days`, trace };
}

const sets = new Map<string, Outcome[]>();
const add = (key: string, outcome: Outcome): void => {
  sets.set(key, [...(sets.get(key) ?? []), outcome]);
};
/** All thresholds, for choosing one. */
const every = new Map<string, Outcome[]>();
const sample = new Map<string, Trace[]>();
for (const { set, trace } of traces()) {
  const { alarms } = play(trace);
  THRESHOLDS.forEach((threshold, index) => {
    const outcome = judge(trace, alarms[index] ?? []);
    every.set(`${set}|${index}`, [...(every.get(`${set}|${index}`) ?? []), outcome]);
    if (SHOWN.includes(threshold)) add(`${set}|record floor|${threshold === 0 ? 'any' : `>= ${threshold}`}`, outcome);
  });
  for (const [name, baseline] of Object.entries(BASELINES)) add(`${set}|${name}|`, judge(trace, playBaseline(trace, baseline)));
  const kept = sample.get(set) ?? [];
  if (kept.length < 40) sample.set(set, [...kept, trace]);
}
if (sets.size === 0) {
  process.stderr.write('no traces: ../shared/data/leaks is not there; try --generated SEED\n');
  process.exit(1);
}

const HEAD = ['traces', 'method', 'confidence', 'leaks found', 'false alarms', 'precision', 'recall', 'false a process-day', 'median time to detect'];
const delay = (seconds: number): string => (Number.isNaN(seconds) ? '-' : seconds < 3600 ? `${Math.round(seconds)} s` : `${round(seconds / 3600, 1)} h`);
const ratio = (value: number): Cell => (Number.isNaN(value) ? '-' : round(value, 3));
const row = (key: string, outcomes: readonly Outcome[]): Cell[] => {
  const score = total(outcomes);
  return [...key.split('|'), `${score.found}/${score.leaks}`, score.falseAlarms, ratio(score.precision), ratio(score.recall), ratio(score.falsePerDay), delay(score.medianSeconds)];
};
const scores = markdown(HEAD, [...sets].map(([key, outcomes]) => row(key, outcomes)));

const ASKED = 0.9;
const FOLDS = 4;

/**
 * What traces would give that nobody has seen: folds of whole shapes; the threshold of confidence is the least that
 * has the asked precision on the other folds, and is then judged on this one.
 */
function heldOut(): string {
  const rows: Cell[][] = [];
  for (const set of new Set([...sets.keys()].map((key) => key.split('|')[0] ?? ''))) {
    const byThreshold = THRESHOLDS.map((threshold, index) => ({ threshold, outcomes: every.get(`${set}|${index}`) ?? [] }));
    const shapes = [...new Set(byThreshold[0]?.outcomes.map(({ shape }) => shape))];
    const held: Outcome[] = [];
    const chosen: number[] = [];
    for (let fold = 0; fold < FOLDS; fold += 1) {
      const inFold = ({ shape }: Outcome): boolean => shapes.indexOf(shape) % FOLDS === fold;
      const best = byThreshold.find(({ outcomes }) => total(outcomes.filter((outcome) => !inFold(outcome))).precision >= ASKED) ?? byThreshold.at(-1);
      chosen.push(best?.threshold ?? 1);
      held.push(...(best?.outcomes.filter(inFold) ?? []));
    }
    rows.push(row(`${set}|record floor|chosen: ${chosen.join(' ')}`, held));
  }
  return `\n\nHeld out, the threshold chosen on the other folds for a precision of ${ASKED}:\n\n${markdown(HEAD, rows)}`;
}

const costs = [...sample].map(([set, own]) => ({ set, ...costOf(own) }));
const costTable = markdown(['traces', 'CPU us an update', 'saved state, bytes'], costs.map(({ set, microseconds, savedBytes }) => [set, round(microseconds, 2), savedBytes]));
const rateRows = [...sets].flatMap(([key, outcomes]): Cell[][] => {
  const { known, held, error } = rates(outcomes);
  return known === 0 ? [] : [[...key.split('|'), known, round(held / known, 3), round(error, 3)]];
});
const rateTable = rateRows.length === 0 ? '' : `\n\nThe rate told with the first alarm, where the true one is known:\n\n${markdown(['traces', 'method', 'confidence', 'alarms', 'interval held', 'median error'], rateRows)}`;
const exhaustion = exhaustionTable(seed ?? 1);
const missed = [...sets].filter(([key]) => key.includes('record floor')).map(([key, outcomes]) => ({
  key,
  missed: outcomes.filter(({ leak, found }) => leak && found === undefined).map(({ name }) => name),
  falseAlarms: outcomes.flatMap(({ name, falseAlarms }) => falseAlarms.map(({ seconds, metric }) => `${name} ${metric} at ${Math.round(seconds)} s`)),
}));
report(
  seed === undefined ? 'leaks' : `leaks-generated-${seed}`,
  seed === undefined ? 'Leaks: the public traces' : `Leaks: generated traces, seed ${seed}`,
  `${scores}${options['cross-validate'] ? heldOut() : ''}\n\n${costTable}${rateTable}\n\nTime to a limit, generated series: how often the 90 % interval held the true time\n\n${exhaustion}`,
  { scores: Object.fromEntries([...sets].map(([key, outcomes]) => [key, total(outcomes)])), costs, missed },
);
