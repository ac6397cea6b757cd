import { markdown, round, type Cell } from '../live/report.ts';
import type { Built } from './build.ts';
import type { Answers, Timed } from './queries.ts';

const MEGA = 1e6;
export const megabytes = (bytes: number): Cell => (Number.isNaN(bytes) ? '-' : round(bytes / MEGA, 1));

/** One store that was built and asked. */
export interface Result {
  readonly name: string;
  readonly processes: number;
  readonly intervalSeconds: number;
  readonly days: number;
  readonly metrics: number;
  readonly built: Built;
  readonly answers: Answers;
}

/** What takes how much. */
export function contentTable({ built }: Result): string {
  return markdown(['what', 'rows', 'MB', 'bytes a row'], built.contents.filter(({ bytes }) => bytes > 0).map(({ name, rows, bytes }) => [name, rows, round(bytes / MEGA, 2), round(bytes / rows, 3)]));
}

/** A line for each store: sizes, and what recording costs. */
export function buildTable(results: readonly Result[]): string {
  return markdown(
    ['store', 'ticks', 'file MB', 'minutes only MB', 'record CPU ms a tick', 'us a row', 'tend CPU ms a tick', 'commit ms median', 'p95', 'p99'],
    results.map(({ name, processes, built }) => [
      name, built.ticks, megabytes(built.fileBytes), megabytes(built.minutesFileBytes), round(built.recordCpu, 3), round((built.recordCpu / processes) * 1000, 2), round(built.tendCpu, 3),
      round(built.commit.median, 3), round(built.commit.p95, 3), round(built.commit.p99, 2),
    ]),
  );
}

const spread = ({ cpu, wall }: Timed): Cell[] => [round(cpu.median, 2), round(cpu.p95, 2), round(wall.median, 2), round(wall.p95, 2)];

/** What questions cost. */
export function answerTable(results: readonly Result[]): string {
  return markdown(
    ['store', 'question', 'n', 'CPU ms median', 'p95', 'wall ms median', 'p95'],
    results.flatMap(({ name, answers }): Cell[][] => [
      [name, 'a random moment, reader just opened', answers.cold.cpu.count, ...spread(answers.cold)],
      [name, 'a random moment', answers.warm.cpu.count, ...spread(answers.warm)],
      [name, `one field of one process, ${round(answers.seriesDays, 1)} days`, answers.series.cpu.count, ...spread(answers.series)],
      [name, `percentiles of all groups, ${round(answers.seriesDays, 1)} days, ${round(answers.scannedValues / MEGA, 1)} M values`, answers.scan.cpu.count, ...spread(answers.scan)],
    ]),
  );
}
