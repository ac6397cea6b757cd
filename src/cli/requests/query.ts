import type { RequestCell } from '../../analysis/traffic/request-cells.ts';
import { suggest } from '../../analysis/nearest.ts';
import type { Grain } from '../../../storage/requests/grains.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { REGIONS } from '../../model/regions.ts';
import { REQUEST_COLUMNS } from '../../reports/requests/columns.ts';
import { type CellNames, countryOfCode, endpointText, REQUEST_GROUPS, type RequestGroup } from '../../reports/requests/grouping.ts';
import type { RequestFigure, RequestQuery } from '../../reports/requests/request-report.ts';
import { timeGiven } from '../time-given.ts';

/** What `pyprocwatch endpoints`, `sessions` and `geo` were given. */
export interface RequestArguments {
  readonly last?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly groupBy: string;
  readonly sort?: string | undefined;
  readonly top: number;
  /** Only what begins with or holds this: a route, a method. */
  readonly route?: string | undefined;
  readonly country?: string | undefined;
  readonly cohort?: string | undefined;
  readonly site?: string | undefined;
  /** Country from which all is served: who is far from it is told of. */
  readonly servedFrom?: string | undefined;
}

export function groupGiven(given: string): RequestGroup {
  const found = REQUEST_GROUPS.find((group) => group === given.toLowerCase());
  if (found === undefined) throw new UserError(`requests are not grouped by "${given}"`, { where: '--group-by', mend: suggest(given, REQUEST_GROUPS), exitCode: EXIT.usage });
  return found;
}

function sortGiven(given: string | undefined, group: RequestGroup): RequestFigure | 'name' {
  if (given === undefined) return group === 'minute' || group === 'hour' || group === 'day' ? 'name' : 'requests';
  const low = given.toLowerCase().replace(/^-/, '');
  if (low === 'name') return 'name';
  const found = REQUEST_COLUMNS.find(({ figure, header, aliases }) => figure.toLowerCase() === low || header.toLowerCase() === low || aliases.includes(low));
  if (found === undefined) throw new UserError(`requests have no figure "${given}"`, { where: '--sort', mend: suggest(given, [...REQUEST_COLUMNS.flatMap(({ aliases }) => aliases), 'name']), exitCode: EXIT.usage });
  return found.figure;
}

/** The period that was asked for: ms since the epoch. Throws a `UserError`. */
export function periodGiven({ last, from, to }: Pick<RequestArguments, 'last' | 'from' | 'to'>, now: number): { readonly from: number; readonly to: number } {
  if (last !== undefined && from !== undefined) throw new UserError('--last and --from both say where the period begins', { where: '--last', mend: 'give one of them', exitCode: EXIT.usage });
  const end = Math.min(now, timeGiven('--to', to ?? 'now', now));
  const begin = from === undefined ? end - (now - timeGiven('--last', `-${(last ?? '1h').replace(/^-/, '')}`, now)) : timeGiven('--from', from, now);
  if (begin >= end) throw new UserError(`a period that begins at ${new Date(begin).toLocaleString('sv')} does not end at ${new Date(end).toLocaleString('sv')}`, { where: from === undefined ? '--last' : '--from', mend: 'give a time that is before --to and in the past', exitCode: EXIT.usage });
  return { from: begin, to: end };
}

/** Which cells the user wants to see. */
function filterOf({ route, country, cohort, site }: RequestArguments, names: CellNames): (cell: RequestCell) => boolean {
  const wanted = new Map<number, boolean>();
  const area = REGIONS.find((region) => region === country?.toLowerCase());
  const isWanted = (id: number, test: (text: string) => boolean): boolean => {
    const known = wanted.get(id);
    if (known !== undefined) return known;
    const found = test(names.get(id) ?? '');
    wanted.set(id, found);
    return found;
  };
  return ({ key }) =>
    (route === undefined && site === undefined ? true : isWanted(key.endpoint, (text) => {
      const { site: own, method, route: path } = endpointText(text);
      return (route === undefined || `${method} ${path}`.includes(route)) && (site === undefined || own === site);
    }))
    && (country === undefined || isWanted(key.region, (text) => (area === undefined ? text.toLowerCase() === country.toLowerCase() : countryOfCode(text).region === area)))
    && (cohort === undefined || isWanted(key.cohort, (text) => text === cohort));
}

/** The only part of cells that a report needs; undefined for more than one. */
export function grainOf({ route, site, country, cohort }: RequestArguments, group: RequestGroup): Grain | undefined {
  const grain = group === 'country' || group === 'region' ? 'region' : group === 'cohort' ? 'cohort' : 'endpoint';
  const wanted: readonly Grain[] = [...(route === undefined && site === undefined ? [] : ['endpoint' as const]), ...(country === undefined ? [] : ['region' as const]), ...(cohort === undefined ? [] : ['cohort' as const])];
  return wanted.every((one) => one === grain) ? grain : undefined;
}

/** The whole question. Throws a `UserError`. */
export function queryOf(args: RequestArguments, names: CellNames, now: number): RequestQuery {
  const group = groupGiven(args.groupBy);
  if (!Number.isInteger(args.top) || args.top < 1) throw new UserError('it must be a whole number of 1 or more', { where: '--top', mend: 'write for example --top 20', exitCode: EXIT.usage });
  return { period: periodGiven(args, now), group, sort: sortGiven(args.sort, group), wanted: filterOf(args, names) };
}
