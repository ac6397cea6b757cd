import type { Kind } from '../../src/model/kind.ts';
import type { Dashboard } from './dashboard.ts';

/**
 * Where a command makes sense; elsewhere its key is free and the palette leaves it out. `process`: the page of one;
 * `history`: there is a past to go to; `past`: it is on the screen; `brush`: a stretch of time is being chosen;
 * `figures`: something with figures is on the screen; `forecast`: what will be of them; `capacity`: what is needed then;
 * `ahead`: one of these two.
 */
export type Where = 'always' | 'table' | 'processes' | 'detail' | 'process' | 'actionable' | 'alerts' | 'regions' | 'history' | 'past' | 'brush' | 'figures' | 'forecast' | 'capacity' | 'ahead';

/** One thing a user can do. */
export interface Command {
  readonly id: string;
  readonly keys: readonly string[];
  /** Keys of the vim keymap, where they differ. */
  readonly vim?: readonly string[];
  readonly section: 'Move' | 'Look' | 'Find' | 'Time' | 'Act' | 'Program';
  readonly title: string;
  /** Word in the hints at the bottom; commands without one are not hinted at. */
  readonly hint?: string;
  readonly where: Where;
  readonly run: (dashboard: Dashboard) => void;
}

/** Whether a command makes sense on the page that is on the screen. */
export function applies(command: Command, dashboard: Dashboard): boolean {
  const { page } = dashboard;
  // While time is chosen the keys are for that.
  if (dashboard.brush !== undefined) return command.where === 'brush' || command.section === 'Program';
  switch (command.where) {
    case 'always':
      return true;
    case 'table':
      return dashboard.table !== undefined;
    case 'processes':
      return page.type === 'table' && page.kind.name === 'process';
    case 'detail':
      return page.type === 'detail';
    case 'process':
      return page.type === 'detail' && page.process !== undefined;
    case 'regions':
      return page.type === 'table' && page.kind.name === 'region';
    case 'alerts':
      return page.type === 'table' && page.kind.name === 'alert';
    case 'history':
      return dashboard.past.travel !== undefined;
    case 'past':
      return dashboard.past.position !== undefined;
    case 'brush':
      return false;
    case 'figures':
      return dashboard.table !== undefined || page.type === 'detail';
    case 'forecast':
    case 'capacity':
      return page.type === command.where;
    case 'ahead':
      return page.type === 'forecast' || page.type === 'capacity';
    case 'actionable':
      return (page.type === 'detail' && page.process !== undefined) || isOfProcesses(dashboard.table?.kind);
  }
}

/** Whether rows of that kind are processes, or lead to some. */
const isOfProcesses = (kind: Kind | undefined): boolean => kind !== undefined && (kind.name === 'process' || kind.links.some((link) => link.kind === 'process'));

const NARROW: ReadonlySet<Where> = new Set(['detail', 'process', 'alerts', 'regions', 'forecast', 'capacity', 'ahead']);

/** Which command a key means: the user's own bindings, then those of the keymap. */
export class Bindings {
  readonly commands: readonly Command[];
  readonly #byKey = new Map<string, Command[]>();
  readonly #keysOf = new Map<string, readonly string[]>();

  constructor(commands: readonly Command[], keymap: 'default' | 'vim', own: Readonly<Record<string, string | readonly string[]>> = {}) {
    this.commands = commands;
    const taken = new Set<string>();
    const bind = (command: Command, keys: readonly string[]): void => {
      this.#keysOf.set(command.id, keys);
      for (const key of keys) this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), command]);
    };
    for (const command of commands) {
      const keys = own[command.id];
      if (keys === undefined) continue;
      const list = typeof keys === 'string' ? [keys] : keys;
      bind(command, list);
      for (const key of list) taken.add(key);
    }
    for (const command of commands) {
      if (own[command.id] !== undefined) continue;
      const keys = keymap === 'vim' ? (command.vim ?? command.keys) : command.keys;
      bind(command, keys.filter((key) => !taken.has(key)));
    }
  }

  /** Within a page a key may mean one thing on a detail and another in a table: the narrower place wins. */
  find(key: string, dashboard: Dashboard): Command | undefined {
    const possible = (this.#byKey.get(key) ?? []).filter((command) => applies(command, dashboard));
    return possible.find((command) => NARROW.has(command.where)) ?? possible[0];
  }

  keysOf(command: Command): readonly string[] {
    return this.#keysOf.get(command.id) ?? [];
  }
}

const LABELS: Readonly<Record<string, string>> = {
  up: '↑', down: '↓', left: '←', right: '→', pageup: 'PgUp', pagedown: 'PgDn', home: 'Home', end: 'End',
  enter: 'Enter', escape: 'Esc', space: 'Space', tab: 'Tab', 'shift+tab': 'Shift-Tab',
};

/** A key as it stands on a keyboard. */
export const keyLabel = (key: string): string => LABELS[key] ?? key.replace(/^ctrl\+(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`);
