import { alignOf } from '../../model/fields.ts';
import type { Frame } from '../../model/frame.ts';
import { host } from '../../model/kinds/host.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { fit } from '../../model/text-width.ts';
import { formatDuration, formatValue, UNKNOWN } from '../../model/units.ts';

/** The host in two lines, as a top begins. */
export function hostText(snapshot: Snapshot): string {
  const frame = snapshot.frame(host);
  if (frame === undefined || frame.count === 0) return '';
  const value = (name: (typeof host.numbers)[number]): number => frame.number(name, 0);
  const known = (name: (typeof host.numbers)[number], words: (number: number) => string): string => (Number.isNaN(value(name)) ? UNKNOWN : words(value(name)));
  const percent = (name: (typeof host.numbers)[number]): string => known(name, (number) => `${formatValue('percent', number)}%`);
  const bytes = (name: (typeof host.numbers)[number]): string => formatValue('bytes', value(name));
  const load = (name: (typeof host.numbers)[number]): string => known(name, (number) => number.toFixed(2));
  const up = known('uptimeSeconds', (number) => formatDuration(Math.floor(number)));
  return [
    `${frame.text('name', 0)}  ${new Date(snapshot.time).toISOString()}  up ${up}  load ${load('load1')} ${load('load5')} ${load('load15')}`,
    `cpu ${percent('cpuPercent')} (user ${percent('userPercent')}, system ${percent('systemPercent')}, iowait ${percent('iowaitPercent')}, steal ${percent('stealPercent')})  memory ${bytes('memoryUsedBytes')} of ${bytes('memoryTotalBytes')}  swap ${bytes('swapUsedBytes')} of ${bytes('swapTotalBytes')}  ${known('processes', String)} processes, ${known('threads', String)} threads, ${known('running', String)} running`,
    '',
  ].join('\n');
}

/** Rows as columns of text. The last column is not cut. `prefix` is put before the last column (tree lines). */
export function tableText(frame: Frame, rows: readonly { row: number; prefix: string }[], names: readonly string[], now: number): string {
  const columns = names.flatMap((name) => {
    const field = frame.kind.fields[name];
    return field === undefined ? [] : [{ name, field }];
  });
  const last = columns.length - 1;
  const line = (cell: (index: number) => string): string => columns.map(({ field }, index) => (index === last && field.type === 'text' ? cell(index) : fit(cell(index), field.width, alignOf(field)))).join(' ').trimEnd();
  const value = (row: number, prefix: string, index: number): string => {
    const column = columns[index];
    if (column === undefined) return '';
    const { name, field } = column;
    if (field.type === 'text') return (index === last ? prefix : '') + frame.text(name, row);
    const number = frame.number(name, row);
    return field.choices === undefined ? formatValue(field.unit, number, now) : (field.choices[number] ?? '-');
  };
  return [line((index) => columns[index]?.field.header ?? ''), ...rows.map(({ row, prefix }) => line((index) => value(row, prefix, index))), ''].join('\n');
}
