import { LabelSet } from './language/label-set.ts';
import { parseExpression } from './language/parser.ts';
import type { Sample } from './language/value.ts';
import type { AlertRule, RuleGroup } from './rules/rule.ts';
import { Template } from './rules/template.ts';

/** Names of the series that the program gives of itself. */
export const CHANNEL_UP = 'pyprocwatch_channel_up';
export const DEAD_LETTERS = 'pyprocwatch_dead_letters_total';
export const RULE_FAULT = 'pyprocwatch_rule_fault';

const SELF = 'pyprocwatch';

function rule(name: string, expression: string, held: number, summary: string, to: readonly string[] | undefined): AlertRule {
  return {
    type: 'alert', name, expression: parseExpression(expression), text: expression, for: held, keepFiringFor: 0, times: undefined, clear: undefined, noData: 'ok', to, repeat: undefined,
    labels: new Map([['severity', Template.parse('critical')]]), annotations: new Map([['summary', Template.parse(summary)]]), place: { path: SELF, line: 1, column: 1 },
  };
}

/** What the program tells of its own trouble: a channel that does not work by the others, rules that cannot be evaluated by all. */
export function selfRules(channels: readonly string[]): RuleGroup {
  return {
    name: SELF,
    interval: undefined,
    rules: [
      ...channels.flatMap((channel) => {
        const others = channels.filter((each) => each !== channel);
        const of = `{channel=${JSON.stringify(channel)}}`;
        return [
          rule(`ChannelBroken ${channel}`, `${CHANNEL_UP}${of} == 0`, 60_000, 'Channel {{ $labels.channel }} does not work: {{ $labels.reason }}', others),
          rule(`DeadLetters ${channel}`, `increase(${DEAD_LETTERS}${of}[1h]) > 0`, 0, 'Messages to channel {{ $labels.channel }} were given up: pyprocwatch alerts history', others),
        ];
      }),
      rule('RuleFault', `${RULE_FAULT} > 0`, 300_000, 'Rule {{ $labels.rule }} cannot be evaluated: {{ $labels.reason }}', undefined),
    ],
  };
}

export const selfSample = (labels: Readonly<Record<string, string>>, value: number): Sample => ({ labels: LabelSet.of(Object.entries(labels)), value });
