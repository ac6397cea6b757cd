import type { Family } from './family.ts';
import { SeriesLabels } from './series-labels.ts';

/** A figure of this program itself. Those of one name are one family; name, help and type of the first count. */
export interface SelfMetric {
  /** As Prometheus has it: base units, `_total` for counters, `_info` for facts. */
  readonly name: string;
  readonly help: string;
  /** `info`: the labels are what it tells, its value is 1. */
  readonly type: 'counter' | 'gauge' | 'info';
  /** NaN is not known, and left out. */
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

const NAME = /^[a-z_][a-z0-9_]*$/;
const ENDINGS = { counter: /_total$/, gauge: /(?<!_total|_info)$/, info: /_info$/ } as const;

/** `pyprocwatch_build_info{version="0.1.0"} 1`. */
export const buildInfo = (version: string): SelfMetric => ({ name: 'pyprocwatch_build_info', help: 'Which PyProcWatch this is.', type: 'info', value: 1, labels: { version, node: process.versions.node } });

/** As families. Throws a RangeError for a name that is none, or ends otherwise than its type asks: a slip in our own code. */
export function selfFamilies(metrics: readonly SelfMetric[]): Family[] {
  const families = new Map<string, { readonly first: SelfMetric; readonly labels: SeriesLabels[]; readonly values: number[]; readonly known: Set<string> }>();
  for (const metric of metrics) {
    const { name, type, value, labels = {} } = metric;
    if (!NAME.test(name) || !ENDINGS[type].test(name)) throw new RangeError(`${name} is no name of a ${type}`);
    let family = families.get(name);
    if (family === undefined) families.set(name, family = { first: metric, labels: [], values: [], known: new Set() });
    const pairs = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
    const wrong = pairs.find(([label]) => !NAME.test(label) || label.startsWith('__'));
    if (wrong !== undefined) throw new RangeError(`${wrong[0]} is no name of a label`);
    const own = new SeriesLabels(pairs);
    if (family.known.has(own.text)) continue;
    family.known.add(own.text);
    family.labels.push(own);
    family.values.push(value);
  }
  return [...families.values()].map(({ first: { name, help, type }, labels, values }) => ({ name, help, type, labels, values }));
}
