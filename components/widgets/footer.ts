import { displayWidth, fit } from '../../src/model/text-width.ts';
import { applies, type Command, keyLabel } from '../dashboard/bindings.ts';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { singularWords, pluralWords } from '../table/kind-words.ts';
import { isOfRequests } from '../../src/model/request-kinds.ts';
import { lengthWords, momentWords } from '../dashboard/moments.ts';
import { tablePageOf } from '../dashboard/pages.ts';
import type { Panel } from '../dashboard/panels.ts';
import { fitPainted } from './painted.ts';

/** The last line: what is typed, what was said, or which keys do what here, with where the cursor is at the right. */
export function footerLine(dashboard: Dashboard, columns: number): string {
  const { paint, prompt, message, panel } = dashboard;
  if (prompt !== undefined) return promptLine(dashboard, columns);
  if (message !== undefined) return paint(message.bad ? 'error' : 'accent', fit(` ${message.text}`, columns));
  const place = placeWords(dashboard);
  const hints = panel === undefined ? pageHints(dashboard) : panelHints(panel.type);
  const room = columns - displayWidth(place) - 1;
  let line = '';
  let used = 0;
  for (const [key, word] of hints) {
    const width = displayWidth(key) + displayWidth(word) + 2;
    if (used + width > room) break;
    line += `${paint('key', key)}${paint('text', ` ${word} `)}`;
    used += width;
  }
  return fitPainted(line, room) + ' ' + paint('dim', place);
}

/** What makes sense on one kind of page only. */
const OWN: ReadonlySet<string> = new Set(['detail', 'process', 'alerts', 'regions', 'brush']);
/** Pages of what comes: their keys come before all others. */
const OF_AHEAD: ReadonlySet<string> = new Set(['forecast', 'capacity', 'ahead']);
/** Views that are looked at one after the other. */
const OF_REQUESTS: ReadonlySet<string> = new Set(['open', 'endpoints', 'regions', 'sessions', 'backends', 'capacity']);

function pageHints(dashboard: Dashboard): (readonly [string, string])[] {
  const possible = dashboard.options.bindings.commands.filter((command) => command.hint !== undefined && applies(command, dashboard));
  // What is of this page alone comes before what is everywhere; in the past that is time, and nothing can be acted on.
  const past = dashboard.past.position !== undefined;
  const requests = isOfRequests(dashboard.page.kind);
  const rank = (command: Command): number => (OF_AHEAD.has(command.where) ? -1 : OWN.has(command.where) || (past && command.section === 'Time') ? 0 : requests && OF_REQUESTS.has(command.id) ? 1 : 2);
  const ordered = possible.filter((command) => rank(command) < 2 || !past || command.section !== 'Act').sort((one, other) => rank(one) - rank(other));
  const hints = ordered.flatMap((command) => {
    const keys = dashboard.keysOf(command);
    // Function keys are what every top prints at its foot.
    const key = keys.find((name) => /^F\d+$/.test(name)) ?? keys[0];
    return key === undefined ? [] : [[keyLabel(key), command.hint ?? ''] as const];
  });
  // On a page that was opened, the way back comes first.
  return dashboard.pages.length > 1 && dashboard.brush === undefined ? [['Esc', 'Back'] as const, ...hints] : hints;
}

function panelHints(type: Panel['type']): (readonly [string, string])[] {
  if (type === 'confirm') return [['y', 'Yes'], ['n', 'No']];
  if (type === 'text') return [['↑↓', 'Scroll'], ['Esc', 'Close']];
  if (type === 'rises') return [['↑↓', 'Move'], ['Tab', 'CPU or memory'], ['Enter', 'Go there'], ['Esc', 'Close']];
  return [['↑↓', 'Move'], ['Enter', 'Choose'], ['Esc', 'Close']];
}

function placeWords(dashboard: Dashboard): string {
  const { table, brush } = dashboard;
  const page = tablePageOf(dashboard.page);
  if (brush !== undefined) return `${momentWords(brush.from)} to ${momentWords(brush.to).slice(11)} (${lengthWords(brush.to - brush.from)})`;
  if (table === undefined || page === undefined) return '';
  const words = [];
  if (table.tagged.size > 0) words.push(`${table.tagged.size} tagged`);
  if (table.following) words.push('following');
  if (page.user !== undefined) words.push(`user ${page.user}`);
  if (page.filterText !== '') words.push(`filter ${fit(page.filterText, Math.min(24, displayWidth(page.filterText)))}`);
  words.push(table.count === table.total ? `${table.total} ${table.total === 1 ? singularWords(table.kind) : pluralWords(table.kind)}` : `${table.count} of ${table.total}`);
  return words.join(' · ');
}

function promptLine(dashboard: Dashboard, columns: number): string {
  const { paint, prompt } = dashboard;
  if (prompt === undefined) return '';
  const label = ` ${prompt.label} `;
  const room = Math.max(10, columns - displayWidth(label) - 2);
  const start = Math.max(0, prompt.cursor - Math.floor(room * 0.6));
  const before = prompt.text.slice(start, prompt.cursor);
  const under = prompt.text.charAt(prompt.cursor) || ' ';
  const after = prompt.text.slice(prompt.cursor + 1);
  const typed = `${paint('key', label)} ${before}${paint('panelSelected', under)}${after}`;
  const aside = prompt.error === '' ? paint('dim', `  ${typeof prompt.hint === 'string' ? prompt.hint : prompt.hint(prompt.text)}`) : paint('critical', `  ${prompt.error}`);
  return fitPainted(typed + aside, columns);
}
