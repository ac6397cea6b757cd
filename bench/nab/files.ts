import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AnomalyDetector, type AnomalyOptions } from '../../src/analysis/anomaly/detector.ts';
import { linesOf } from '../../src/cli/series/lines.ts';
import { seriesRows, type SeriesRow } from '../../src/cli/series/series-rows.ts';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const SCORER = join(SHARED, 'tools/score/nab-score.mjs');
export const PUBLIC_HALF = join(SHARED, 'data/timeseries/nab');

/** Windows by file name, as NAB writes them. */
export type Labels = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export interface NabFile {
  /** `<category>/<file>.csv` */
  readonly name: string;
  readonly rows: readonly SeriesRow[];
}

const isLabels = (data: unknown): data is Labels => typeof data === 'object' && data !== null && Object.values(data).every(Array.isArray);

export function readLabels(folder: string): Labels {
  const file = join(folder, 'labels/combined_windows.json');
  if (!existsSync(file) || !existsSync(SCORER)) throw new Error(`no benchmark here: ${file} and ${SCORER} are needed`);
  const labels: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isLabels(labels)) throw new Error(`${file} has no windows by file`);
  return labels;
}

export async function readFiles(folder: string, labels: Labels): Promise<NabFile[]> {
  const files: NabFile[] = [];
  for (const name of Object.keys(labels).sort()) {
    const file = join(folder, 'data', name);
    const rows: SeriesRow[] = [];
    for await (const row of seriesRows(linesOf(file), file)) rows.push(row);
    files.push({ name, rows });
  }
  return files;
}

/** Scores of each row, by one detector for each file. */
export function scoresOf(file: NabFile, options: AnomalyOptions = {}): Float64Array {
  const detector = new AnomalyDetector(options);
  const scores = new Float64Array(file.rows.length);
  file.rows.forEach(({ time, value }, row) => {
    scores[row] = detector.update(time, value).score;
  });
  return scores;
}

/** Writes the scores where the scorer looks for them. */
export function writeScores(folder: string, { name, rows }: NabFile, scores: Float64Array): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const lines = rows.map(({ timeText, valueText }, row) => `${timeText},${valueText},${scores[row] ?? 0}\n`);
  writeFileSync(path, `timestamp,value,anomaly_score\n${lines.join('')}`);
}
