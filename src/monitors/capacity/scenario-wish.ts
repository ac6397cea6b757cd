import { parseDuration } from '../../alerts/language/duration.ts';
import { parseTime } from '../../analysis/time-words.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Campaign, NewRegion, Scenario } from './scenario.ts';
import { countryGiven, shortName } from './part.ts';

/** What is to be other than it was, as people write it. */
export interface ScenarioWish {
  readonly growth: number;
  readonly grow: readonly string[];
  readonly cheaper: readonly string[];
  readonly campaigns: readonly string[];
  readonly newRegions?: readonly string[];
}

const bad = (option: string, text: string, mend: string): UserError => new UserError(`"${shortName(text)}" is not understood`, { where: option, mend, exitCode: EXIT.usage });

/** `10%` or `0.1` as 0.1. */
export function shareGiven(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const [percent, most] = match?.[2] === '%' ? [100, 10] : [1, 1];
  const share = match === null ? Number.NaN : Number(match[1]) / percent;
  // 10 would be tenfold, and is meant as a tenth.
  if (!(share >= 0 && share <= most)) throw bad(option, text, 'write a part such as 10% or 0.1');
  return share;
}

/** `/pay=1.5`, where the route may have = in it. */
function routeGiven(option: string, text: string): readonly [route: string, value: string] {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw bad(option, text, `write a route and a figure: /pay=${option === '--cheaper' ? '30%' : '1.5'}`);
  return [safeText(text.slice(0, at)), text.slice(at + 1)];
}

/** `1.5` or `x1.5`. */
export function factorGiven(option: string, text: string): number {
  const factor = Number(text.replace(/^x/, ''));
  if (text === '' || !(factor > 0 && factor <= 1000)) throw bad(option, text, 'write a factor above 0 and up to 1000, such as 1.5');
  return factor;
}

/** `2026-12-04T18:00/4h=x1.8`: when, how long, how much more. */
function campaignGiven(text: string, now: number): Campaign {
  const match = /^(?<when>[^/]+)\/(?<length>[^=/]+)=x?(?<factor>[\d.]+)$/.exec(text);
  const from = parseTime(match?.groups?.['when'] ?? '', now);
  const length = parseDuration(match?.groups?.['length'] ?? '');
  if (from === undefined || length === undefined || length <= 0) throw bad('--campaign', text, 'write when, how long and how much more: 2026-12-04T18:00/4h=x1.8');
  return { from: from / 1000, to: (from + length) / 1000, factor: factorGiven('--campaign', match?.groups?.['factor'] ?? '') };
}

const NEW_REGION = '--new-region';
/** Clocks of the world are 26 hours apart at most; a day begins anew after 24. */
const MOST_SHIFT_MILLISECONDS = 24 * 3_600_000;

/** `DE=x0.5+6h`: users like those of DE, half as many, whose day begins six hours later. */
function newRegionGiven(text: string): NewRegion {
  const { like, factor, sign, shift } = /^(?<like>[^=+]+)=x?(?<factor>[\d.]+)(?:(?<sign>[+-])(?<shift>\w+))?$/.exec(text)?.groups ?? {};
  const later = shift === undefined ? 0 : parseDuration(shift);
  if (like === undefined || factor === undefined || later === undefined) throw bad(NEW_REGION, text, 'write the region that it is like, how much of it, and how much later its day begins: DE=x0.5+6h');
  if (later > MOST_SHIFT_MILLISECONDS) throw bad(NEW_REGION, text, 'a day begins up to 24h later or earlier');
  return { like: countryGiven(NEW_REGION, like), factor: factorGiven(NEW_REGION, factor), shift: (sign === '-' ? -later : later) / 1000 };
}

/** What is to be other than it was. Throws a `UserError`. `now`: ms since the epoch. */
export function scenarioOf({ growth, grow, cheaper, campaigns, newRegions = [] }: ScenarioWish, now: number): Scenario {
  return {
    growth: factorGiven('--growth', String(growth)),
    grown: new Map(grow.map((text) => {
      const [route, factor] = routeGiven('--grow', text);
      return [route, factorGiven('--grow', factor)];
    })),
    dearer: new Map(cheaper.map((text) => {
      const [route, share] = routeGiven('--cheaper', text);
      const less = shareGiven('--cheaper', share);
      if (less > 1) throw bad('--cheaper', text, 'nothing can cost less than nothing: give up to 100%');
      return [route, 1 - less];
    })),
    campaigns: campaigns.map((text) => campaignGiven(text, now)),
    regions: newRegions.map(newRegionGiven),
  };
}
