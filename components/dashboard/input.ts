import type { InputEvent, KeyEvent, MouseEvent } from '../terminal/key-decoder.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { headerHeight } from '../widgets/header.ts';
import { PANEL_SIDES, panelWidth } from '../widgets/panel.ts';
import { timeLineHeight } from '../widgets/time-line.ts';
import type { Bindings } from './bindings.ts';
import type { Dashboard } from './dashboard.ts';
import { Mouse } from './mouse.ts';
import { type ConfirmPanel, type MenuPanel, narrowed, type Prompt, type RisesPanel, type TextPanel } from './panels.ts';
import { chosenRise } from './rises.ts';

/** Where things stand on the screen, for the mouse. */
export interface ScreenPlaces {
  /** Row and column at which the table begins, its header line first; row -1 when there is none. */
  readonly gapAt: { readonly row: number; readonly column: number };
  readonly rows: number;
  readonly columns: number;
}

/** Lines of a panel that are its frame. */
const PANEL_FRAME = 2;

/** Leads every key, click and paste to what it means now: the prompt, the panel, or a command. */
export class Input {
  readonly #dashboard: Dashboard;
  readonly #bindings: Bindings;
  readonly #places: ScreenPlaces;
  readonly #pointer: Mouse;

  constructor(dashboard: Dashboard, bindings: Bindings, places: ScreenPlaces, clock: () => number) {
    this.#dashboard = dashboard;
    this.#bindings = bindings;
    this.#places = places;
    this.#pointer = new Mouse(dashboard, places, clock);
  }

  handle(event: InputEvent): void {
    const { prompt, panel } = this.#dashboard;
    if (event.type === 'mouse') this.#mouse(event);
    else if (event.type === 'paste') {
      if (prompt !== undefined) this.#type(prompt, event.text);
    } else if (event.name === 'ctrl+c' || event.name === 'ctrl+z' || event.name === 'ctrl+l') this.#command(event);
    else if (prompt !== undefined) this.#promptKey(prompt, event);
    else if (panel?.type === 'menu') this.#menuKey(panel, event);
    else if (panel?.type === 'confirm') this.#confirmKey(panel, event);
    else if (panel?.type === 'text') this.#textKey(panel, event);
    else if (panel?.type === 'rises') this.#risesKey(panel, event);
    else this.#command(event);
  }

  #command(event: KeyEvent): void {
    this.#bindings.find(event.name, this.#dashboard)?.run(this.#dashboard);
  }

  #type(prompt: Prompt, text: string): void {
    // Nothing of it is shown as it came; what is no text at all is left out.
    const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
    prompt.text = prompt.text.slice(0, prompt.cursor) + clean + prompt.text.slice(prompt.cursor);
    prompt.cursor += clean.length;
    prompt.error = prompt.change(prompt.text);
    this.#dashboard.changed();
  }

  #promptKey(prompt: Prompt, event: KeyEvent): void {
    const dashboard = this.#dashboard;
    const edit = (text: string, cursor: number): void => {
      const changed = text !== prompt.text;
      prompt.text = safeText(text);
      prompt.cursor = Math.max(0, Math.min(text.length, cursor));
      if (changed) prompt.error = prompt.change(text);
    };
    const { text, cursor } = prompt;
    switch (event.name) {
      case 'enter':
        prompt.error = prompt.change(text);
        // What is wrong stays to be mended.
        if (prompt.error === '') {
          dashboard.prompt = undefined;
          prompt.submit(text);
        }
        break;
      case 'escape':
        dashboard.prompt = undefined;
        prompt.cancel();
        break;
      case 'up':
      case 'down': {
        const at = (prompt.recalled ?? -1) + (event.name === 'up' ? 1 : -1);
        const earlier = at < 0 ? '' : prompt.history?.[at];
        if (earlier === undefined) break;
        prompt.recalled = Math.max(-1, at);
        edit(earlier, earlier.length);
        break;
      }
      case 'backspace':
        if (cursor > 0) edit(text.slice(0, cursor - 1) + text.slice(cursor), cursor - 1);
        break;
      case 'delete':
        edit(text.slice(0, cursor) + text.slice(cursor + 1), cursor);
        break;
      case 'left':
        edit(text, cursor - 1);
        break;
      case 'right':
        edit(text, cursor + 1);
        break;
      case 'home':
      case 'ctrl+a':
        edit(text, 0);
        break;
      case 'end':
      case 'ctrl+e':
        edit(text, text.length);
        break;
      case 'ctrl+u':
        edit(text.slice(cursor), 0);
        break;
      case 'ctrl+w':
        edit(text.slice(0, cursor).replace(/\S+\s*$/, '') + text.slice(cursor), text.slice(0, cursor).replace(/\S+\s*$/, '').length);
        break;
      default:
        if (event.text !== '') this.#type(prompt, event.text);
    }
    dashboard.changed();
  }

  #menuKey(panel: MenuPanel, event: KeyEvent): void {
    const dashboard = this.#dashboard;
    const items = narrowed(panel);
    const move = (by: number): void => {
      panel.cursor = Math.max(0, Math.min(items.length - 1, panel.cursor + by));
    };
    switch (event.name) {
      case 'escape':
        if (panel.typed === '') dashboard.panel = undefined;
        panel.typed = '';
        break;
      case 'enter':
        this.#choose(panel, panel.cursor);
        break;
      case 'up':
      case 'ctrl+p':
        move(-1);
        break;
      case 'down':
      case 'ctrl+n':
      case 'tab':
        move(1);
        break;
      case 'pageup':
        move(-10);
        break;
      case 'pagedown':
        move(10);
        break;
      case 'home':
        move(-items.length);
        break;
      case 'end':
        move(items.length);
        break;
      case 'backspace':
        panel.typed = panel.typed.slice(0, -1);
        panel.cursor = 0;
        break;
      default:
        if (event.name === 'space' && panel.stays) this.#choose(panel, panel.cursor);
        else if (event.text !== '') {
          panel.typed += event.text;
          panel.cursor = 0;
        }
    }
    dashboard.changed();
  }

  #choose(panel: MenuPanel, index: number): void {
    const item = narrowed(panel)[index];
    if (item === undefined) return;
    if (!panel.stays) this.#dashboard.panel = undefined;
    panel.choose(item.id);
  }

  #confirmKey(panel: ConfirmPanel, event: KeyEvent): void {
    if (event.name === 'y' || event.name === 'Y' || event.name === 'enter') {
      this.#dashboard.panel = undefined;
      panel.confirm();
    } else if (event.name === 'n' || event.name === 'N' || event.name === 'escape' || event.name === 'q') {
      this.#dashboard.panel = undefined;
      this.#dashboard.say('nothing was sent');
    }
    this.#dashboard.changed();
  }

  #textKey(panel: TextPanel, event: KeyEvent): void {
    const { rows, columns } = this.#places;
    const page = Math.max(1, rows - headerHeight(rows, columns) - timeLineHeight(this.#dashboard) - 1 - PANEL_FRAME);
    const last = Math.max(0, panel.lines(panelWidth(panel, columns) - PANEL_SIDES).length - page);
    const steps: Readonly<Record<string, number>> = { up: -1, k: -1, down: 1, j: 1, enter: 1, pageup: -page, pagedown: page, space: page, home: -last, end: last };
    const step = steps[event.name];
    if (step !== undefined) panel.offset = Math.max(0, Math.min(last, panel.offset + step));
    else if (event.name === 'escape' || event.name === 'q' || event.name === '?' || event.name === 'F1' || event.name === '!') this.#dashboard.panel = undefined;
    this.#dashboard.changed();
  }

  #risesKey(panel: RisesPanel, event: KeyEvent): void {
    const dashboard = this.#dashboard;
    const move = (by: number): void => {
      const last = (panel.lists[panel.list]?.rises.length ?? 0) - 1;
      panel.cursor = Math.max(0, Math.min(last, panel.cursor + by));
    };
    const steps: Readonly<Record<string, number>> = { up: -1, k: -1, down: 1, j: 1, pageup: -10, pagedown: 10, home: -Infinity, end: Infinity };
    const step = steps[event.name];
    if (step !== undefined) move(step);
    else if (event.name === 'tab' || event.name === 'left' || event.name === 'right') {
      panel.list = (panel.list + 1) % panel.lists.length;
      move(0);
    } else if (event.name === 'enter') {
      const chosen = chosenRise(panel);
      if (chosen !== undefined) {
        dashboard.panel = undefined;
        panel.choose(...chosen);
      }
    } else if (event.name === 'escape' || event.name === 'q') dashboard.panel = undefined;
    dashboard.changed();
  }

  #mouse(event: MouseEvent): void {
    const { panel } = this.#dashboard;
    if (panel === undefined) {
      this.#pointer.handle(event);
      return;
    }
    if (event.action !== 'wheelUp' && event.action !== 'wheelDown') return;
    const key: KeyEvent = { type: 'key', name: event.action === 'wheelUp' ? 'up' : 'down', text: '' };
    if (panel.type === 'menu') this.#menuKey(panel, key);
    else if (panel.type === 'text') this.#textKey(panel, key);
    else if (panel.type === 'rises') this.#risesKey(panel, key);
  }
}
