import { inner, type Matcher, type SelectorNode } from '../ast.ts';
import { METRIC_NAME, LabelSet } from '../label-set.ts';
import { EvaluationError, type FoundType, vector } from '../value.ts';
import { fullMatch } from '../patterns.ts';
import { type Call, type FunctionDefinition, mapped, matrixOf, samplesOf, scalarOf, textOf } from './definition.ts';

/** Labels that the absent series would have: those that it must have. */
function absentLabels({ nodes }: Call): LabelSet {
  const node = nodes[0] === undefined ? undefined : inner(nodes[0]);
  if (node?.type !== 'selector') return LabelSet.EMPTY;
  const labels = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { label, operator, value } of node.matchers) {
    if (label === METRIC_NAME) continue;
    if (operator === '=' && !labels.has(label)) labels.set(label, value);
    else unclear.add(label);
  }
  return LabelSet.of([...labels].filter(([label]) => !unclear.has(label)));
}

const selectorAt = (call: Call): SelectorNode => {
  const node = call.nodes[0] === undefined ? undefined : inner(call.nodes[0]);
  if (node?.type !== 'selector') throw new EvaluationError('this function is of series, not of what was made of them');
  return node;
};

const foundOf = (type: FoundType, help: string): FunctionDefinition => ({
  args: ['series'], returns: 'vector', help,
  call: (call) => vector(call.source.found(type, selectorAt(call), call.time - selectorAt(call).offset)),
});

export const SERIES = {
  absent: { args: ['vector'], returns: 'vector', help: '1 where there is no such series.', call: (call: Call) => vector(samplesOf(call.args[0]).length > 0 ? [] : [{ labels: absentLabels(call), value: 1 }]) },
  absent_over_time: { args: ['matrix'], returns: 'vector', help: '1 where there was no such series.', call: (call: Call) => vector(matrixOf(call.args[0]).series.length > 0 ? [] : [{ labels: absentLabels(call), value: 1 }]) },
  vector: { args: ['scalar'], returns: 'vector', help: 'A number as a series without labels.', call: ({ args }: Call) => vector([{ labels: LabelSet.EMPTY, value: scalarOf(args[0]) }]) },
  scalar: {
    args: ['vector'], returns: 'scalar', help: 'The value of the only series there is; else NaN.',
    call: ({ args }: Call) => ({ type: 'scalar', value: samplesOf(args[0]).length === 1 ? (samplesOf(args[0])[0]?.value ?? Number.NaN) : Number.NaN }),
  },
  label_replace: {
    args: ['vector', 'string', 'string', 'string', 'string'], returns: 'vector', help: 'label_replace(v, "to", "$1", "from", "(.*)"): sets a label from what a pattern finds in another.',
    texts: (place: number) => (place === 1 ? 'label' : place === 4 ? 'pattern' : undefined),
    call: ({ args }: Call) => {
      const [to, replacement, from, pattern] = [1, 2, 3, 4].map((place) => textOf(args[place]));
      const match = fullMatch(pattern ?? '');
      return mapped(samplesOf(args[0]), ({ value }) => value, (labels) => {
        const group = match.groups(labels.get(from ?? ''));
        if (group === undefined) return labels;
        // As Go has it: $1x is the group of the name 1x, which is none.
        return labels.with([[to ?? '', (replacement ?? '').replaceAll(/\$(?:(\w+)|\{(\w+)\}|\$)/g, (whole, plain: string | undefined, braced: string | undefined) => (whole === '$$' ? '$' : group(plain ?? braced ?? '')))]]);
      });
    },
  },
  label_join: {
    args: ['vector', 'string', 'string', 'string'], optional: 1, variadic: true, returns: 'vector', help: 'label_join(v, "to", "-", "a", "b"): joins labels into one.',
    texts: (place: number) => (place === 2 ? undefined : 'label'),
    call: ({ args }: Call) => {
      const names = args.slice(3).map(textOf);
      return mapped(samplesOf(args[0]), ({ value }) => value, (labels) => labels.with([[textOf(args[1]), names.map((name) => labels.get(name)).join(textOf(args[2]))]]));
    },
  },
  anomaly: foundOf('anomaly', 'How sure it is (percent) that the figure deviates from its own past; 0 when it does not.'),
  leak: foundOf('leak', 'How sure it is (percent) that the figure grows without going back; 0 when it does not.'),
  seconds_to_limit: foundOf('exhaustion', 'Seconds until the figure reaches its limit; +Inf when that is not in sight.'),
} as const satisfies Record<string, FunctionDefinition>;

/** Whether a label's value fits what is asked of it. */
export function fits({ operator, value }: Matcher): (label: string) => boolean {
  switch (operator) {
    case '=': return (label) => label === value;
    case '!=': return (label) => label !== value;
    case '=~': return fullMatch(value).test;
    case '!~': {
      const { test } = fullMatch(value);
      return (label) => !test(label);
    }
  }
}
