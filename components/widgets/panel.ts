import { displayWidth, fit } from '../../src/model/text-width.ts';
import { narrowed, type Panel } from '../dashboard/panels.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';
import { riseLines } from './rise-lines.ts';

/** Cells of a panel's frame and the space within it, both sides. */
export const PANEL_SIDES = 4;

/** Cells that a panel takes of the screen's width; help takes it all. */
export function panelWidth(panel: Panel, columns: number): number {
  if (panel.type === 'text' || panel.type === 'rises') return columns;
  return Math.min(columns, Math.max(38, Math.min(64, Math.floor(columns * 0.45))));
}

/** A panel as lines of exactly its width: a frame, a title, and what it is about. */
export function panelLines(panel: Panel, paint: Painter, width: number, height: number): string[] {
  const inner = width - PANEL_SIDES;
  const body = bodyLines(panel, paint, inner, height - 2);
  const title = ` ${fit(panel.title, Math.min(displayWidth(panel.title), inner - 1)).trimEnd()} `;
  const top = paint('accent', `╭─`) + paint('title', title) + paint('accent', `${'─'.repeat(Math.max(0, width - 3 - displayWidth(title)))}╮`);
  const bottom = paint('accent', `╰${'─'.repeat(width - 2)}╯`);
  const side = paint('accent', '│');
  const lines = body.slice(0, height - 2).map((line) => `${side} ${fitPainted(line, inner)} ${side}`);
  while (lines.length < height - 2) lines.push(`${side}${' '.repeat(width - 2)}${side}`);
  return [top, ...lines, bottom];
}

function bodyLines(panel: Panel, paint: Painter, width: number, height: number): string[] {
  switch (panel.type) {
    case 'text':
      return panel.lines(width).slice(panel.offset, panel.offset + height);
    case 'rises':
      return riseLines(panel, paint, width, height);
    case 'confirm':
      return [...panel.lines.map((line) => `  ${line}`), '', `${paint('key', ' y ')} yes, send it    ${paint('key', ' n ')} no`];
    case 'menu': {
      const items = narrowed(panel);
      const head = [...(panel.note === '' ? [] : [paint('dim', panel.note)]), ...(panel.typed === '' ? [] : [`${paint('accent', 'find')} ${panel.typed}`])];
      const room = Math.max(1, height - head.length);
      const first = Math.max(0, Math.min(panel.cursor - Math.floor(room / 2), items.length - room));
      const widest = Math.min(Math.floor(width * 0.6), items.reduce((most, item) => Math.max(most, displayWidth(item.label)), 0));
      const rows = items.slice(first, first + room).map((item, index) => {
        const box = item.checked === undefined ? '' : item.checked ? '[x] ' : '[ ] ';
        const label = item.hint === undefined ? fit(item.label, width - displayWidth(box)) : `${fit(item.label, widest)}  `;
        const selected = first + index === panel.cursor;
        if (selected) return paint('panelSelected', fit(`${box}${label}${item.hint ?? ''}`, width));
        return `${paint('panel', box + label)}${paint('dim', item.hint ?? '')}`;
      });
      return [...head, ...(rows.length === 0 ? [paint('dim', 'nothing of that name')] : rows)];
    }
  }
}
