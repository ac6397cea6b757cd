import { isNumber } from '../../src/model/kind.ts';
import { group } from '../../src/model/kinds/group.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { fit } from '../../src/model/text-width.ts';
import { formatValue, UNKNOWN } from '../../src/model/units.ts';
import type { RiseList, RisesPanel } from '../dashboard/panels.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';

const FIGURE = 7;
const BETWEEN = 2;
const TITLES = { cpuPercent: 'CPU %', rssBytes: 'Memory' } as const;

/** What rose, the lists side by side: name, before, now, by how much. */
export function riseLines(panel: RisesPanel, paint: Painter, width: number, height: number): string[] {
  const own = Math.floor((width - BETWEEN * (panel.lists.length - 1)) / panel.lists.length);
  const room = Math.max(1, height - 1);
  const first = Math.max(0, panel.cursor - room + 1);
  const columns = panel.lists.map((list, index) => listLines(list, panel.compared, paint, own, room, index === panel.list ? panel.cursor : -1, first));
  return Array.from({ length: room + 1 }, (_, line) => fitPainted(columns.map((lines) => lines[line] ?? ' '.repeat(own)).join(' '.repeat(BETWEEN)), width));
}

function listLines(list: RiseList, compared: boolean, paint: Painter, width: number, room: number, cursor: number, first: number): string[] {
  const name = width - 3 * (FIGURE + 1);
  const line = (...[title, before, now, rise]: readonly [string, string, string, string]): string => [fit(title, name), ...[before, now, rise].map((text) => fit(text, FIGURE, 'right'))].join(' ');
  const field = group.fields[list.field];
  const words = (value: number): string => (isNumber(field) ? formatValue(field.unit, value) : String(value));
  // Only the list that the cursor is in scrolls.
  const from = cursor < 0 ? 0 : first;
  const rows = list.rises.slice(from, from + room).map(({ entity, before, now }, index) => {
    const text = line(safeText(entity), compared ? words(before) : UNKNOWN, words(now), compared ? `+${words(now - before)}` : UNKNOWN);
    return from + index === cursor ? paint('panelSelected', text) : paint('panel', text);
  });
  return [paint('columnHeader', line(TITLES[list.field], 'before', 'then', 'rise')), ...(rows.length === 0 ? [paint('dim', fit('nothing rose', width))] : rows)];
}
