import { join } from 'node:path';
import { type RolledKind, rolledKind } from '../../storage/history/rolled-kinds.ts';
import { STORE_FILE } from '../../storage/history/schema.ts';
import { Database } from '../../storage/history/sqlite.ts';
import { usageReport, type UsageReport } from '../../src/reports/report.ts';
import type { NumericMeasure } from '../../src/reports/usage.ts';
import { generate, type Tick } from '../storage/history/machine.ts';
import { withReader } from '../storage/history/support.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
export const INTERVAL = 20_000;
export const FROM = Date.UTC(2026, 2, 1, 7, 20);

/** Thirty hours: long enough for a window of minutes and many hours. */
export const TICKS: readonly Tick[] = generate({ seed: 41, from: FROM, ticks: 5400, intervalMilliseconds: INTERVAL, processes: 7, gaps: 0 });
export const END = (TICKS.at(-1)?.time ?? 0) + 1;

export function rolled(name: string): RolledKind {
  const found = rolledKind(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

interface Asked {
  readonly kind?: string;
  readonly field?: string;
  readonly measure?: NumericMeasure;
  readonly top?: number;
}

export const reportOf = (folder: string, from: number, to: number, { kind = 'group', field = 'cpuPercent', measure = 'perSecond', top = 20 }: Asked = {}): Promise<UsageReport> =>
  withReader(folder, (reader) => usageReport(reader, { rolled: rolled(kind), from, to, top, sort: { field, measure } }));

/** Samples that ended before a time go, as they do after two days. */
export async function dropSamples(folder: string, before: number): Promise<void> {
  const database = await Database.open(join(folder, STORE_FILE), { readOnly: false });
  database.run('DELETE FROM chunk WHERE tier = 0 AND t1 < ?', before);
  database.close();
}
