import { EXIT, UserError } from '../../model/errors.ts';
import { percentWords } from '../../model/words.ts';
import type { NewRegion, Scenario } from './scenario.ts';
import { nearestNames, partWords, shortName } from './part.ts';
import type { ServiceHistory } from './service-history.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Throws a `UserError` for what the history cannot tell of. */
export function checkScenario({ endpoints, part, times, step, regions = [] }: ServiceHistory, scenario: Scenario): void {
  const routes = [...scenario.grown.keys(), ...scenario.dearer.keys()];
  if (routes.length > 0 && part !== undefined && part.kind !== 'endpoint') throw new UserError(`requests of ${partWords(part)} are not told apart by route`, { mend: 'leave out --of, or say it by --growth', exitCode: EXIT.usage });
  for (const route of routes) {
    if (endpoints.some((endpoint) => endpoint.route === route)) continue;
    throw new UserError(`no requests of ${shortName(route)} are known`, { mend: endpoints.length === 0 ? 'name an access log first: docs/endpoints.md' : `name one of ${nearestNames(route, endpoints.map((endpoint) => endpoint.route))}`, exitCode: EXIT.usage });
  }
  const where = '--new-region';
  if (scenario.regions.length > 0 && part !== undefined) throw new UserError(`a new region is of the whole service, not of ${partWords(part)}`, { where, mend: 'leave out --of', exitCode: EXIT.usage });
  for (const { like, shift } of scenario.regions) {
    if (!regions.some(({ country }) => country === like)) throw new UserError(`no requests of region ${shortName(like)} are known`, { where, mend: 'docs/geo.md tells how they are', exitCode: EXIT.data });
    if (shift !== 0 && times.length * step < DAY) throw new UserError('the history is too short to move a day by', { where, mend: 'record a day at least, or leave out the hours', exitCode: EXIT.data });
  }
}

/** What is otherwise than it was, as sentences; what campaigns change is said of each. */
export function scenarioNotes({ growth, grown, dearer, regions }: Scenario): readonly string[] {
  return [
    ...(growth === 1 ? [] : [`With users times ${growth}.`]), ...[...grown].map(([route, factor]) => `With requests of ${shortName(route)} times ${factor}.`),
    ...[...dearer].map(([route, factor]) => `With a request of ${shortName(route)} ${percentWords(1 - factor)} cheaper.`), ...regions.map(newRegionNote),
  ];
}

const newRegionNote = ({ like, factor, shift }: NewRegion): string => `With a new region: ${factor} times the requests of ${like}${shift === 0 ? ' at the same hours' : `, its day ${Number((Math.abs(shift) / HOUR).toFixed(2))} h ${shift > 0 ? 'later' : 'earlier'}`}.`;
