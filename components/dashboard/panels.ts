import type { Rise } from '../../src/model/timeline.ts';
import type { Span } from './coverage.ts';

/** One line of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Shown with a box that is ticked or not. */
  readonly checked?: boolean;
}

/** A menu at the side of the table: signals, columns, users, themes, the palette. Typing narrows it. */
export interface MenuPanel {
  readonly type: 'menu';
  readonly title: string;
  readonly items: () => readonly MenuItem[];
  readonly choose: (id: string) => void;
  /** Stays open after a choice (columns). */
  readonly stays: boolean;
  /** Said under the title. */
  readonly note: string;
  typed: string;
  cursor: number;
}

/** A question before something that cannot be undone. */
export interface ConfirmPanel {
  readonly type: 'confirm';
  readonly title: string;
  readonly lines: readonly string[];
  readonly confirm: () => void;
}

/** Text to be read: help, notices. */
export interface TextPanel {
  readonly type: 'text';
  readonly title: string;
  /** For so many cells of width. */
  readonly lines: (width: number) => readonly string[];
  offset: number;
}

/** What rose of one figure, greatest rise first. */
export interface RiseList {
  /** A field of groups. */
  readonly field: 'cpuPercent' | 'rssBytes';
  readonly rises: readonly Rise[];
}

/** What rose in a stretch of time: lists side by side. */
export interface RisesPanel {
  readonly type: 'rises';
  readonly title: string;
  readonly span: Span;
  readonly lists: readonly RiseList[];
  /** Whether anything is known of the time before. */
  readonly compared: boolean;
  readonly choose: (list: RiseList, rise: Rise) => void;
  /** The list that the cursor is in, and its row. */
  list: number;
  cursor: number;
}

export type Panel = MenuPanel | ConfirmPanel | TextPanel | RisesPanel;

/** Items that hold all typed words, in any order. */
export function narrowed(panel: MenuPanel): readonly MenuItem[] {
  const words = panel.typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return panel.items().filter((item) => {
    const text = `${item.label} ${item.hint ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A line to type into, in place of the key hints. */
export interface Prompt {
  readonly label: string;
  /** Said right of what is typed, while nothing is wrong with it. */
  readonly hint: string | ((text: string) => string);
  text: string;
  /** Position of the cursor in characters. */
  cursor: number;
  /** Why what is typed will not do; '' when it will. */
  error: string;
  /** Called at every change; gives what is wrong, or ''. */
  readonly change: (text: string) => string;
  readonly submit: (text: string) => void;
  readonly cancel: () => void;
  /** What was typed here lately, newest first: Up and Down go through it. */
  readonly history?: readonly string[];
  /** Place in the history, -1 for what is being typed. */
  recalled?: number;
}
