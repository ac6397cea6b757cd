import type { Frame } from '../../src/model/frame.ts';
import { COST_KNOWN, endpoint } from '../../src/model/kinds/endpoint.ts';
import { formatValue } from '../../src/model/units.ts';

/** Endpoints that are named among those of which only the sum is known. */
const MOST_NAMED = 3;

/** A length of time with a space before its unit, as in a sentence. */
const spaced = (seconds: number): string => formatValue('latency', seconds).replace(/^([\d.]+)(us|ms|s)$/, '$1 $2');

/** `2.1 to 2.5 ms`: the unit once where both have it. */
function range(low: number, high: number): string {
  const [from, to] = [spaced(low), spaced(high)];
  const [figure = '', unit = ''] = from.split(' ');
  return unit !== '' && to.endsWith(` ${unit}`) ? `${figure} to ${to}` : `${from} to ${to}`;
}

/** What one request costs and how well that is known, as sentences; [] for kinds that have no cost. */
export function costWords(frame: Frame, row: number): string[] {
  if (frame.kind.fields['cpuPerRequestSeconds'] === undefined) return [];
  const cost = frame.number('cpuPerRequestSeconds', row);
  const share = frame.kind.fields['cpuSharePercent'] === undefined ? Number.NaN : frame.number('cpuSharePercent', row);
  const part = Number.isNaN(share) ? '' : `, ${formatValue('percent', share)} % of the CPU of all requests`;
  const figure = `${spaced(cost)} CPU per request`;
  if (frame.kind.name !== endpoint.name) return Number.isNaN(cost) ? [] : [`${figure}${part}`];
  const low = frame.number('cpuLowSeconds', row);
  const high = frame.number('cpuHighSeconds', row);
  const interval = Number.isNaN(low) || Number.isNaN(high) ? '' : ` (90 % interval ${range(low, high)})`;
  const known = COST_KNOWN[frame.number('costKnown', row)] ?? '?';
  if (known === 'withheld') return ['CPU per request: not told, since the host is too busy to tell what one costs'];
  if (Number.isNaN(cost)) return [known === 'learning' ? 'CPU per request: not known yet, there were too few requests to tell' : 'CPU per request: not known, no process of this host could be seen to serve it'];
  if (known === 'learning') return [`${figure}${interval}${part}`, 'Still learning: there were too few requests to be sure of that.'];
  if (known === 'exact') return [`${figure}, measured in the program itself${part}`];
  if (known === 'sum only') return [`${figure}${interval}${part}`, `Only the sum is known for sure: it is always called together with ${partners(frame.text('group', row))}.`];
  return [`${figure}${interval}${part}`];
}

function partners(group: string): string {
  const names = group.split(', ').filter((name) => name !== '');
  if (names.length === 0) return 'others';
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
