import { editDistance, suggest } from '../../analysis/nearest.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { countryAt, countryByCode, UNKNOWN_COUNTRY } from '../../model/regions.ts';
import { safeText } from '../../model/safe-text.ts';

export const PART_KINDS = ['endpoint', 'region', 'cohort'] as const;
type PartKind = (typeof PART_KINDS)[number];
/** The field that holds the name of a part. */
export const PART_LABELS = { endpoint: 'route', region: 'country', cohort: 'name' } as const satisfies Record<PartKind, string>;

/** A part of a service: an endpoint by its route (`/pay`, all methods) or method and route (`GET /pay`), a region by its two letters, a cohort by its name. */
export interface Part {
  readonly kind: PartKind;
  readonly name: string;
}

const OPTION = '--of';
/** No name is as long. */
const LONGEST = 2000;
/** As far as names are compared and shown. */
const SHOWN_LETTERS = 64;
const SHOWN_NAMES = 8;
/** What requests from networks of one's own, and of addresses that nobody tells of, count for. */
const NO_COUNTRIES = ['local', '??'];

/** A name as it may stand in a line. */
export function shortName(name: string): string {
  const safe = [...safeText(name)];
  return safe.length > SHOWN_LETTERS ? `${safe.slice(0, SHOWN_LETTERS - 1).join('')}…` : safe.join('');
}

/** Some of the names, the nearest to `word` first. */
export function nearestNames(word: string, names: Iterable<string>): string {
  const compared = (name: string): string => name.slice(0, SHOWN_LETTERS);
  const sorted = [...new Set(names)].map((name) => [editDistance(compared(word), compared(name)), name] as const).sort(([one], [other]) => one - other);
  return `${sorted.slice(0, SHOWN_NAMES).map(([, name]) => shortName(name)).join(', ')}${sorted.length > SHOWN_NAMES ? ' ...' : ''}`;
}

/** A region's two letters as they are recorded. Throws a `UserError` for what is no country. */
export function countryGiven(option: string, text: string): string {
  const none = NO_COUNTRIES.find((name) => name === text.toLowerCase());
  if (none !== undefined) return none;
  const id = countryByCode(text);
  if (id === UNKNOWN_COUNTRY) throw new UserError(`"${shortName(text)}" is no region`, { where: option, mend: 'write the two letters of a country (ISO 3166-1), such as DE', exitCode: EXIT.usage });
  return countryAt(id).code;
}

/** A part by its kind and name, checked. Throws a `UserError`. */
export function partOf(kind: string, name: string, option = OPTION): Part {
  const known = PART_KINDS.find((one) => one === kind);
  if (known === undefined) throw new UserError(`there are no parts "${shortName(kind)}"`, { where: option, mend: suggest(kind, PART_KINDS), exitCode: EXIT.usage });
  if (name.trim() === '' || name.length > LONGEST) throw new UserError(`this is no name of ${known === 'endpoint' ? 'an' : 'a'} ${known}`, { where: option, mend: 'write for example endpoint:/pay, region:DE or cohort:premium', exitCode: EXIT.usage });
  return { kind: known, name: known === 'region' ? countryGiven(option, name) : safeText(name) };
}

/** `endpoint:/pay`, `region:DE`, `cohort:premium`. Throws a `UserError`. */
export function partGiven(text: string): Part {
  const at = text.indexOf(':');
  if (at < 0) throw new UserError(`"${shortName(text)}" is not understood`, { where: OPTION, mend: 'write endpoint:/pay, region:DE or cohort:premium', exitCode: EXIT.usage });
  return partOf(text.slice(0, at), text.slice(at + 1));
}

/** `region DE`. */
export const partWords = ({ kind, name }: Part): string => `${kind} ${shortName(name)}`;
