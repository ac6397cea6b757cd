import { IO_CLASSES, setIoClass } from '../../src/actions/priority.ts';
import { sendSignal, SIGNALS } from '../../src/actions/signal.ts';
import type { Target } from '../../src/actions/target.ts';
import { CATALOG } from '../../src/model/catalog.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { SafeText } from '../../src/model/safe-text.ts';
import { pluralWords } from '../table/kind-words.ts';
import { THEMES } from '../theme/index.ts';
import { refused, report, showKind, sortBy } from './actions.ts';
import { applies, keyLabel } from './bindings.ts';
import type { Dashboard } from './dashboard.ts';
import { usersOf } from './pages.ts';

const LISTED = 12;

const words = (targets: readonly Target[]): string =>
  (targets.length === 1 ? `${targets[0]?.pid} ${targets[0]?.name}` : `${targets.length} processes`);

export function signalMenu(dashboard: Dashboard): void {
  if (refused(dashboard)) return;
  const targets = dashboard.targets();
  if (targets.length === 0) {
    dashboard.say('there is no process to send a signal to', true);
    return;
  }
  dashboard.menu(
    `Signal to ${words(targets)}`,
    () => SIGNALS.map(({ name, number, help }) => ({ id: name, label: `${String(number).padStart(2)} ${name}`, hint: help })),
    (id) => {
      const signal = SIGNALS.find(({ name }) => name === id);
      if (signal === undefined) return;
      dashboard.panel = {
        type: 'confirm',
        title: `${signal.name} to ${words(targets)}?`,
        lines: [
          ...targets.slice(0, LISTED).map(({ pid, name }) => `${pid} ${name}`),
          ...(targets.length > LISTED ? [`and ${targets.length - LISTED} more`] : []),
        ],
        confirm: () => {
          // Asked again: time may have been left meanwhile.
          if (refused(dashboard)) return;
          report(dashboard, `sent ${signal.name} to`, sendSignal(targets, signal.name));
          dashboard.table?.clearTags();
        },
      };
      dashboard.changed();
    },
    { note: 'each is checked to be the same process still' },
  );
}

export function ioClassMenu(dashboard: Dashboard): void {
  if (refused(dashboard)) return;
  const targets = dashboard.targets();
  dashboard.menu(`Disk priority of ${words(targets)}`, () => IO_CLASSES.map(({ id, title, help }) => ({ id, label: title, hint: help })), (id) => {
    const ioClass = IO_CLASSES.find((candidate) => candidate.id === id);
    if (ioClass !== undefined && !refused(dashboard)) report(dashboard, `disk priority ${ioClass.title} for`, setIoClass(targets, ioClass));
  });
}

export function sortMenu(dashboard: Dashboard): void {
  const { table } = dashboard;
  if (table === undefined) return;
  const names = [...table.choices.columns, ...Object.keys(table.kind.fields).filter((name) => !table.choices.columns.includes(name))];
  dashboard.menu('Sort by', () => names.map((name) => ({ id: name, label: table.kind.fields[name]?.header ?? name, hint: table.kind.fields[name]?.help ?? '' })), (id) => sortBy(dashboard, id), {
    cursor: Math.max(0, names.indexOf(table.choices.sort.field)),
    note: 'the same again inverts the order',
  });
}

export function columnsMenu(dashboard: Dashboard): void {
  const { table } = dashboard;
  if (table === undefined) return;
  const names = [...table.choices.columns, ...Object.keys(table.kind.fields).filter((name) => !table.choices.columns.includes(name))];
  dashboard.menu(
    'Columns',
    () => names.map((name) => ({ id: name, label: table.kind.fields[name]?.header ?? name, hint: table.kind.fields[name]?.help ?? '', checked: table.choices.columns.includes(name) })),
    (id) => {
      const chosen = table.choices.columns.includes(id) ? table.choices.columns.filter((name) => name !== id) : withColumn(table.kind, table.choices.columns, id);
      if (chosen.length === 0) return;
      table.choices.columns = chosen;
      dashboard.remember(table);
      dashboard.refresh();
    },
    { stays: true, note: 'Enter or Space ticks; Esc closes' },
  );
}

/** A new column comes before the one that takes the rest of the line. */
function withColumn(kind: Kind, columns: readonly string[], added: string): string[] {
  const growing = columns.findLastIndex((name) => {
    const field = kind.fields[name];
    return field?.type === 'text' && field.grow === true;
  });
  return growing < 0 ? [...columns, added] : [...columns.slice(0, growing), added, ...columns.slice(growing)];
}

export function userMenu(dashboard: Dashboard): void {
  const { page } = dashboard;
  if (page.type !== 'table') return;
  // Asked for at each drawing: on a large host the first sample does not know every user yet.
  const users = (): SafeText[] => usersOf(dashboard.snapshot);
  dashboard.menu('Processes of', () => [{ id: '', label: 'everybody' }, ...users().map((user) => ({ id: user, label: user }))], (id) => {
    page.user = users().find((user) => user === id);
    page.table.reorder();
    dashboard.changed();
  });
}

export function viewsMenu(dashboard: Dashboard): void {
  const shown = CATALOG.filter((kind) => (dashboard.snapshot?.named(kind.name) !== undefined && kind.name !== 'host') || kind.name === 'fact');
  dashboard.menu('Views', () => shown.map((kind) => ({ id: kind.name, label: pluralWords(kind), hint: kind.help })), (id) => showKind(dashboard, id));
}

export function themeMenu(dashboard: Dashboard): void {
  dashboard.menu('Themes', () => THEMES.map(({ name, title }) => ({ id: name, label: title, checked: dashboard.paint.theme.name === name })), (id) => {
    const theme = THEMES.find(({ name }) => name === id);
    if (theme !== undefined) dashboard.setTheme(theme.name);
  }, { stays: true });
}

export function savedFiltersMenu(dashboard: Dashboard): void {
  const saved = Object.entries(dashboard.options.savedFilters);
  if (saved.length === 0) {
    dashboard.say('no filters are saved; write some under "filters" in .pyprocwatchrc');
    return;
  }
  dashboard.menu('Saved filters', () => saved.map(([name, text]) => ({ id: text, label: name, hint: text })), (id) => {
    const wrong = dashboard.setFilter(id);
    if (wrong !== '') dashboard.say(wrong, true);
  });
}

export function palette(dashboard: Dashboard): void {
  const possible = dashboard.options.bindings.commands.filter((command) => applies(command, dashboard) && command.id !== 'palette');
  dashboard.menu('Commands', () => possible.map((command) => ({ id: command.id, label: command.title, hint: dashboard.keysOf(command).map(keyLabel).join(' ') })), (id) => {
    possible.find((command) => command.id === id)?.run(dashboard);
  }, { note: 'type to find' });
}
