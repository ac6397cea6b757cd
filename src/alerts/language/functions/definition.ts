import type { Expression, ValueType } from '../ast.ts';
import type { LabelSet } from '../label-set.ts';
import type { Matrix, RangeSeries, Sample, SeriesSource, Value, Vector } from '../value.ts';

/** What a function is called with. */
export interface Call {
  readonly args: readonly Value[];
  readonly nodes: readonly Expression[];
  /** Ms since the epoch. */
  readonly time: number;
  readonly source: SeriesSource;
}

/** `series`: a selector itself, not its values. */
export type ArgumentType = ValueType | 'series';

export interface FunctionDefinition {
  readonly args: readonly ArgumentType[];
  /** How many of the last ones may be left out. */
  readonly optional?: number;
  /** The last one may come again and again. */
  readonly variadic?: boolean;
  readonly returns: ValueType;
  readonly help: string;
  /** What the text at a place must be. */
  readonly texts?: (place: number) => 'label' | 'pattern' | undefined;
  readonly call: (call: Call) => Value;
}

export const samplesOf = (value: Value | undefined): readonly Sample[] => (value?.type === 'vector' ? value.samples : []);
export const scalarOf = (value: Value | undefined): number => (value?.type === 'scalar' ? value.value : Number.NaN);
export const textOf = (value: Value | undefined): string => (value?.type === 'string' ? value.value : '');
export const matrixOf = (value: Value | undefined): Matrix => (value?.type === 'matrix' ? value : { type: 'matrix', series: [], from: 0, to: 0 });

/** A function of each sample's value; the name of the metric goes. */
export const ofValues = (help: string, work: (value: number) => number): FunctionDefinition => ({
  args: ['vector'], returns: 'vector', help,
  call: ({ args }) => mapped(samplesOf(args[0]), ({ value }) => work(value)),
});

/** A function of each series' values over a time; undefined gives nothing for it. */
export const overTime = (help: string, work: (series: RangeSeries, call: Call) => number | undefined, keepName = false): FunctionDefinition => ({
  args: ['matrix'], returns: 'vector', help,
  call: (call) => fromMatrix(matrixOf(call.args[0]), (series) => work(series, call), keepName),
});

export function fromMatrix({ series }: Matrix, work: (series: RangeSeries) => number | undefined, keepName = false): Vector {
  const samples: Sample[] = [];
  for (const each of series) {
    const value = work(each);
    if (value !== undefined) samples.push({ labels: keepName ? each.labels : each.labels.nameless, value });
  }
  return { type: 'vector', samples };
}

export const mapped = (samples: readonly Sample[], work: (sample: Sample) => number, labelsOf: (labels: LabelSet) => LabelSet = (labels) => labels.nameless): Vector =>
  ({ type: 'vector', samples: samples.map((sample) => ({ labels: labelsOf(sample.labels), value: work(sample) })) });
