import { displayWidth, fit } from '../../src/model/text-width.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { Painter } from '../theme/tokens.ts';
import { numberText, numberToken, textToken, type Thresholds } from './cell.ts';
import type { Column } from './columns.ts';
import { intervalText, isUnsure } from './cost-known.ts';

export interface RowStyle {
  readonly paint: Painter;
  readonly thresholds: Thresholds;
  readonly ownUser: string;
  /** Epoch seconds of the snapshot. */
  readonly now: number;
}

export interface RowState {
  readonly selected: boolean;
  readonly tagged: boolean;
  /** Lines of the tree before the growing column's text. */
  readonly prefix: string;
  /** A short mark between those lines and the text, '' for none. */
  readonly badge: string;
  /** How far the growing column is scrolled to the right. */
  readonly shift: number;
  /** Values that stand in for the row's own (totals of a collapsed subtree). */
  readonly instead: ReadonlyMap<string, number> | undefined;
}

/** The program of a command line stands out from its path and its arguments. */
function paintCommand(paint: Painter, text: string): string {
  const end = text.indexOf(' ');
  const program = end < 0 ? text.trimEnd() : text.slice(0, end);
  const slash = program.startsWith('[') ? -1 : program.lastIndexOf('/');
  const rest = text.slice(program.length);
  return paint('dim', program.slice(0, slash + 1)) + paint('program', program.slice(slash + 1)) + paint('text', rest);
}

/** One row as it goes to the terminal: exactly as wide as its columns and the spaces between them. */
export function formatRow(frame: Frame, row: number, columns: readonly Column[], style: RowStyle, state: RowState): string {
  const { paint, now } = style;
  const whole = state.selected ? 'selected'  : state.tagged ? 'tagged' : frame.stale ? 'stale' : undefined;
  const cells = columns.map(({ name, field, width, align }) => {
    if (field.type === 'number') {
      const instead = state.instead?.get(name);
      const value = instead ?? frame.number(name, row);
      const text = fit(intervalText(frame, name, row) ?? numberText(field, value, now), width, align);
      if (whole !== undefined) return text;
      if (isUnsure(frame, name, row)) return paint('dim', text);
      return paint(instead === undefined ? numberToken(field, name, value, style.thresholds) : 'accent', text);
    }
    const own = frame.text(name, row);
    if (field.grow !== true) return whole === undefined ? paint(textToken(name, own, style.ownUser), fit(own, width)) : fit(own, width);
    const prefix = fit(state.prefix, Math.min(width, displayWidth(state.prefix)));
    const badge = state.badge === '' ? '' : fit(`${state.badge} `, Math.min(state.badge.length + 1, width - displayWidth(prefix)));
    const text = fit(state.shift === 0 ? own : own.slice(state.shift), width - displayWidth(prefix) - badge.length);
    if (whole !== undefined) return prefix + badge + text;
    return paint('treeLine', prefix) + paint('critical', badge) + (name === 'command' && state.shift === 0 ? paintCommand(paint, text) : paint('text', text));
  });
  const line = cells.join(' ');
  return whole === undefined ? line : paint(whole, line);
}
