import { Tallies } from '../analysis/tally.ts';
import { EXIT, UserError } from '../model/errors.ts';
import type { NumberField } from '../model/fields.ts';
import { cpu } from '../model/kinds/host-parts.ts';
import { host } from '../model/kinds/host.ts';
import type { HistoryReader } from '../../storage/history/reader.ts';
import { type RolledKind, rolledKind } from '../../storage/history/rolled-kinds.ts';
import { type Coverage, coverageOf, recordedSpans, samplesPerMinute } from './coverage.ts';
import { lengthOf, type Period, periodBefore } from './period.ts';
import { tallyPeriod } from './tallies.ts';
import { goneSince, type HostCapacity, numberField, type NumericMeasure, sortRows, usageRows, type UsageRow } from './usage.ts';

/** How many of those that are gone are named. */
const MOST_GONE = 5;

export interface UsageRequest extends Period {
  readonly rolled: RolledKind;
  readonly sort: { readonly field: string; readonly measure: NumericMeasure };
  readonly top: number;
}

/** What a kind's entities used over a period: what all formats are made of. */
export interface UsageReport extends Period {
  readonly rolled: RolledKind;
  readonly sort: UsageRequest['sort'];
  readonly coverage: Coverage;
  readonly before: Period & { readonly coverage: Coverage };
  readonly host: HostCapacity;
  /** The first by the order asked for, and how many there are in all. */
  readonly rows: readonly UsageRow[];
  readonly entities: number;
  /** Entities of the period before that are no longer there, the largest first, and their number. */
  readonly gone: { readonly count: number; readonly names: readonly string[] };
  /** What could not be read, a line each. */
  readonly faults: readonly string[];
}

export const fieldOf = ({ rolled }: Pick<UsageReport, 'rolled'>) => (name: string): NumberField | undefined => numberField(name, [rolled.kind, rolled.from]);

/** Throws a `UserError` when nothing was recorded, and what SQLite throws. */
export function usageReport(reader: HistoryReader, request: UsageRequest): UsageReport {
  const { rolled, sort, top, from, to } = request;
  const period = { from, to };
  const earlier = periodBefore(period);
  const perMinute = samplesPerMinute(reader, { from: earlier.from, to });
  const spans = recordedSpans(reader, { from: earlier.from, to });
  const now = tallyPeriod(reader, rolled, period, perMinute);
  const coverage = coverageOf(spans, now.parts, period);
  if (coverage.recordedSeconds === 0) throw nothing(reader, period);
  if (now.tallies.entities.size === 0) throw new UserError(`no ${rolled.kind.plural} were recorded ${periodWords(period)}`, { mend: 'choose another --kind or another time', exitCode: EXIT.unavailable });
  const old = tallyPeriod(reader, rolled, earlier, perMinute);
  const oldCoverage = coverageOf(spans, old.parts, earlier);
  const capacity = hostCapacity(reader, period, perMinute);
  const rows = usageRows(
    { tallies: now.tallies, recordedSeconds: coverage.recordedSeconds },
    { tallies: old.tallies, recordedSeconds: oldCoverage.recordedSeconds },
    fieldOf(request), capacity,
  );
  const gone = goneSince(now.tallies, old.tallies, sort.field);
  return {
    ...period, rolled, sort, coverage,
    before: { ...earlier, coverage: oldCoverage },
    host: capacity,
    rows: sortRows(rows, sort.field, sort.measure).slice(0, top),
    entities: rows.length,
    gone: { count: gone.length, names: gone.slice(0, MOST_GONE).map(({ name }) => name) },
    faults: [...new Set([...now.faults, ...old.faults])],
  };
}

const localMinute = (time: number): string => new Date(time).toLocaleString('sv').slice(0, 16);
export const periodWords = ({ from, to }: Period): string => `from ${localMinute(from)} to ${localMinute(to)}`;

function nothing(reader: HistoryReader, period: Period): UserError {
  const bounds = reader.bounds();
  const there = bounds === undefined ? 'this history is empty' : `what there is reaches ${periodWords(bounds)}`;
  return new UserError(`nothing was recorded ${periodWords(period)}: ${there}`, { mend: bounds === undefined ? 'record something: pyprocwatch record' : 'choose another --from and --to', exitCode: EXIT.unavailable });
}

/** What the host had, by its own figures of the period. */
function hostCapacity(reader: HistoryReader, period: Period, perMinute: number): HostCapacity {
  const tallied = (name: string, field: string): Tallies => {
    const rolled = rolledKind(name);
    return rolled === undefined ? new Tallies() : tallyPeriod(reader, rolled, period, perMinute, [field]).tallies;
  };
  const cpus = tallied(cpu.name, 'usedPercent').entities.size;
  const [memory] = [...tallied(host.name, 'memoryTotalBytes').entities.values()];
  return { cpus: cpus === 0 ? Number.NaN : cpus, memoryBytes: memory?.get('memoryTotalBytes')?.mean ?? Number.NaN };
}

/** Whether the period before can be compared with: was all of it recorded, a part, or nothing. */
export function comparison({ before }: Pick<UsageReport, 'before'>): 'all' | 'part' | 'none' {
  const { recordedSeconds } = before.coverage;
  if (recordedSeconds === 0) return 'none';
  return recordedSeconds * 1000 >= 0.99 * lengthOf(before) ? 'all' : 'part';
}
