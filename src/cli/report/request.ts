import { extname } from 'node:path';
import { ROLLED_KINDS, type RolledKind, rolledKind } from '../../../storage/history/rolled-kinds.ts';
import { suggest } from '../../analysis/nearest.ts';
import { timeGiven } from '../time-given.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { findField, isNumber } from '../../model/kind.ts';
import { process as processKind } from '../../model/kinds/process.ts';
import { headlinesOf } from '../../reports/headlines.ts';
import type { UsageRequest } from '../../reports/report.ts';
import { NUMERIC_MEASURES, type NumericMeasure } from '../../reports/usage.ts';

export const REPORT_FORMATS = ['text', 'json', 'csv', 'pdf'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What processes are added up by, and the kind of the totals. */
const GROUPINGS: Readonly<Record<string, string>> = { name: 'group', user: 'user', container: 'container' };
export const GROUP_BY = Object.keys(GROUPINGS);

/** Kinds that a report can be of. */
export const REPORT_KINDS: readonly string[] = [processKind.name, ...ROLLED_KINDS.map(({ kind }) => kind.name)];

/** What `pyprocwatch report` was given. */
export interface ReportArguments {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly groupBy?: string | undefined;
  readonly top: number;
  readonly sort?: string | undefined;
  readonly format?: ReportFormat | undefined;
  readonly out?: string | undefined;
  readonly force: boolean;
}

const BY_EXTENSION: ReadonlyMap<string, ReportFormat> = new Map([['.txt', 'text'], ['.json', 'json'], ['.csv', 'csv'], ['.pdf', 'pdf']]);

/** The format asked for; by default what the name of the file says, else text. Throws a `UserError`. */
export function formatGiven({ format, out }: Pick<ReportArguments, 'format' | 'out'>): ReportFormat {
  const chosen = format ?? (out === undefined ? undefined : BY_EXTENSION.get(extname(out).toLowerCase())) ?? 'text';
  if (chosen === 'pdf' && out === undefined) throw new UserError('PDF is no text for a terminal', { where: '--format', mend: 'name a file: --out FILE.pdf', exitCode: EXIT.usage });
  return chosen;
}

function kindGiven({ kind, groupBy }: Pick<ReportArguments, 'kind' | 'groupBy'>): RolledKind {
  const low = kind.toLowerCase();
  const known = REPORT_KINDS.find((name) => name === low) ?? ROLLED_KINDS.find((each) => each.kind.plural === low)?.kind.name ?? (low === processKind.plural ? processKind.name : undefined);
  if (known === undefined) throw new UserError(`there are no reports of "${kind}"`, { where: '--kind', mend: suggest(low, REPORT_KINDS), exitCode: EXIT.usage });
  if (known !== processKind.name && groupBy !== undefined) throw new UserError(`--group-by adds up processes, not ${rolledKind(known)?.kind.plural ?? known}`, { where: '--group-by', mend: 'leave it out, or use --kind process', exitCode: EXIT.usage });
  const by = groupBy ?? 'name';
  const grouping = Object.hasOwn(GROUPINGS, by) ? GROUPINGS[by] : undefined;
  const rolled = rolledKind(known === processKind.name ? (grouping ?? '') : known);
  if (rolled === undefined) throw new UserError(`processes are not grouped by "${by}"`, { where: '--group-by', mend: suggest(by, GROUP_BY), exitCode: EXIT.usage });
  return rolled;
}

/** `cpu`, `memory.p95`: a figure by name or alias, and which of its measures. */
function sortGiven(rolled: RolledKind, given: string | undefined): UsageRequest['sort'] {
  const [name = '', measure] = (given ?? '').split('.', 2);
  const field = given === undefined ? defaultField(rolled) : fieldGiven(rolled, name);
  const found: NumericMeasure | undefined = measure === undefined ? 'perSecond' : NUMERIC_MEASURES.find((each) => each.toLowerCase() === measure.toLowerCase());
  if (found === undefined) throw new UserError(`a figure has no "${measure ?? ''}"`, { where: '--sort', mend: suggest(measure ?? '', NUMERIC_MEASURES), exitCode: EXIT.usage });
  return { field, measure: found };
}

const fieldsOf = ({ fields, counted }: RolledKind): string[] => (counted === undefined ? [...fields] : [...fields, counted]);

function defaultField(rolled: RolledKind): string {
  const { kind } = rolled;
  const { field } = kind.sort;
  if (fieldsOf(rolled).includes(field)) return field;
  return headlinesOf(kind)[0]?.field ?? fieldsOf(rolled)[0] ?? field;
}

function fieldGiven(rolled: RolledKind, name: string): string {
  const all = fieldsOf(rolled);
  const found = findField(rolled.kind, name) ?? findField(rolled.from, name);
  if (found !== undefined && isNumber(found.field) && all.includes(found.name)) return found.name;
  // "disk", "received": the first figure whose name begins so.
  const begins = name === '' ? undefined : all.find((each) => each.toLowerCase().startsWith(name.toLowerCase()));
  const aliases = all.flatMap((each) => rolled.from.fields[each]?.aliases ?? []);
  if (begins === undefined) throw new UserError(`${rolled.kind.plural} have no figure "${name}"`, { where: '--sort', mend: suggest(name, [...all, ...aliases]), exitCode: EXIT.usage });
  return begins;
}

/** What a report is asked for by these arguments. `now`: ms since the epoch. Throws a `UserError`. */
export function requestOf(args: ReportArguments, now: number): UsageRequest {
  const rolled = kindGiven(args);
  const from = timeGiven('--from', args.from, now);
  // What is still to come was not recorded.
  const to = Math.min(timeGiven('--to', args.to, now), now);
  if (from >= to) throw new UserError(`a period that begins at ${new Date(from).toLocaleString('sv')} does not end at ${new Date(to).toLocaleString('sv')}`, { where: '--from', mend: 'give a --from that is before --to and in the past', exitCode: EXIT.usage });
  if (!Number.isInteger(args.top) || args.top < 1) throw new UserError('it must be a whole number of 1 or more', { where: '--top', mend: 'write for example --top 20', exitCode: EXIT.usage });
  return { rolled, from, to, top: args.top, sort: sortGiven(rolled, args.sort) };
}
