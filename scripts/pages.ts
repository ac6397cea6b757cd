import { COMMANDS } from '../components/dashboard/commands.ts';
import { keyLabel } from '../components/dashboard/bindings.ts';
import { CATALOG } from '../src/model/catalog.ts';
import type { Field } from '../src/model/fields.ts';
import type { Kind } from '../src/model/kind.ts';
import { metricsOf } from '../src/model/prometheus.ts';

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function unitWords(field: Field): string {
  if (field.type === 'text') return field.list === true ? 'list' : 'text';
  if (field.choices !== undefined) return 'code';
  return field.unit === 'percent' ? '%' : field.unit;
}

/** docs/metrics.md: every field of every kind, from the catalog. */
export function metricsPage(): string {
  const exported = (kind: Kind, field: string): string => metricsOf(kind).find((metric) => metric.field === field)?.name ?? '';
  const kinds = CATALOG.map((kind) => [
    `## ${kind.name}`,
    '',
    kind.help,
    '',
    row(['field', 'column', 'unit', 'other names', 'what it is', 'OpenTelemetry', 'Prometheus']),
    row(['---', '---', '---', '---', '---', '---', '---']),
    ...Object.entries(kind.fields).map(([name, field]) => row([
      code(name),
      code(field.header),
      unitWords(field),
      (field.aliases ?? []).map(code).join(' '),
      field.help + (field.demand === undefined ? '' : ` (read on demand: ${field.demand})`),
      field.otel === undefined ? '' : code(field.otel),
      exported(kind, name) === '' ? '' : code(exported(kind, name)),
    ])),
    '',
  ].join('\n'));
  return [
    '# What is measured',
    '',
    'Made by `npm run docs` from `src/model/kinds/`. The field is the name in JSON, CSV, filters, `--sort` and `--columns`; case does not matter there.',
    'Rules of alerts take a figure as `kind.field`, by any of its names (`process.rss`), or by its Prometheus name, in which percents are ratios.',
    'A percent of CPU of a process is of one core (100 is one core); of the host it is of all CPUs together.',
    '',
    ...kinds,
  ].join('\n');
}

/** docs/keys.md: every command with its keys, from the binding table. */
export function keysPage(): string {
  const sections = [...new Set(COMMANDS.map(({ section }) => section))];
  return [
    '# Keys',
    '',
    'Made by `npm run docs` from `components/dashboard/commands.ts`. Every key can be changed under `view.keys` in `.pyprocwatchrc` by the name of its command; `view.keymap: vim` takes the third column.',
    '',
    ...sections.flatMap((section) => [
      `## ${section}`,
      '',
      row(['command', 'keys', 'vim keymap', 'what it does']),
      row(['---', '---', '---', '---']),
      ...COMMANDS.filter((command) => command.section === section).map((command) => row([
        code(command.id),
        command.keys.map((key) => code(keyLabel(key))).join(' '),
        (command.vim ?? command.keys).map((key) => code(keyLabel(key))).join(' '),
        command.title,
      ])),
      '',
    ]),
  ].join('\n');
}
