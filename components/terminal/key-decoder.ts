import { StringDecoder } from 'node:string_decoder';

/** A key as the binding table names it: `a`, `A`, `enter`, `ctrl+c`, `alt+x`, `F5`, `shift+tab`, `pageup`. */
export interface KeyEvent {
  readonly type: 'key';
  readonly name: string;
  /** What it types into a prompt: '' for keys that type nothing. */
  readonly text: string;
}

/** `x` and `y` count cells from 0. */
export interface MouseEvent {
  readonly type: 'mouse';
  readonly action: 'press' | 'release' | 'wheelUp' | 'wheelDown';
  readonly button: number;
  readonly x: number;
  readonly y: number;
}

export interface PasteEvent {
  readonly type: 'paste';
  readonly text: string;
}

export type InputEvent = KeyEvent | MouseEvent | PasteEvent;

const ESCAPE = '\u001B';
const PASTE_START = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;
const MAX_PASTE = 4096;

const FINAL_LETTERS: Readonly<Record<string, string>> = {
  A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', Z: 'shift+tab', P: 'F1', Q: 'F2', R: 'F3', S: 'F4', E: 'clear',
};
const TILDE_NUMBERS: Readonly<Record<string, string>> = {
  1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end',
  11: 'F1', 12: 'F2', 13: 'F3', 14: 'F4', 15: 'F5', 17: 'F6', 18: 'F7', 19: 'F8', 20: 'F9', 21: 'F10', 23: 'F11', 24: 'F12',
};
const LINUX_CONSOLE: Readonly<Record<string, string>> = { A: 'F1', B: 'F2', C: 'F3', D: 'F4', E: 'F5' };
const CONTROL_NAMES: Readonly<Record<string, string>> = { '\r': 'enter', '\n': 'enter', '\t': 'tab', '\u007F': 'backspace', '\b': 'backspace', ' ': 'space' };

/** Modifiers of xterm's sequences: 1 + shift 1 + alt 2 + ctrl 4. */
function withModifiers(name: string, parameter: string | undefined): string {
  const bits = Number(parameter ?? '1') - 1;
  if (!(bits > 0)) return name;
  return `${(bits & 4) !== 0 ? 'ctrl+' : ''}${(bits & 2) !== 0 ? 'alt+' : ''}${(bits & 1) !== 0 ? 'shift+' : ''}${name}`;
}

const key = (name: string, text = ''): KeyEvent => ({ type: 'key', name, text });

function fromSequence(body: string, final: string): InputEvent | undefined {
  if (body.startsWith('<') && (final === 'M' || final === 'm')) return mouse(body.slice(1), final);
  const [first = '', modifiers] = body.split(';');
  const name = final === '~' ? TILDE_NUMBERS[first] : FINAL_LETTERS[final];
  return name === undefined ? undefined : key(withModifiers(name, modifiers));
}

/** xterm's SGR mouse report (mode 1006). */
function mouse(body: string, final: string): MouseEvent | undefined {
  const [code = Number.NaN, x = Number.NaN, y = Number.NaN] = body.split(';').map(Number);
  if (!Number.isInteger(code) || !Number.isInteger(x) || !Number.isInteger(y)) return undefined;
  const wheel = (code & 64) !== 0;
  if (!wheel && (code & 32) !== 0) return undefined;
  const action = wheel ? ((code & 1) === 0 ? 'wheelUp' : 'wheelDown') : final === 'M' ? 'press' : 'release';
  return { type: 'mouse', action, button: code & 3, x: x - 1, y: y - 1 };
}

function fromCharacter(character: string): KeyEvent {
  const named = CONTROL_NAMES[character];
  if (named !== undefined) return key(named, character === ' ' ? ' ' : '');
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return key(`ctrl+${String.fromCharCode(code + 0x60)}`);
  return key(character, character);
}

/** Text in these is an answer of the terminal (colours, titles), never typed: OSC, DCS, APC, PM, SOS. */
const STRINGS = ']P_^X';
const LONGEST_STRING = 4096;
const LONGEST_SEQUENCE = 64;

/**
 * Cuts what a terminal sends into keys, mouse reports and pastes. A sequence that arrives in parts is held until it
 * is whole, however long that takes: none of it may be taken for keys. Only a lone Escape is ended by silence
 * (`flush`, to be called a moment after the last bytes).
 */
export class KeyDecoder {
  readonly #utf8 = new StringDecoder('utf8');
  #held = '';
  /** What was pasted so far, while a paste goes on. */
  #pasting: string | undefined;

  decode(bytes: Buffer): InputEvent[] {
    this.#held += this.#utf8.write(bytes);
    const events: InputEvent[] = [];
    let from = 0;
    while (from < this.#held.length) {
      const taken = this.#pasting === undefined ? this.#take(this.#held.slice(from, from + LONGEST_STRING), events) : this.#paste(from, events);
      if (taken === 0) break;
      from += taken;
    }
    this.#held = this.#held.slice(from);
    return events;
  }

  get holding(): boolean {
    return this.#held !== '';
  }

  flush(): InputEvent[] {
    if (this.#pasting !== undefined) return [];
    // Alt with one of these looks like the start of an answer that never came.
    const alone = this.#held === ESCAPE;
    if (alone || (this.#held.length === 2 && STRINGS.includes(this.#held.charAt(1)))) this.#held = '';
    return alone ? [key('escape')] : [];
  }

  /** Keeps the first of what is pasted, swallows the rest up to its end. */
  #paste(from: number, events: InputEvent[]): number {
    const held = this.#held;
    const end = held.indexOf(PASTE_END, from);
    // The end itself may come in parts.
    const until = end < 0 ? Math.max(from, held.length - PASTE_END.length + 1) : end;
    const text = (this.#pasting ?? '') + held.slice(from, until);
    this.#pasting = text.slice(0, MAX_PASTE);
    if (end < 0) return until - from;
    events.push({ type: 'paste', text: this.#pasting });
    this.#pasting = undefined;
    return end + PASTE_END.length - from;
  }

  /** Takes one event off the front of `held`; gives the characters used, 0 when more must come. */
  #take(held: string, events: InputEvent[]): number {
    if (!held.startsWith(ESCAPE)) {
      const character = String.fromCodePoint(held.codePointAt(0) ?? 0);
      events.push(fromCharacter(character));
      return character.length;
    }
    if (held.length === 1) return 0;
    if (held.startsWith(PASTE_START)) {
      this.#pasting = '';
      return PASTE_START.length;
    }
    const second = held.charAt(1);
    if (second === '[') return takeSequence(held, events);
    if (second === 'O') {
      if (held.length < 3) return 0;
      const name = FINAL_LETTERS[held.charAt(2)];
      if (name !== undefined) events.push(key(name));
      return 3;
    }
    if (second === ESCAPE) {
      events.push(key('escape'));
      return 1;
    }
    if (STRINGS.includes(second)) {
      const end = STRING_END.exec(held.slice(2));
      if (end === null) return held.length >= LONGEST_STRING ? held.length : 0;
      return 2 + end.index + end[0].length;
    }
    const character = String.fromCodePoint(held.codePointAt(1) ?? 0);
    events.push(key(`alt+${fromCharacter(character).name}`));
    return 1 + character.length;
  }
}

const STRING_END = new RegExp('\\u0007|\\u001B\\\\');

function takeSequence(held: string, events: InputEvent[]): number {
  if (held.charAt(2) === '[') {
    if (held.length < 4) return 0;
    const name = LINUX_CONSOLE[held.charAt(3)];
    if (name !== undefined) events.push(key(name));
    return 4;
  }
  let end = 2;
  while (end < held.length && /[\x20-\x3f]/.test(held.charAt(end))) end += 1;
  // A sequence this long is noise: dropped whole.
  if (end === held.length) return held.length > LONGEST_SEQUENCE ? held.length : 0;
  // The old mouse report (X10) has three bytes more, which are no keys.
  if (end === 2 && held.charAt(end) === 'M') return held.length < end + 4 ? 0 : end + 4;
  const event = fromSequence(held.slice(2, end), held.charAt(end));
  if (event !== undefined) events.push(event);
  return end + 1;
}
