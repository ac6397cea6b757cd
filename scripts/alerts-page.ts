import { CHANNEL_SCHEMAS } from '../src/config/channels/index.ts';
import { defaultOf, descriptionOf, factsOf, type Schema, shapeOf } from '../src/config/facts.ts';
import { writeValue } from '../src/config/write-value.ts';
import { FUNCTIONS } from '../src/alerts/language/functions.ts';
import { AGGREGATIONS } from '../src/alerts/language/ast.ts';
import { ruleShape } from '../src/alerts/rules/rule-file.ts';
import { FILTERS } from '../src/alerts/rules/template-filters.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function settingRow([name, schema]: readonly [string, Schema]): string {
  const preset = defaultOf(schema);
  const { expects = '' } = factsOf(schema);
  return row([`\`${name}\``, descriptionOf(schema), expects, preset === undefined ? '' : `\`${writeValue(preset)}\``]);
}

const settingsTable = (schema: Schema): string[] => [row(['setting', 'what it is', 'what may stand there', 'default']), row(['---', '---', '---', '---']), ...[...shapeOf(schema)].map(settingRow)];

/** docs/alerts-reference.md: what rules, templates and channels may hold, from their declarations. */
export function alertsPage(): string {
  return [
    '# Reference of alerts',
    '',
    'Made by `npm run docs` from the declarations. [alerts.md](alerts.md) is the way in.',
    '',
    '## A rule',
    '',
    row(['setting', 'what it is']), row(['---', '---']),
    ...[...shapeOf(ruleShape)].map(([name, schema]) => row([`\`${name}\``, descriptionOf(schema)])),
    '',
    '## Functions',
    '',
    `Those of Prometheus are as there (version 2.42); so are the aggregations ${AGGREGATIONS.map((name) => `\`${name}\``).join(', ')}, \`by\` and \`without\`, \`and\`, \`or\`, \`unless\`, \`on\`, \`ignoring\`, \`group_left\`, \`group_right\`, \`bool\`, \`offset\` and subqueries.`,
    '',
    row(['function', 'of', 'what it gives']), row(['---', '---', '---']),
    ...Object.entries(FUNCTIONS).map(([name, { args, help }]) => row([`\`${name}\``, args.join(', '), help])),
    '',
    '## Templates',
    '',
    'In labels and annotations: `{{ $value }}`, `{{ $labels.NAME }}`, and functions by name or behind `|`.',
    '',
    row(['function', 'example']), row(['---', '---']),
    ...Object.entries(FILTERS).map(([name, { help }]) => row([`\`${name}\``, help])),
    '',
    '## Channels',
    '',
    'Under `alerts.channels`, each by a name of your own with its `type`. Secrets never stand in the file itself: `${env:NAME}`, `${file:/PATH}` (mode 0600) or `${credential:NAME}` (systemd) says where they are.',
    '',
    ...CHANNEL_SCHEMAS.flatMap((schema) => {
      const type = shapeOf(schema).get('type');
      const name = type === undefined ? '' : String([...(type instanceof Object && 'values' in type && type.values instanceof Set ? type.values : [])][0] ?? '');
      return [`### ${name}`, '', ...settingsTable(schema), ''];
    }),
  ].join('\n');
}
