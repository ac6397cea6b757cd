import type { FanPoint, FigureForecast } from '../../src/monitors/forecasting/protocol.ts';
import { isNumber, type Kind, unitOf } from '../../src/model/kind.ts';
import { host } from '../../src/model/kinds/host.ts';
import { formatValue, type Unit } from '../../src/model/units.ts';
import { spanWords } from '../../src/analysis/leaks/evidence.ts';
import { clockWords, dayWords } from '../charts/time-axis.ts';
import { singularWords } from '../table/kind-words.ts';
import type { Token } from '../theme/tokens.ts';

const DAY = 86_400_000;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MARKS: Readonly<Partial<Record<Unit, string>>> = { percent: '%', bytes: 'B', bytesPerSecond: 'B/s', perSecond: '/s' };

/** A figure with its unit: `82.0%`, `3.2GB`, `120/s`. */
export const figureWords = (unit: Unit, value: number): string => `${formatValue(unit, value)}${Number.isNaN(value) ? '' : (MARKS[unit] ?? '')}`;

/** The same at an axis: without a fraction that tells nothing. */
export const axisWords = (unit: Unit, value: number): string => figureWords(unit, value).replace(/\.0+(?!\d)/, '');

/** `7 days`, `6 hours`. */
export function aheadWords(milliseconds: number): string {
  const days = milliseconds / DAY;
  if (days < 1) return `${Math.round(days * 24)} hours`;
  return days === 1 ? '1 day' : `${Math.round(days)} days`;
}

/** `Fri 4 Dec 18:00`. */
export const momentWords = (time: number): string => `${WEEKDAYS[new Date(time).getDay()] ?? ''} ${dayWords(time)} ${clockWords(time)}`;

/** What is told: the figure, and of what. */
export function subjectWords(kind: Kind, figure: string, title: string): string {
  const field = kind.fields[figure];
  const of = kind.name === host.name ? 'this machine' : title.startsWith(`${singularWords(kind)} `) ? title : `${singularWords(kind)} ${title}`;
  return `${of}, ${field?.header ?? figure}: ${field?.help.replace(/ over the last (?:interval|minute)/, '').replace(/\.(?: .*)?$/s, '') ?? ''}`;
}

/** The first point of the highest expected value. */
const highestOf = (fan: readonly FanPoint[]): FanPoint | undefined => fan.reduce<FanPoint | undefined>((most, point) => (most === undefined || point.median > most.median ? point : most), undefined);

/** How much may be built on it. */
export const trustToken = (usable: FigureForecast['usable']): Token => (usable === 'yes' ? 'good' : usable === 'coarse' ? 'warn' : 'critical');

/** What is said under the chart, the weightiest first. */
export function forecastWords(told: FigureForecast, kind: Kind, figure: string): (readonly [Token, string])[] {
  const unit = unitOf(kind, figure);
  const highest = highestOf(told.fan);
  const lines: (readonly [Token, string])[] = [[trustToken(told.usable), told.words]];
  if (highest === undefined) return lines;
  const moves = told.fan.some(({ median }) => median !== highest.median);
  lines.push(['text', `Highest: most likely ${figureWords(unit, told.peak.median)}${moves ? ` (${momentWords(highest.time)})` : ''}; in 95 % of cases below ${figureWords(unit, told.peak.high)}.`]);
  const periods = told.periods.map(({ name, seconds }) => (name === 'other' ? spanWords(seconds) : name));
  if (periods.length > 0) lines.push(['text', `Comes round by the ${periods.join(' and the ')}: ${Math.round(told.periods.reduce((sum, { share }) => sum + share, 0) * 100)} % of its ups and downs.`]);
  lines.push(...told.notes.map((note) => ['text', note] as const));
  lines.push(['dim', `Told by ${told.values} values from ${momentWords(told.from)} to ${momentWords(told.to)}.`]);
  return lines;
}

/** Why nothing is told, and what mends that. */
export function nothingWords(told: FigureForecast, kind: Kind): string {
  const mend = kind.name === 'process' ? 'Its program may be known for longer: Esc, then g and f.' : 'It is recorded while pyprocwatch top, record or watch runs: ask again later.';
  return told.values === 0 ? `Nothing was recorded of it yet. ${mend}` : `${told.words} So far there ${told.values === 1 ? 'is 1' : `are ${told.values}`}. ${mend}`;
}

/** Whether a field is one of bytes, which are told in KiB, MiB ... */
export const isOfBytes = (kind: Kind, figure: string): boolean => {
  const field = kind.fields[figure];
  return field !== undefined && isNumber(field) && (field.unit === 'bytes' || field.unit === 'bytesPerSecond');
};
