import { Box } from 'ink';
import { process as processKind } from '../../src/model/kinds/process.ts';
import type { Frame } from '../../src/model/frame.ts';
import { unitOf } from '../../src/model/kind.ts';
import { displayWidth, fit } from '../../src/model/text-width.ts';
import { formatDuration, formatValue } from '../../src/model/units.ts';
import { Lines } from '../widgets/Lines.tsx';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { rowOfPage } from '../dashboard/details.ts';
import type { ChartOf } from '../dashboard/entity-charts.ts';
import { findingsOf } from '../dashboard/findings.ts';
import type { Growth } from '../dashboard/foresight.ts';
import type { DetailPage, ProcessPart } from '../dashboard/pages.ts';
import type { Painter } from '../theme/tokens.ts';
import { findingLines } from '../widgets/finding-lines.ts';
import { outlookLines } from '../widgets/outlook-lines.ts';
import { fitPainted } from '../widgets/painted.ts';
import { ChartRow } from './ChartRow.tsx';

/** What the process is and costs, in words and figures, over the charts of its last minutes. */
export function Overview({ dashboard, page, process, columns, rows }: { readonly dashboard: Dashboard; readonly page: DetailPage; readonly process: ProcessPart; readonly columns: number; readonly rows: number }): React.ReactNode {
  const { paint, snapshot, options } = dashboard;
  const processes: Frame | undefined = snapshot?.frame(processKind);
  const row = rowOfPage(page, processes);
  if (processes === undefined || row < 0) {
    const words = dashboard.past.position === undefined ? 'This process has ended. Its tables keep what was read last; Esc goes back.' : 'This process was not there then; [ and ] go to other times.';
    return <Lines lines={['', fitPainted(paint('dim', `  ${words}`), columns)]} />;
  }
  const found = findingsOf(snapshot)?.of(processKind.name, page.key) ?? [];
  // What was found says the same of its figure.
  const limits = (process.foresight?.limits ?? []).filter(({ figure }) => found.every((each) => each.figure !== figure));
  const facts = [...findingLines(found, paint, columns), ...factLines(processes, row, process, paint, columns, (snapshot?.time ?? 0) / 1000), ...outlookLines(limits, paint, columns)].slice(0, rows - 1);
  const growth = process.foresight?.growth;
  const charts = growth === undefined ? CHARTS : CHARTS.map((chart) => (chart.lines.some(({ field }) => field === 'rssBytes') ? growthChart(growth) : chart));
  return (
    <Box flexDirection="column">
      <Lines lines={[...facts, ' ']} />
      <ChartRow charts={charts} series={(field) => options.timeline.series({ kind: processKind.name, field, key: page.key })} paint={paint} columns={columns} rows={rows - facts.length - 1} nothing="it did nothing since it is watched" />
    </Box>
  );
}

const CHARTS: readonly ChartOf[] = [
  { title: 'CPU %, 100 is one core', lines: [{ field: 'cpuPercent', title: 'CPU', token: 'good' }], format: (value) => value.toFixed(value < 10 ? 1 : 0) },
  { title: 'Resident memory', lines: [{ field: 'rssBytes', title: 'RSS', token: 'accent' }], format: (value) => formatValue('bytes', value) },
  {
    title: 'Disk, bytes a second',
    lines: [{ field: 'readBytesPerSecond', title: 'read', token: 'read' }, { field: 'writeBytesPerSecond', title: 'written', token: 'write' }],
    format: (value) => formatValue('bytesPerSecond', value),
  },
];

/** What grows over hours, and under it the floor that it never went below again. */
function growthChart({ figure, times, values, floor }: Growth): ChartOf {
  const unit = unitOf(processKind, figure);
  return {
    title: `${GROWTH_TITLES[figure] ?? figure}, and the floor it kept`,
    lines: [
      { field: figure, title: 'used', token: 'accent', series: { times, values } },
      { field: figure, title: 'floor', token: 'critical', series: { times, values: floor } },
    ],
    format: (value) => formatValue(unit, value),
  };
}

const GROWTH_TITLES: Readonly<Record<string, string>> = { anonymousBytes: 'Memory of its own', openFiles: 'Open files', threads: 'Threads' };

/** Label and value, two or three to a line. */
function factLines(processes: Frame, row: number, own: ProcessPart, paint: Painter, columns: number, now: number): string[] {
  const text = (name: string): string => processes.text(name, row);
  const number = (name: string): string => {
    const field = processes.kind.fields[name];
    if (field?.type !== 'number') return '';
    const value = processes.number(name, row);
    return field.choices === undefined ? formatValue(field.unit, value, now) : (field.choices[value] ?? '?');
  };
  const age = now - own.startTime;
  const facts: (readonly [string, string])[] = [
    ['user', text('user')],
    ['state', `${number('state')} ${STATE_WORDS[number('state')] ?? ''}`],
    ['parent', parentWords(processes, row)],
    ['CPU', `${number('cpuPercent')}% of a core, ${number('cpuSeconds')} in all`],
    ['memory', `${number('rssBytes')} resident, ${number('pssBytes')} its share (PSS), ${number('virtualBytes')} reserved`],
    ['swap', number('swapBytes')],
    ['disk', `${number('readBytesPerSecond')}/s read, ${number('writeBytesPerSecond')}/s written`],
    ['faults', `${number('minorFaultsPerSecond')}/s minor, ${number('majorFaultsPerSecond')}/s from disk`],
    ['threads', number('threads')],
    ['open files', `${number('openFiles')}${limitWords(own)}`],
    ['nice', `${number('nice')}, priority ${number('priority')}, last on CPU ${number('processor')}`],
    ['started', `${new Date(own.startTime * 1000).toLocaleString('sv')} (${formatDuration(Math.max(0, age)).replace(/\.\d+$/, '')} ago)`],
    ['group', text('group')],
    ['container', text('container') === '' ? 'none' : text('container')],
    ['cgroup', text('cgroup') === '' ? '/' : text('cgroup')],
  ];
  const perLine = columns >= 150 ? 3 : columns >= 100 ? 2 : 1;
  const width = Math.floor(columns / perLine);
  const cells = facts.map(([label, value]) => fitPainted(` ${paint('dim', fit(label, 11))}${value}`, width - 1));
  const lines: string[] = [];
  for (let index = 0; index < cells.length; index += perLine) lines.push(fitPainted(cells.slice(index, index + perLine).join(' '), columns));
  // Often long: a line each.
  for (const [label, value] of [['program', text('executable') === '' ? 'not to be read' : text('executable')], ['command', text('command')]] as const) {
    lines.push(fitPainted(` ${paint('dim', fit(label, 11))}${fit(value, Math.min(displayWidth(value), columns - 13))}`, columns));
  }
  return lines;
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running or ready to run', S: 'sleeping', D: 'waiting for a disk or device', Z: 'ended, not waited for', T: 'stopped', t: 'stopped by a debugger', I: 'idle kernel thread', X: 'dead',
};

function parentWords(processes: Frame, row: number): string {
  const parent = processes.number('parentPid', row);
  const found = processes.find((index) => processes.number('pid', index) === parent);
  return found < 0 ? String(parent) : `${parent} ${processes.text('name', found)}`;
}

function limitWords({ limits }: ProcessPart): string {
  const row = limits?.find((index) => limits.text('name', index) === 'open files') ?? -1;
  return limits === undefined || row < 0 ? '' : ` of ${limits.text('soft', row)} allowed`;
}
