import { parseDuration } from '../../alerts/language/duration.ts';
import { parseTime } from '../../analysis/time-words.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Campaign, Scenario } from './outlook.ts';

const bad = (option: string, text: string, mend: string): UserError => new UserError(`"${safeText(text)}" is not understood`, { where: option, mend, exitCode: EXIT.usage });

/** `10%` or `0.1` as 0.1. */
export function shareGiven(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(share >= 0 && share <= 10)) throw bad(option, text, 'write a part such as 10% or 0.1');
  return share;
}

/** `/pay=1.5`, where the route may have = in it. */
function routeGiven(option: string, text: string): readonly [route: string, value: string] {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw bad(option, text, `write a route and a figure: /pay=${option === '--cheaper' ? '30%' : '1.5'}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function factorGiven(option: string, text: string): number {
  const factor = Number(text.replace(/^x/, ''));
  if (text === '' || !(factor > 0 && factor <= 1000)) throw bad(option, text, 'write a factor above 0, such as 1.5');
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

/** What is to be other than it was. Throws a `UserError`. `now`: ms since the epoch. */
export function scenarioOf({ growth, grow, cheaper, campaigns }: { readonly growth: number; readonly grow: readonly string[]; readonly cheaper: readonly string[]; readonly campaigns: readonly string[] }, now: number): Scenario {
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
  };
}
