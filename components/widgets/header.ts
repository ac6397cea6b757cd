import { cpu, sensor } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import type { RecordingState } from '../../src/model/timeline.ts';
import { formatDuration, formatValue, UNKNOWN } from '../../src/model/units.ts';
import { displayWidth, fit } from '../../src/model/text-width.ts';
import { fitPainted, plain } from './painted.ts';
import type { Painter, Token } from '../theme/tokens.ts';
import { figureWidth, GRAPH_LABEL, graphHeight, graphWidths, leftHalf, meterHistory, WIDE } from './header-charts.ts';
import { meter } from './meter.ts';
import { requestWords } from './request-words.ts';
import { area, scaleOf, sparkline } from './sparkline.ts';

export interface HeaderInput {
  readonly snapshot: Snapshot | undefined;
  readonly paint: Painter;
  readonly columns: number;
  readonly rows: number;
  /** Remembered values of a host field, oldest first. */
  readonly history: (field: string) => readonly number[];
  readonly intervalSeconds: number;
  /** Words such as PAUSED and READ-ONLY. */
  readonly flags: readonly string[];
  /** Which past this is, '' for the present. */
  readonly past: string;
  readonly recording: RecordingState;
  /** A running service samples for this screen. */
  readonly follows: boolean;
}

type HostNumber = (typeof host.numbers)[number];

/** Lines of the header that a terminal of that height has room for. */
export const headerHeight = (rows: number, columns: number): number => (rows >= 24 ? 6 : rows >= 18 ? 4 : 3) + graphHeight(rows, columns);

const BAR = '█';

/** Figures of the host over the table: meters, history, pressure, counts. Each line is exactly as wide as the terminal. */
export function headerLines(input: HeaderInput): string[] {
  const { snapshot, paint, columns, rows } = input;
  const frame = snapshot?.frame(host);
  if (snapshot === undefined || frame === undefined || frame.count === 0) {
    return [titleLine(input, undefined), ...Array.from({ length: headerHeight(rows, columns) - 1 }, () => '')];
  }
  const value = (name: HostNumber): number => frame.number(name, 0);
  const lines = [titleLine(input, frame)];
  const wide = columns >= WIDE;
  const cpuLine = (width: number): string => meterLine(input, width, 'CPU', `${formatValue('percent', value('cpuPercent'))}%`, [
    { part: value('userPercent') / 100, token: 'user', mark: BAR },
    { part: value('systemPercent') / 100, token: 'system', mark: '▓' },
    { part: value('iowaitPercent') / 100, token: 'iowait', mark: '▒' },
    { part: value('stealPercent') / 100, token: 'steal', mark: '░' },
  ], 'cpuPercent', 100);
  const memoryTotal = value('memoryTotalBytes');
  const memoryLine = (width: number): string => meterLine(input, width, 'MEM', `${formatValue('bytes', value('memoryUsedBytes'))}/${formatValue('bytes', memoryTotal)}`, [
    { part: value('memoryUsedBytes') / memoryTotal, token: 'memory', mark: BAR },
    { part: Math.min(value('memoryCachedBytes'), value('memoryAvailableBytes')) / memoryTotal, token: 'cache', mark: '▒' },
  ], 'memoryUsedBytes', memoryTotal);
  const swapTotal = value('swapTotalBytes');
  const swap = swapTotal > 0 ? [paint('dim', 'swap '), ratio(paint, value('swapUsedBytes') / swapTotal, `${formatValue('bytes', value('swapUsedBytes'))}/${formatValue('bytes', swapTotal)}`)] : [paint('dim', 'no swap')];
  const split = [
    [paint('user', 'user '), formatValue('percent', value('userPercent')), '%'],
    [paint('system', 'sys '), formatValue('percent', value('systemPercent')), '%'],
    [paint('iowait', 'wait '), formatValue('percent', value('iowaitPercent')), '%'],
    ...(value('stealPercent') > 0 ? [[paint('steal', 'steal '), formatValue('percent', value('stealPercent')), '%']] : []),
    [paint('dim', 'load '), ...(['load1', 'load5', 'load15'] as const).map((name, index) => `${index === 0 ? '' : ' '}${Number.isNaN(value(name)) ? UNKNOWN : value(name).toFixed(2)}`)],
  ].map((parts) => parts.join(''));
  if (wide) {
    const left = leftHalf(columns);
    lines.push(`${cpuLine(left)}  ${memoryLine(columns - left - 2)}`);
    lines.push(pair(split.join('  '), [paint('memory', 'used '), formatValue('bytes', value('memoryUsedBytes')), paint('cache', '  cache '), formatValue('bytes', value('memoryCachedBytes')), paint('dim', '  free to use '), formatValue('bytes', value('memoryAvailableBytes')), '  ', ...swap].join(''), left, columns));
  } else {
    lines.push(cpuLine(columns), memoryLine(columns));
  }
  const rate = (label: string, token: Token, name: HostNumber): string => `${paint(token, label)} ${fit(`${formatValue('bytesPerSecond', value(name))}/s`, 7, 'right')}`;
  const pressure = `${paint('dim', 'waits for')} ${(['cpu', 'memory', 'io'] as const).map((name) => {
    const percent = value(`${name}PressurePercent`);
    return `${paint('dim', name === 'io' ? 'disk' : name)} ${Number.isNaN(percent) ? '-' : ratio(paint, percent / 100, `${percent.toFixed(0)}%`)}`;
  }).join(' ')}`;
  const io = `${rate('disk read', 'read', 'diskReadBytesPerSecond')} ${rate('write', 'write', 'diskWriteBytesPerSecond')}`;
  const net = `${rate('net in', 'read', 'networkReceiveBytesPerSecond')} ${rate('out', 'write', 'networkTransmitBytesPerSecond')}`;
  if (wide) lines.push(pair(`${io}  ${net}`, `${pressure}${temperature(snapshot, paint)}`, leftHalf(columns), columns));
  else lines.push(fitPainted(`${io}  ${net}`, columns));
  lines.push(wide ? coresLine(snapshot, paint, columns) : fitPainted(`${split.slice(0, 3).join(' ')}  ${pressure}`, columns));
  lines.push(...graphLines(input, graphHeight(rows, columns)));
  return pad(lines, rows, columns, countsLine(input, frame));
}

/** As many lines as there is room for; the counts come last and are never left out. */
function pad(lines: string[], rows: number, columns: number, counts: string): string[] {
  const height = headerHeight(rows, columns);
  const kept = lines.slice(0, height - 1);
  while (kept.length < height - 1) kept.push('');
  return [...kept, fitPainted(counts, columns)];
}

/** History of CPU, disks and network side by side, each with its scale at the left. */
function graphLines({ paint, columns, history }: HeaderInput, height: number): string[] {
  if (height === 0) return [];
  const sum = (fields: readonly HostNumber[]): number[] => {
    const [first = [], second = []] = fields.map(history);
    return first.map((value, index) => value + (second[index] ?? 0));
  };
  const disk = sum(['diskReadBytesPerSecond', 'diskWriteBytesPerSecond']);
  const net = sum(['networkReceiveBytesPerSecond', 'networkTransmitBytesPerSecond']);
  const [half, diskWidth, netWidth] = graphWidths(columns);
  const graphs = [
    { label: 'CPU', top: '100%', values: history('cpuPercent'), max: 100, width: half, token: 'good' },
    { label: 'disk', top: '', values: disk, max: scaleOf(disk, LEAST_RATE), width: diskWidth, token: 'write' },
    { label: 'net', top: '', values: net, max: scaleOf(net, LEAST_RATE), width: netWidth, token: 'read' },
  ] as const;
  const drawn = graphs.map(({ label, top, values, max, width, token }) => {
    const words = [label, top === '' ? `${formatValue('bytesPerSecond', max)}/s` : top];
    return area(values, width - GRAPH_LABEL, height, max).map((line, index) => paint('dim', fit(words[index] ?? '', GRAPH_LABEL)) + paint(token, line));
  });
  return Array.from({ length: height }, (_, line) => drawn.map((lines) => lines[line] ?? '').join('  '));
}

/** Smallest top of a graph's scale in bytes a second: less is noise. */
const LEAST_RATE = 64 * 1024;

function titleLine(input: HeaderInput, frame: Frame | undefined): string {
  const { paint, columns, flags, intervalSeconds, snapshot, past, recording, follows } = input;
  const name = frame === undefined ? '' : frame.text('name', 0);
  const up = frame === undefined ? Number.NaN : frame.number('uptimeSeconds', 0);
  const host = `${paint('strong', name)}${Number.isNaN(up) ? '' : paint('dim', `  up ${formatDuration(Math.floor(up)).replace(/\.\d+$/, '')}`)}`;
  // Nobody may take it for the present: it comes first, and never gives way.
  if (past !== '') return columns >= WIDE ? between(`${paint('error', ` ${past} `)}  ${host}`, paint('title', 'PyProcWatch'), columns) : fitPainted(`${paint('error', ` ${past} `)}  ${host}`, columns);
  const left = `${paint('title', 'PyProcWatch')}  ${host}`;
  const time = snapshot === undefined ? '' : new Date(snapshot.time).toTimeString().slice(0, 8);
  const right = `${flags.map((flag) => paint('error', ` ${flag} `)).join(' ')}${flags.length > 0 ? '  ' : ''}${paint('accent', follows ? SERVICE_WORDS[recording] : RECORDING_WORDS[recording])}${paint('dim', `every ${intervalSeconds} s  `)}${time}`;
  return between(left, right, columns);
}

const RECORDING_WORDS: Readonly<Record<RecordingState, string>> = { off: '', on: '● REC  ', elsewhere: 'REC by another  ', paused: 'REC paused  ' };
/** The same of a service that samples for this screen. */
const SERVICE_WORDS: Readonly<Record<RecordingState, string>> = { off: 'watch  ', on: '● watch  ', elsewhere: '● watch  ', paused: 'watch, REC paused  ' };

function countsLine({ paint, columns, snapshot }: HeaderInput, frame: Frame): string {
  const count = (name: HostNumber): string => formatValue('count', frame.number(name, 0));
  const zombies = frame.number('zombies', 0);
  const left = `${paint('strong', count('processes'))} processes  ${paint('strong', count('threads'))} threads  ${paint('running', count('running'))} running${zombies > 0 ? `  ${paint('zombie', count('zombies'))} zombies` : ''}${requestWords(snapshot, paint)}`;
  const [notice] = snapshot?.notices ?? [];
  const more = (snapshot?.notices.length ?? 0) - 1;
  const room = columns - displayWidth(plain(left)) - 5;
  const right = notice === undefined || room < 20 ? '' : paint('warn', `! ${fit(notice.message, Math.min(displayWidth(notice.message), room - 4)).trimEnd()}${more > 0 ? ` +${more}` : ''}`);
  return between(left, right, columns);
}

/** Each CPU as one block, coloured by how busy it is: 64 of them in 64 cells. */
function coresLine(snapshot: Snapshot, paint: Painter, columns: number): string {
  const cpus = snapshot.frame(cpu);
  if (cpus === undefined || cpus.count === 0) return '';
  const label = `${cpus.count} CPUs `;
  const used = [...cpus.column('usedPercent')];
  const roomy = cpus.count * 14 <= columns - label.length;
  if (roomy) {
    const width = Math.min(24, Math.floor((columns - label.length) / cpus.count)) - 1;
    return fitPainted(paint('dim', label) + used.map((percent, index) => `${paint('dim', fit(String(index), 2, 'right'))} ${meter(paint, width - 10, [{ part: percent / 100, token: percent >= 90 ? 'critical' : percent >= 60 ? 'warn' : 'good', mark: BAR }])} ${fit(`${formatValue('percent', percent)}%`, 6, 'right')}`).join(' '), columns);
  }
  const shown = used.slice(0, columns - label.length);
  return paint('dim', label) + shown.map((percent) => paint(percent >= 90 ? 'critical' : percent >= 60 ? 'warn' : 'good', sparkline([percent], 1, 100))).join('');
}

function temperature(snapshot: Snapshot, paint: Painter): string {
  const sensors = snapshot.frame(sensor);
  if (sensors === undefined || sensors.count === 0) return '';
  const hottest = Math.max(...sensors.column('celsius'));
  return `  ${paint('dim', 'hottest')} ${paint(hottest >= 90 ? 'critical' : hottest >= 75 ? 'warn' : 'text', formatValue('celsius', hottest))}`;
}

function meterLine(input: HeaderInput, width: number, label: 'CPU' | 'MEM', figure: string, parts: Parameters<typeof meter>[2], field: string, max: number): string {
  const { paint } = input;
  const historyWidth = meterHistory(width, label);
  const barWidth = width - label.length - figureWidth(label) - historyWidth - 3;
  const values = input.history(field);
  return `${paint('strong', label)} ${meter(paint, barWidth, parts)} ${fit(figure, figureWidth(label), 'right')} ${paint('accent', sparkline(values, historyWidth, scaleOf([], max)))}`;
}

const ratio = (paint: Painter, part: number, text: string): string => paint(part >= 0.9 ? 'critical' : part >= 0.6 ? 'warn' : 'text', text);

/** Two halves of a line, the right one beginning at the same column as the meters above. */
function pair(left: string, right: string, leftWidth: number, columns: number): string {
  return `${fitPainted(left, leftWidth)}  ${fitPainted(right, columns - leftWidth - 2)}`;
}

function between(left: string, right: string, columns: number): string {
  const gap = columns - displayWidth(plain(left)) - displayWidth(plain(right));
  return gap >= 1 ? left + ' '.repeat(gap) + right : fitPainted(left, columns);
}
