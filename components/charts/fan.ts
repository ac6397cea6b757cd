import { type FanLayout, layOutFan } from './fan-layout.ts';
import { AXIS, type LineCells, numberOf } from './line-cells.ts';
import { colored } from './look.ts';
import { foregroundOf } from './picture.ts';
import type { FanChart } from './types.ts';

const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const WHOLE = 8;
/** Each so many columns a mark says that there is more. */
const CUT_COLUMNS = 4;
const RESET = '\u001B[0m';

/** What stands behind a place: nothing, the wide band or the narrow one. */
type Ground = 0 | 1 | 2;
type Colors = FanChart['colors'];

/** A character with what is behind it; `below` is a band that fills so many eighths of the cell from below. */
interface FanCell {
  readonly text: string;
  readonly color: number | undefined;
  readonly ground: Ground;
}

/** Lines by the library, one over the other; what lies behind them is ours: it has one colour a cell and no backgrounds. */
export class Fan {
  readonly #cells: LineCells;

  constructor(cells: LineCells) {
    this.#cells = cells;
  }

  draw(chart: FanChart): readonly string[] {
    const layout = layOutFan(chart);
    const picture = this.#cells.draw(layout.rows, layout.columns, [layout.planned, layout.past, layout.median]);
    const { colors } = chart;
    return fanLines(chart, layout, (row, column) => {
      const [attribute, character] = picture[row]?.[column + 1] ?? [0, ' '];
      if (character === ' ' || character === '\u2800') return undefined;
      const number = foregroundOf(attribute);
      return { text: character, color: number === numberOf(0) ? colors.planned : number === numberOf(1) ? colors.past : number === numberOf(2) ? colors.median : number === AXIS ? colors.axis : undefined };
    });
  }
}

/** The same where the library is not there: dots for lines. */
export function plainFan(chart: FanChart): readonly string[] {
  const layout = layOutFan(chart);
  const rowOf = (part: number | undefined): number => (part === undefined ? Number.NaN : Math.min(layout.rows - 1, Math.floor((1 - part) * layout.rows)));
  return fanLines(chart, layout, (row, column) => {
    if (rowOf(layout.median[column * 2 + 1]) === row) return { text: '•', color: chart.colors.median };
    if (rowOf(layout.past[column * 2 + 1] ?? layout.past[column * 2]) === row) return { text: '•', color: chart.colors.past };
    return rowOf(layout.planned[column * 2 + 1]) === row ? { text: '‾', color: chart.colors.planned } : undefined;
  });
}

type Drawn = (row: number, column: number) => { readonly text: string; readonly color: number | undefined } | undefined;

function fanLines(chart: FanChart, layout: FanLayout, drawn: Drawn): readonly string[] {
  const { colors, nowWord } = chart;
  const { rows, columns, left, below, nowColumn } = layout;
  const lines = Array.from({ length: rows }, (_, row) => {
    let line = (left[row] ?? '') + colored('│', colors.axis);
    for (let column = 0; column < columns; column += 1) {
      const over = drawn(row, column);
      if (over !== undefined) line += onGround({ ...over, ground: groundAt(layout, row, column, 0.5) }, colors);
      else if (column === nowColumn) line += onGround({ text: '┊', color: colors.now, ground: groundAt(layout, row, column, 0.5) }, colors);
      // The wide band goes on above: it must not look as if it ended here.
      else if (layout.cut && row === 0 && column % CUT_COLUMNS === 0 && layout.most[column]?.high === 1) line += onGround({ text: '▲', color: colors.now, ground: groundAt(layout, row, column, 0.5) }, colors);
      else line += groundCell(layout, row, column, colors);
    }
    return line;
  });
  const axis = (left[rows] ?? '') + colored(`└${'─'.repeat(nowColumn)}┴${'─'.repeat(columns - nowColumn - 1)}`, colors.axis);
  return [...lines, axis, below.replace(nowWord, colored(nowWord, colors.now))];
}

/** What is behind a place of a cell: `within` 0 is its lower end, 1 its upper one. */
function groundAt({ rows, half, most }: FanLayout, row: number, column: number, within: number): Ground {
  const place = (rows - 1 - row + within) / rows;
  const inside = (band: FanLayout['half']): boolean => place >= (band[column]?.low ?? Number.NaN) && place <= (band[column]?.high ?? Number.NaN);
  return inside(half) ? 2 : inside(most) ? 1 : 0;
}

const colorOf = (ground: Ground, colors: Colors): number | undefined => (ground === 2 ? colors.half : ground === 1 ? colors.most : undefined);
const SHADES = [' ', '░', '▒'] as const;

function onGround({ text, color, ground }: FanCell, colors: Colors): string {
  const behind = colorOf(ground, colors);
  return behind === undefined ? colored(text, color) : `\u001B[${color === undefined ? '' : `38;5;${color};`}48;5;${behind}m${text}${RESET}`;
}

/** A cell without a line: bands end at an eighth of it. */
function groundCell(layout: FanLayout, row: number, column: number, colors: Colors): string {
  const grounds = Array.from({ length: WHOLE }, (_, eighth) => groundAt(layout, row, column, (eighth + 0.5) / WHOLE));
  const [lower = 0, upper = 0] = [grounds[0], grounds[WHOLE - 1]];
  const middle = groundAt(layout, row, column, 0.5);
  // Without colours, shades: they have no eighths.
  if (colors.half === undefined || colors.most === undefined) return SHADES[Math.max(middle, isThin(grounds) ? 1 : 0)] ?? ' ';
  if (lower === upper) return isThin(grounds) ? colored('─', colorOf(grounds.includes(2) ? 2 : 1, colors)) : onGround({ text: ' ', color: undefined, ground: lower }, colors);
  // One edge a cell: the lowest one at which the upper ground begins.
  const edge = EIGHTHS[Math.max(1, Math.min(WHOLE - 1, grounds.indexOf(upper)))] ?? '▄';
  const [under, over] = [colorOf(lower, colors), colorOf(upper, colors)];
  // Nothing below a band: the cell turned over, as the terminal's own background is no colour to draw with.
  if (under === undefined) return `\u001B[7;38;5;${over ?? 0}m${edge}${RESET}`;
  return onGround({ text: edge, color: under, ground: upper }, colors);
}

/** A band that lies whole within a cell. */
const isThin = (grounds: readonly Ground[]): boolean => grounds[0] === 0 && grounds[WHOLE - 1] === 0 && grounds.some((ground) => ground !== 0);
