import type { Dashboard } from './dashboard.ts';
import type { Span } from './coverage.ts';
import { showRises } from './rises.ts';

const MINUTE = 60_000;
/** What is brushed over at first when there is no end to history in sight. */
const FIRST_SPAN = 60 * MINUTE;
const LEAST_SPAN = MINUTE;
const MOST_SPAN = 92 * 24 * 60 * MINUTE;
/** The whole span in steps of an edge: about the cells of a small screen's time line. */
const STEPS = 60;
/** Part of the span that is chosen at first. */
const FIRST_PART = 0.1;
/** The span is at least so many times what is chosen. */
const MARGIN = 1.25;
/** A brush is never narrower than this. */
const LEAST_CHOSEN = 1000;

/** A stretch of time that is being chosen on the time line. */
export interface Brush {
  /** What the time line shows. */
  readonly span: Span;
  readonly from: number;
  readonly to: number;
  /** The edge that the arrow keys move. */
  readonly edge: 'from' | 'to';
}

const put = (dashboard: Dashboard, brush: Brush | undefined): void => {
  dashboard.brush = brush;
  dashboard.past.update();
  dashboard.changed();
};

/** Begins to choose: in the past around what is shown, in the present up to now. */
export function openBrush(dashboard: Dashboard): void {
  const position = dashboard.past.position;
  const end = position?.time ?? dashboard.now();
  const span = position !== undefined && position.to - position.from <= 2 * FIRST_SPAN && position.to > position.from
    ? { from: position.from, to: position.to }
    : { from: end - FIRST_SPAN, to: position === undefined ? end : Math.min(position.to, end + FIRST_SPAN) };
  const wide = { from: Math.min(span.from, span.to - LEAST_SPAN), to: span.to };
  put(dashboard, { span: wide, from: Math.max(wide.from, end - (wide.to - wide.from) * FIRST_PART), to: Math.max(end, wide.from + LEAST_CHOSEN), edge: 'from' });
}

/** The brush of a drag from `start` to `end` on something that shows `span`. */
export function dragBrush(dashboard: Dashboard, span: Span, start: number, end: number): void {
  put(dashboard, { span, ...inOrder(start, end), edge: end < start ? 'from' : 'to' });
}

const inOrder = (one: number, other: number): Span => ({ from: Math.min(one, other), to: Math.max(Math.min(one, other) + LEAST_CHOSEN, one, other) });

/** Moves an edge by cells; beyond the other one they change places. */
export function moveEdge(dashboard: Dashboard, which: 'own' | 'other', cells: number): void {
  const { brush } = dashboard;
  if (brush === undefined) return;
  const edge = (which === 'own') === (brush.edge === 'from') ? 'from' : 'to';
  const other = edge === 'from' ? 'to' : 'from';
  const step = Math.max(LEAST_CHOSEN, (brush.span.to - brush.span.from) / STEPS);
  const moved = Math.max(brush.span.from, Math.min(brush.span.to, brush[edge] + cells * step));
  const crossed = edge === 'from' ? moved > brush.to : moved < brush.from;
  const held = brush.edge === edge ? edge : other;
  put(dashboard, { ...brush, ...inOrder(moved, brush[other]), edge: crossed ? (held === 'from' ? 'to' : 'from') : held });
}

export function swapEdges(dashboard: Dashboard): void {
  const { brush } = dashboard;
  if (brush !== undefined) put(dashboard, { ...brush, edge: brush.edge === 'from' ? 'to' : 'from' });
}

/** Shows more (2) or less (0.5) time around what is chosen, which stays in sight; never beyond what there is. */
export function zoom(dashboard: Dashboard, factor: number): void {
  const { brush } = dashboard;
  if (brush === undefined) return;
  const position = dashboard.past.position;
  const latest = position?.to ?? dashboard.now();
  const earliest = position?.from ?? Number.NEGATIVE_INFINITY;
  const least = Math.max(LEAST_SPAN, (brush.to - brush.from) * MARGIN);
  const length = Math.min(MOST_SPAN, Math.max(least, Math.min((brush.span.to - brush.span.from) * factor, latest - earliest)));
  const to = Math.max(brush.to, Math.min(latest, Math.max((brush.from + brush.to + length) / 2, earliest + length)));
  put(dashboard, { ...brush, span: { from: Math.min(brush.from, to - length), to } });
}

export function closeBrush(dashboard: Dashboard): void {
  put(dashboard, undefined);
}

/** What rose in what is chosen. */
export function submitBrush(dashboard: Dashboard): void {
  const { brush } = dashboard;
  if (brush !== undefined) showRises(dashboard, { from: brush.from, to: brush.to });
}
