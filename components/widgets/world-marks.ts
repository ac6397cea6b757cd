import type { Frame } from '../../src/model/frame.ts';
import { isNumber } from '../../src/model/kind.ts';
import { COUNTRIES } from '../../src/model/regions.ts';
import { displayWidth, fit } from '../../src/model/text-width.ts';
import { formatValue } from '../../src/model/units.ts';
import type { MapMark } from '../charts/types.ts';
import type { Thresholds } from '../table/cell.ts';
import type { Painter, Token } from '../theme/tokens.ts';

const PLACES = new Map(COUNTRIES.filter(({ latitude }) => !Number.isNaN(latitude)).map((country) => [country.code, country]));
const REQUESTS = 'requestsPerSecond';
/** How much of it there is: what a mark's size tells. */
const AMOUNTS: ReadonlySet<string> = new Set(['activeSessions', REQUESTS, 'sentBytesPerSecond', 'receivedBytesPerSecond', 'cpuPercent', 'cpuSharePercent']);
/** Parts of the largest from which on a mark is so large. */
const SIZES = [{ mark: '●', from: 0.2 }, { mark: '•', from: 0.02 }, { mark: '·', from: 0 }] as const;
const POINTER = '◆';
const LONGEST_NAME = 24;

/** What a map of the regions shows. */
export interface WorldMarks {
  readonly marks: readonly MapMark[];
  /** Parts of the line under it, painted. */
  readonly legend: readonly string[];
}

/** A mark for each country: its size tells an amount; its colour, where the table is sorted by a figure that is none, how high that figure is. `pointed`: the row under the cursor, or -1. */
export function worldMarks(frame: Frame, sort: string, pointed: number, paint: Painter, thresholds: Thresholds): WorldMarks {
  const field = frame.kind.fields[sort];
  const shown = field !== undefined && isNumber(field) ? sort : REQUESTS;
  const size = AMOUNTS.has(shown) ? shown : REQUESTS;
  const largest = most(frame, size);
  const steps = shown === size ? undefined : stepsOf(frame, shown, thresholds);
  const rows = Array.from({ length: frame.count }, (_, row) => row).sort((one, other) => order(frame, size, pointed, one) - order(frame, size, pointed, other));
  const color = (token: Token): number | undefined => paint.theme.looks[token]?.fg;
  const marks = rows.flatMap((row): MapMark[] => {
    const place = PLACES.get(frame.text('country', row));
    if (place === undefined) return [];
    const { latitude, longitude, name } = place;
    if (row === pointed) return [{ latitude, longitude, text: `${POINTER} ${fit(name, Math.min(LONGEST_NAME, displayWidth(name)))}`, color: color('strong') }];
    const part = frame.number(size, row) / largest;
    const { mark } = SIZES.find(({ from }) => part >= from) ?? SIZES[2];
    return [{ latitude, longitude, text: mark, color: color(steps === undefined ? 'accent' : tokenOf(frame.number(shown, row), steps)) }];
  });
  const elsewhere = frame.count - marks.length;
  return { marks, legend: [...legendOf(frame, size, largest, paint, steps === undefined), ...(steps === undefined ? [] : colors(frame, shown, steps, paint)), ...(elsewhere === 0 ? [] : [paint('dim', `not on the map: ${elsewhere}`)])] };
}

/** The pointed one first, then the larger ones: they stand over the rest. */
const order = (frame: Frame, size: string, pointed: number, row: number): number => (row === pointed ? Number.NEGATIVE_INFINITY : -known(frame.number(size, row)));
const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
const most = (frame: Frame, name: string): number => frame.column(name).reduce((largest, value) => (value > largest ? value : largest), 0);

interface Steps {
  readonly warn: number;
  readonly critical: number;
}

/** From which values on it is coloured: as everywhere, else by parts of the largest. */
function stepsOf(frame: Frame, name: string, thresholds: Thresholds): Steps {
  const largest = most(frame, name);
  return thresholds[name] ?? { warn: largest / 3, critical: (largest * 2) / 3 };
}

function tokenOf(value: number, { warn, critical }: Steps): Token {
  if (Number.isNaN(value)) return 'dim';
  return value >= critical && value > 0 ? 'critical' : value >= warn && value > 0 ? 'warn' : 'good';
}

function valueText(frame: Frame, name: string, value: number): string {
  const field = frame.kind.fields[name];
  const text = field !== undefined && isNumber(field) ? formatValue(field.unit, value) : String(value);
  // Small steps between small marks are told apart.
  return Number(text) === 0 && value > 0 ? String(Number(value.toPrecision(1))) : text;
}

function legendOf(frame: Frame, size: string, largest: number, paint: Painter, colored: boolean): string[] {
  const mark = (text: string): string => (colored ? paint('accent', text) : text);
  const [large, middle, small] = SIZES;
  if (largest === 0) return [paint('dim', `${frame.kind.fields[size]?.header ?? size} is not known yet`)];
  return [
    paint('dim', frame.kind.fields[size]?.header ?? size),
    `${mark(large.mark)} from ${valueText(frame, size, largest * large.from)}`, `${mark(middle.mark)} from ${valueText(frame, size, largest * middle.from)}`, `${mark(small.mark)} less`,
  ];
}

function colors(frame: Frame, shown: string, { warn, critical }: Steps, paint: Painter): string[] {
  // Without colours there is nothing to explain.
  if (paint.theme.looks.good?.fg === undefined) return [];
  return [
    paint('dim', frame.kind.fields[shown]?.header ?? shown), paint('good', `below ${valueText(frame, shown, warn)}`),
    paint('warn', `from ${valueText(frame, shown, warn)}`), paint('critical', `from ${valueText(frame, shown, critical)}`),
  ];
}
