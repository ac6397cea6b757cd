import { type Country, countryAt, countryByCode, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import type { RequestCell } from '../../analysis/traffic/request-cells.ts';
import { HOUR, MINUTE } from '../period.ts';

/** What requests can be told apart by in a report. */
export const REQUEST_GROUPS = ['endpoint', 'route', 'method', 'site', 'country', 'region', 'cohort', 'minute', 'hour', 'day'] as const;
export type RequestGroup = (typeof REQUEST_GROUPS)[number];

/** Texts by the numbers in cells: endpoints as `site\tmethod\troute`, countries by code, cohorts by name. */
export type CellNames = ReadonlyMap<number, string>;

export interface EndpointText {
  readonly site: string;
  readonly method: string;
  readonly route: string;
}

export function endpointText(stored: string): EndpointText {
  const [site = '', method = '', route = ''] = stored.split('\t');
  return { site, method, route };
}

const LOCAL = 'local';
const NOBODY = '??';

/** How a country is stored and shown. */
export function countryCode(id: number): string {
  return id === LOCAL_COUNTRY ? LOCAL : countryAt(id).code || NOBODY;
}

export const countryOfCode = (code: string): Country => countryAt(code === LOCAL ? LOCAL_COUNTRY : code === NOBODY ? UNKNOWN_COUNTRY : countryByCode(code));

const pad = (value: number): string => String(value).padStart(2, '0');

/** Local time, as short as the step allows. */
export function timeWords(time: number, step: number): string {
  const date = new Date(time);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return step >= 24 * HOUR ? day : `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

function dayOf(time: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

const NONE = '(none)';

const SITE_END = '\t';

/** Names of groups as they are shown: endpoints with their site where there are several. Of two groups each has a name of its own. */
export function shownNames(group: RequestGroup, names: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...names];
  if (group !== 'endpoint') return new Map(all.map((name) => [name, name]));
  const parts = all.map((name) => [name, ...name.split(SITE_END)] as const);
  const several = new Set(parts.map(([, site = '']) => site)).size > 1;
  return new Map(parts.map(([name, site = '', endpoint = '']) => [name, several ? `${site === '' ? NONE : site}: ${endpoint}` : endpoint]));
}

/** The group that a cell of a slice is in; `shownNames` tells what it is called. */
export function groupOf(group: RequestGroup, cell: RequestCell, start: number, names: CellNames): string {
  const { endpoint, region, cohort } = cell.key;
  switch (group) {
    case 'country': return names.get(region) ?? NOBODY;
    case 'region': return countryOfCode(names.get(region) ?? NOBODY).region;
    case 'cohort': return names.get(cohort) ?? NONE;
    case 'minute': return timeWords(Math.floor(start / MINUTE) * MINUTE, MINUTE);
    case 'hour': return timeWords(Math.floor(start / HOUR) * HOUR, HOUR);
    case 'day': return timeWords(dayOf(start), 24 * HOUR);
    default: {
      const text = endpointText(names.get(endpoint) ?? '\t\t(other)');
      return group === 'endpoint' ? `${text.site}${SITE_END}${`${text.method} ${text.route}`.trim()}` : text[group] || NONE;
    }
  }
}
