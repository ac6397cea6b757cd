import type { Kind } from '../../src/model/kind.ts';
import { formatValue } from '../../src/model/units.ts';
import type { Series } from '../../src/model/timeline.ts';
import type { Token } from '../theme/tokens.ts';

/** A chart of the figures of one thing. */
export interface ChartOf {
  readonly title: string;
  /** `series`: what is shown, unless it is what the field was in the last minutes. */
  readonly lines: readonly { readonly field: string; readonly title: string; readonly token: Token; readonly series?: Series }[];
  readonly format: (value: number) => string;
}

const REQUESTS: readonly ChartOf[] = [
  { title: 'Requests a second', lines: [{ field: 'requestsPerSecond', title: 'requests', token: 'good' }], format: (value) => formatValue('perSecond', value) },
  {
    title: 'Response time: half, 95 %, 99 % were faster',
    lines: [{ field: 'p50Seconds', title: 'p50', token: 'good' }, { field: 'p95Seconds', title: 'p95', token: 'accent' }, { field: 'p99Seconds', title: 'p99', token: 'swap' }],
    format: (value) => formatValue('latency', value),
  },
  { title: 'CPU %, 100 is one core', lines: [{ field: 'cpuPercent', title: 'CPU', token: 'good' }], format: (value) => value.toFixed(value < 10 ? 1 : 0) },
];

/** Charts of what a kind has figures for. */
export const chartsOf = (kind: Kind): readonly ChartOf[] =>
  REQUESTS.map((chart) => ({ ...chart, lines: chart.lines.filter(({ field }) => kind.fields[field] !== undefined) })).filter(({ lines }) => lines.length > 0);

export const chartedFields = (kind: Kind): readonly string[] => chartsOf(kind).flatMap(({ lines }) => lines.map(({ field }) => field));
