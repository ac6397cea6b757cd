import type { Forecast } from '../../analysis/forecast/index.ts';
import { spanWords } from '../../analysis/leaks/evidence.ts';
import { wallMinute, WallClock } from '../../analysis/wall-clock.ts';
import { formatValue, type Unit } from '../../model/units.ts';
import { textTable } from '../../model/text-table.ts';
import { counted, percentWords } from '../../model/words.ts';

/** More steps are told by the day. */
const MOST_LINES = 48;
const DAY = 86_400_000;
const MOST_MEMBERS = 4;

interface Told {
  readonly unit: Unit;
  /** Ms since the epoch, and how many values. */
  readonly from: number;
  readonly to: number;
  readonly values: number;
  readonly forecast: Forecast;
}

interface TextOptions {
  readonly confidence: number;
  /** Each step as a line. */
  readonly all: boolean;
  /** By which times are told; this computer's where undefined. */
  readonly zone: string | undefined;
}

/** A forecast for people: how far to trust it first. */
export function forecastText(name: string, { unit, from, to, values, forecast }: Told, { confidence, all, zone }: TextOptions): string {
  const clock = new WallClock(zone);
  const time = (at: number): string => wallMinute(clock.show(at)) ?? 'an unknown time';
  const { points, words, periods, members, notes, step, peak } = forecast;
  const within = `${percentWords(confidence)} BETWEEN`;
  const value = (number: number): string => formatValue(unit, number);
  const lines = [`${name}, by ${counted(values, 'value', 'values')} from ${time(from)} to ${time(to)}${zone === undefined ? '' : ` ${zone}`}`, words, ...notes];
  if (periods.length > 0) lines.push(`Comes round by the ${periods.map(({ name: called, length, share }) => `${called === 'other' ? spanWords(length) : called} (${percentWords(share)} of its ups and downs)`).join(', ')}`);
  const ends = points.map((point) => ({ ...point, at: point.time * 1000 }));
  if (all || points.length <= MOST_LINES) {
    lines.push('', ...textTable([['TIME', 'EXPECTED', within, ''], ...ends.map(({ at, mean, low, high }) => [time(at), value(mean), value(low), value(high)])], [false, true, true, true]));
  } else {
    const days = Map.groupBy(ends, ({ at }) => Math.floor(clock.show(at) / DAY));
    lines.push('', ...textTable([['DAY', 'MEAN', 'HIGHEST', 'AT', 'BUT NOT ABOVE'], ...[...days.values()].map((day) => {
      const highest = day.reduce((most, point) => (point.mean > most.mean ? point : most));
      return [time(day[0]?.at ?? 0).slice(0, 10), value(day.reduce((sum, { mean }) => sum + mean, 0) / day.length), value(highest.mean), time(highest.at).slice(11), value(Math.max(...day.map(({ high }) => high)))];
    })], [false, true, true, true, true]), `NOT ABOVE: in ${percentWords((1 + confidence) / 2)} of cases, each step by itself (steps of ${spanWords(step)}); --all tells each step.`);
  }
  lines.push('', `Highest of all: most likely ${value(peak(0.5))}, in 95 % of cases not above ${value(peak(0.95))}.`);
  if (members.length > 1) lines.push(`Made of ${counted(members.length, 'method', 'methods')}: ${members.slice(0, MOST_MEMBERS).map(({ name: method, weight }) => `${method} ${percentWords(weight)}`).join(', ')}${members.length > MOST_MEMBERS ? ' ...' : ''}.`);
  return `${lines.join('\n')}\n`;
}
