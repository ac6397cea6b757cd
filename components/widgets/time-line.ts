import { displayWidth } from '../../src/model/text-width.ts';
import type { Brush } from '../dashboard/brush.ts';
import { type Coverage, greatestWithin, type Span } from '../dashboard/coverage.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { lengthWords, momentWords } from '../dashboard/moments.ts';
import type { Painter, Token } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';
import { scaleOf } from './sparkline.ts';

export interface TimeLineInput {
  readonly paint: Painter;
  readonly columns: number;
  /** What the line spans. */
  readonly span: Span;
  /** What is known of it, or of a span close to it. */
  readonly coverage: Coverage | undefined;
  /** Where the screen is; NaN for the present. */
  readonly time: number;
  /** Seconds of history in a second; 0 while it stands. */
  readonly speed: number;
  readonly brush: Brush | undefined;
}

/** Whether a line of time stands under the header. */
export const timeLineHeight = (dashboard: Dashboard): 0 | 1 => (dashboard.past.span === undefined ? 0 : 1);

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const GAP_MARK = '·';
const FOUND_MARK = '!';
const HERE_MARK = '┃';
const EDGE_MARK = '│';
/** Least top of the scale: what idles looks idle. */
const LEAST_PERCENT = 20;
/** Cells for what is said at the right: `▶ 600x`, `12m 05s`. */
const STATE = 8;
const DAY = 86_400_000;
const TEN_MINUTES = 600_000;

/** Date and time as exactly as the span needs. */
function labelOf(time: number, { from, to }: Span): string {
  if (Number.isNaN(time)) return '-';
  const words = momentWords(time);
  const clock = to - from < TEN_MINUTES ? words.slice(11) : words.slice(11, 16);
  return to - from < DAY && momentWords(from).slice(0, 10) === momentWords(to).slice(0, 10) ? clock : `${words.slice(5, 10)} ${clock}`;
}

/** The cells of a line that stand for its span: the first one and how many. */
export function timeLineCells(span: Span, columns: number): { readonly left: number; readonly width: number } {
  const left = labelOf(span.from, span).length + 2;
  return { left, width: Math.max(1, columns - left - labelOf(span.to, span).length - STATE - 3) };
}

/** The time that a cell of the screen stands for; undefined beside the line. */
export function timeAt(x: number, span: Span, columns: number): number | undefined {
  const { left, width } = timeLineCells(span, columns);
  return x < left || x >= left + width ? undefined : span.from + ((x - left + 0.5) / width) * (span.to - span.from);
}

/**
 * What was recorded from afar, as one line as wide as the terminal: from and to, the host's CPU as blocks, gaps as dots,
 * where something unusual began as `!` and while it lasts in the look of warnings, where the screen is as a thick bar, the
 * edges of what is chosen as thin ones, the one that moves in the look of keys.
 */
export function timeLine(input: TimeLineInput): string {
  const { paint, columns, span, brush } = input;
  const { width } = timeLineCells(span, columns);
  const here = cellOf(input.time, span, width);
  const edges = brush === undefined ? undefined : { from: cellOf(brush.from, span, width), to: cellOf(brush.to, span, width), held: cellOf(brush[brush.edge], span, width) };
  const values = Array.from({ length: width }, (_, cell) => valueOf(input.coverage, 'cpu', partOf(span, width, cell)));
  const top = scaleOf(values, LEAST_PERCENT);
  let line = '';
  let run = '';
  let token: Token = 'text';
  const put = (mark: string, look: Token): void => {
    if (look !== token && run !== '') {
      line += paint(token, run);
      run = '';
    }
    token = look;
    run += mark;
  };
  for (let cell = 0; cell < width; cell += 1) {
    const value = values[cell] ?? Number.NaN;
    const part = partOf(span, width, cell);
    const lasts = !Number.isNaN(valueOf(input.coverage, 'found', part));
    const began = input.coverage?.began.some((time) => time >= part.from && time < part.to) === true;
    const mark = began ? FOUND_MARK : Number.isNaN(value) ? GAP_MARK : (BLOCKS[Math.max(0, Math.min(7, Math.round((value / top) * 8) - 1))] ?? BLOCKS[7]);
    if (cell === here) put(HERE_MARK, 'error');
    else if (edges?.held === cell) put(EDGE_MARK, 'key');
    else if (edges?.from === cell || edges?.to === cell) put(EDGE_MARK, 'tagged');
    else if (edges !== undefined && cell > edges.from && cell < edges.to) put(mark, 'tagged');
    else put(mark, began ? 'critical' : lasts ? 'warn' : Number.isNaN(value) ? 'dim' : 'accent');
  }
  line += paint(token, run);
  return fitPainted(` ${paint('dim', labelOf(span.from, span))} ${line} ${paint('dim', labelOf(span.to, span))} ${state(input)}`, columns);
}

function state({ paint, brush, time, speed }: TimeLineInput): string {
  const words = brush !== undefined ? lengthWords(brush.to - brush.from) : Number.isNaN(time) ? '' : speed > 0 ? `▶ ${speed}x` : '❚❚';
  return paint('strong', words) + ' '.repeat(Math.max(0, STATE - displayWidth(words)));
}

function cellOf(time: number, { from, to }: Span, width: number): number {
  if (!(time >= from && time <= to)) return -1;
  return Math.min(width - 1, Math.floor(((time - from) / (to - from || 1)) * width));
}

const partOf = ({ from, to }: Span, width: number, cell: number): Span => ({ from: from + (cell / width) * (to - from), to: from + ((cell + 1) / width) * (to - from) });

/** The greatest value in a part of the line; the line may have grown a little since its coverage was read. */
function valueOf(coverage: Coverage | undefined, what: 'cpu' | 'found', part: Span): number {
  if (coverage === undefined || coverage[what].length === 0 || part.to <= coverage.from) return Number.NaN;
  return greatestWithin(coverage[what], coverage, part);
}
