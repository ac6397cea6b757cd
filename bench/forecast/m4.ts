import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Effort, forecast } from '../../src/analysis/forecast/index.ts';
import { markdown, round, type Cell } from '../live/report.ts';
import { M4_SCORER, readWide } from './files.ts';

const HOUR = 3600;
const HORIZON = 48;

/** M4 hourly (414 series), as published: Makridakis et al. 2020, Doornik et al. 2020; 95 % intervals where they were given. */
const PUBLISHED: readonly (readonly Cell[])[] = [
  ['Doornik CARD (best of M4)', 8.913, 0.801, 0.41, 6.139, '-'],
  ['Smyl ES-RNN (winner of M4)', 9.328, 0.893, 0.44, 7.928, '-'],
  ['Pawlikowski', 9.611, 0.873, 0.444, '-', '-'],
  ['FFORMA', 11.506, 0.819, 0.484, 18.509, '-'],
  ['double-seasonal Holt-Winters', 12.2, 1.138, 0.569, '-', '-'],
  ['augurs MSTL + ETS (138 series)', 14.14, 1.056, 0.581, '-', '-'],
  ['seasonal naive', 13.912, 1.193, 0.627, '-', '-'],
  ['Theta', 18.138, 2.455, 1.006, '-', '-'],
  ['augurs Prophet (14 series)', 16.37, 1.851, 1.051, '-', '-'],
];

interface Scores {
  readonly series: number;
  readonly smape: number;
  readonly mase: number;
  readonly owa: number;
  readonly coverage: number;
  readonly msis: number;
}

const isScores = (data: unknown): data is Scores => typeof data === 'object' && data !== null && 'owa' in data && 'msis' in data;

/** Tells every `every`th series of M4's format, and has it scored. Undefined where there is no data or scorer. */
export function benchM4(folder: string, every: number, effort: Effort): { readonly text: string; readonly data: Readonly<Record<string, unknown>> } | undefined {
  if (!existsSync(join(folder, 'train.csv')) || !existsSync(M4_SCORER)) return undefined;
  const training = [...readWide(join(folder, 'train.csv'))].filter((_, place) => place % every === 0);
  const tests = readWide(join(folder, 'test.csv'));
  const [points, low, high, test]: string[][] = [[], [], [], []];
  const errors: number[] = [];
  const began = process.cpuUsage();
  for (const [name, values] of training) {
    const told = forecast({ times: values.map((_, index) => index * HOUR), values }, { horizon: HORIZON * HOUR, effort });
    points?.push([name, ...told.points.map(({ mean }) => mean)].join(','));
    low?.push([name, ...told.points.map((point) => point.low)].join(','));
    high?.push([name, ...told.points.map((point) => point.high)].join(','));
    const actual = tests.get(name);
    test?.push([name, ...(actual ?? [])].join(','));
    const sum = actual?.reduce((whole, value, step) => whole + Math.abs(value - (told.points[step]?.mean ?? 0)), 0) ?? Number.NaN;
    errors.push(sum / (actual?.reduce((whole, value) => whole + Math.abs(value), 0) ?? Number.NaN) / told.expectedError);
  }
  const { user, system } = process.cpuUsage(began);
  const scratch = mkdtempSync(join(tmpdir(), 'forecast-'));
  try {
    const write = (name: string, lines: readonly string[] | undefined): string => {
      writeFileSync(join(scratch, name), `${(lines ?? []).join('\n')}\n`);
      return join(scratch, name);
    };
    const run = spawnSync(process.execPath, [M4_SCORER, '--json', '--train', join(folder, 'train.csv'), '--test', write('test.csv', test), '--forecast', write('points.csv', points), '--lower', write('low.csv', low), '--upper', write('high.csv', high)], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the scorer failed: ${run.stderr}`);
    const scores: unknown = JSON.parse(run.stdout);
    if (!isScores(scores)) throw new Error('the scorer gave no scores');
    const within = errors.filter((ratio) => ratio < 1.8 && ratio > 1 / 1.8).length / errors.length;
    const milliseconds = (user + system) / 1000 / training.length;
    const own: Cell[] = [`**pyprocwatch** (${effort}, ${scores.series} series)`, round(scores.smape, 3), round(scores.mase, 3), round(scores.owa, 4), round(scores.msis, 3), `${round(100 * scores.coverage, 1)} %`];
    return {
      text: `## M4 hourly\n\n${markdown(['method', 'sMAPE', 'MASE', 'OWA', 'MSIS', '95 % intervals hold'], [own, ...PUBLISHED])}\n\n${round(milliseconds, 1)} ms of CPU a series. Expected error within a factor of 1.8 of the actual one: ${round(100 * within, 1)} %.`,
      data: { scores, millisecondsOfCpu: milliseconds, expectedWithin: within },
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
