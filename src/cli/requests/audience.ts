import { RequestReader } from '../../../storage/requests/reader.ts';
import { csvCell } from '../../model/csv-cell.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { SCHEMA } from '../../model/json.ts';
import { countryOfCode, timeWords } from '../../reports/requests/grouping.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { textTable } from '../../model/text-table.ts';
import { periodGiven, type RequestArguments } from './query.ts';
import { answering, type RequestContext, type RequestFormat } from './run.ts';

/** What sessions are told apart by. */
export const SESSION_GROUPS = ['cohort', 'country', 'region', 'minute'] as const;

interface Counted {
  readonly name: string;
  /** Active in a minute: on average, and at most. */
  readonly mean: number;
  readonly peak: number;
  readonly peakAt: number;
}

/** `pyprocwatch sessions`: how many were active, minute by minute, by cohort or place. */
export function runSessions({ folder, now }: RequestContext, args: RequestArguments, format: RequestFormat): Promise<HistoryResult> {
  return answering(async () => {
    const group = SESSION_GROUPS.find((each) => each === args.groupBy);
    if (group === undefined) throw new UserError(`sessions are not grouped by "${args.groupBy}"`, { where: '--group-by', mend: `use one of ${SESSION_GROUPS.join(', ')}`, exitCode: EXIT.usage });
    const period = periodGiven(args, now);
    const reader = await RequestReader.open(folder);
    try {
      const groups = new Map<string, { sum: number; peak: number; peakAt: number }>();
      let minutes = 0;
      for (const { minute, rows } of reader.audience(period.from, period.to)) {
        minutes += 1;
        const counts = new Map<string, number>();
        for (const { region, cohort, sessions } of rows) {
          const name = group === 'cohort' ? cohort || '(none)' : group === 'country' ? region : group === 'region' ? countryOfCode(region).region : timeWords(minute, 60_000);
          counts.set(name, (counts.get(name) ?? 0) + sessions);
        }
        for (const [name, count] of counts) {
          const known = groups.get(name) ?? { sum: 0, peak: 0, peakAt: minute };
          groups.set(name, { sum: known.sum + count, peak: Math.max(known.peak, count), peakAt: count > known.peak ? minute : known.peakAt });
        }
      }
      if (minutes === 0) throw new UserError('no sessions were counted in that time', { mend: 'give another --last, or run "pyprocwatch watch" with an access log under "endpoints" in .pyprocwatchrc', exitCode: EXIT.unavailable });
      const per = group === 'minute' ? 1 : minutes;
      const rows = [...groups].map(([name, { sum, peak, peakAt }]): Counted => ({ name, mean: sum / per, peak, peakAt })).sort((one, other) => (group === 'minute' ? (one.name < other.name ? -1 : 1) : other.mean - one.mean)).slice(0, args.top);
      return said(format === 'json' ? json(rows, group, period, minutes) : format === 'csv' ? csv(rows, group) : text(rows, group, period));
    } finally {
      reader.close();
    }
  });
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function json(rows: readonly Counted[], group: string, period: { readonly from: number; readonly to: number }, minutes: number): string {
  return `${JSON.stringify({ schema: SCHEMA, from: new Date(period.from).toISOString(), to: new Date(period.to).toISOString(), minutes, groupBy: group, rows: rows.map(({ name, mean, peak, peakAt }) => ({ [group]: name, activeSessions: rounded(mean), peakSessions: peak, peakAt: new Date(peakAt).toISOString() })) }, undefined, 2)}\n`;
}

const csv = (rows: readonly Counted[], group: string): string => `${[[group, 'activeSessions', 'peakSessions', 'peakAt'].join(','), ...rows.map(({ name, mean, peak, peakAt }) => [name, rounded(mean), peak, new Date(peakAt).toISOString()].map(csvCell).join(','))].join('\n')}\n`;

function text(rows: readonly Counted[], group: string, period: { readonly from: number; readonly to: number }): string {
  const minute = 60_000;
  return `${[
    `Sessions with a request in a minute, by ${group}, ${timeWords(period.from, minute)} to ${timeWords(period.to, minute)}`, '',
    ...textTable([['ACTIVE', 'AT MOST', 'AT', group.toUpperCase()], ...rows.map(({ name, mean, peak, peakAt }) => [mean.toFixed(mean < 10 ? 1 : 0), String(peak), timeWords(peakAt, minute), name])], [true, true, false, false]),
  ].join('\n')}\n`;
}
