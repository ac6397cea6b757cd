import { kilometres } from '../../analysis/geo/distance.ts';
import type { Pseudonyms } from '../../collectors/identity/index.ts';
import { countryAt, countryByCode, LOCAL_COUNTRY } from '../../model/regions.ts';
import { EMPTY_TEXT, type SafeText, safeText } from '../../model/safe-text.ts';
import type { EndpointName, RegionName, TrafficNames } from './frames.ts';
import type { NumberedTexts } from './numbered-texts.ts';
import type { StoredNames } from './request-keeping.ts';

/** Where the routes of an endpoint number are: a log's, or those of programs that tell of themselves. */
export interface RouteSource {
  readonly name: SafeText;
  /** `GET /users/*`. */
  nameOf(route: number): SafeText;
}

export interface NamesOptions {
  /** Routes of a source at most: its endpoints have numbers of their own from its place times this. */
  readonly routes: number;
  readonly sources: () => readonly RouteSource[];
  readonly cohorts: NumberedTexts;
  readonly edges: NumberedTexts;
  readonly sessions: Pseudonyms;
  /** Country of this host, two letters. */
  readonly country: string | undefined;
  /** The number of an endpoint of a service as traces name it; undefined where none was told of. */
  readonly called?: (service: SafeText, method: SafeText, route: SafeText) => number | undefined;
}

/** Names of endpoints as traces have them. */
interface CallNames {
  called(service: SafeText, method: SafeText, route: SafeText): SafeText;
}

/** A name that no other site has: endpoints of two would be one otherwise. `hint`: what tells it apart, before a number does. */
export function uniqueName(wanted: SafeText, sites: readonly { readonly name: SafeText }[], hint = ''): SafeText {
  const isFree = (name: string): boolean => sites.every((site) => site.name !== name);
  if (isFree(wanted)) return wanted;
  const hinted = hint === '' ? wanted : `${hint}/${wanted}`;
  if (isFree(hinted)) return safeText(hinted);
  let count = 2;
  while (!isFree(`${hinted} (${count})`)) count += 1;
  return safeText(`${hinted} (${count})`);
}

const LOCAL = safeText('local');
const NOWHERE = safeText('??');

/** Names of all that requests are told apart by. */
export function namesOf({ routes, sources, cohorts, edges, sessions, country, called = () => undefined }: NamesOptions): TrafficNames & StoredNames & CallNames {
  const here = country === undefined ? undefined : countryAt(countryByCode(country));
  const regions = new Map<number, RegionName>();
  const endpoint = (number: number): EndpointName => {
    const all = sources();
    const source = all[Math.floor(number / routes)];
    const full = source?.nameOf(number % routes) ?? EMPTY_TEXT;
    const space = full.startsWith('(') ? -1 : full.indexOf(' ');
    const site = source?.name ?? EMPTY_TEXT;
    return { site, method: safeText(space < 0 ? '' : full.slice(0, space)), route: safeText(full.slice(space + 1)), id: all.length > 1 ? safeText(`${site}: ${full}`) : full };
  };
  const region = (number: number): RegionName => {
    const known = regions.get(number);
    if (known !== undefined) return known;
    const found = countryAt(number);
    const distance = here === undefined ? Number.NaN : kilometres(here, found);
    const code = number === LOCAL_COUNTRY ? LOCAL : found.code === '' ? NOWHERE : safeText(found.code);
    const made = { country: code, name: safeText(found.name), area: safeText(found.region), distanceKilometres: distance };
    regions.set(number, made);
    return made;
  };
  return {
    endpoint, region,
    cohort: (number) => cohorts.textOf(number), edge: (number) => edges.textOf(number), session: (number, generation) => (number < 0 || (generation !== undefined && generation !== sessions.generation(number)) ? EMPTY_TEXT : sessions.nameOf(number)),
    called: (service, method, route) => {
      const number = called(service, method, route);
      if (number !== undefined) return endpoint(number).id;
      const full = `${method} ${route === EMPTY_TEXT ? '*' : route}`.trim();
      return safeText(sources().length > 1 ? `${service}: ${full}` : full);
    },
    stored: (number) => {
      const { site, method, route } = endpoint(number);
      return `${site}\t${method}\t${route}`;
    },
  };
}
