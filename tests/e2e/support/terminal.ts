import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import xterm from '@xterm/headless';
import { bytesOf, mouseReport } from './keys.ts';
import { isInstalled, PROGRAM, Sandbox } from './program.ts';
import { eventually, untilTrue } from './wait.ts';

/** A pty without a native module: script(1) of util-linux makes one. */
export const hasTerminal = process.platform === 'linux' && isInstalled('script');

export interface OpenOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Arguments of the program. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Folders to use, for a second start with the same preferences. */
  readonly sandbox?: Sandbox;
  /** What is run in the terminal in place of PyProcWatch. */
  readonly command?: readonly string[];
  /** What must be on the screen before the test goes on. */
  readonly ready?: string | RegExp;
}

/** What a program may leave behind in a terminal. */
export interface Modes {
  readonly alternate: boolean;
  readonly cursor: boolean;
  readonly mouse: boolean;
  readonly paste: boolean;
  readonly wrap: boolean;
}

export const RESTORED: Modes = { alternate: false, cursor: true, mouse: false, paste: false, wrap: true };

/** Longer than a terminal may pause within one sequence of a key. */
const ESCAPE_MILLISECONDS = 100;
const QUIET_MILLISECONDS = 120;
const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

function stateOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
  } catch {
    // It ended: nothing more is read.
    return 'S';
  }
}

const running = new Set<Terminal>();
process.on('exit', () => {
  for (const terminal of running) terminal.kill();
});

/** A program in a terminal, as a person has it: what the screen shows, and keys. */
export class Terminal implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #sandbox: Sandbox | undefined;
  readonly #chunks: Buffer[] = [];
  #parsed = 0;
  #received = 0;
  #touchedAt = Date.now();
  #code: number | null | undefined;
  /** The program in the terminal; 0 before it is there. */
  pid = 0;

  constructor(options: OpenOptions) {
    const { columns = 120, rows = 40, args = [], env = {}, command = [process.execPath, PROGRAM, ...args] } = options;
    const sandbox = options.sandbox ?? new Sandbox();
    this.#sandbox = options.sandbox === undefined ? sandbox : undefined;
    this.#screen = new xterm.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
    const line = `stty cols ${columns} rows ${rows}; exec ${command.map(quote).join(' ')}`;
    this.#child = spawn('script', ['-qec', line, '/dev/null'], { cwd: sandbox.work, env: sandbox.env(env), stdio: ['pipe', 'pipe', 'inherit'] });
    running.add(this);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#received += 1;
      this.#touchedAt = Date.now();
      this.#screen.write(chunk, () => {
        this.#parsed += 1;
      });
    });
    this.#child.once('close', (code) => {
      this.#code = code;
    });
  }

  /** Finds the program by /proc. */
  async attach(): Promise<void> {
    const script = this.#child.pid ?? 0;
    this.pid = await eventually(() => {
      const [child] = readFileSync(`/proc/${script}/task/${script}/children`, 'latin1').split(' ');
      return child === undefined || child === '' ? undefined : Number(child);
    }, () => 'script started nothing');
  }

  lines(): string[] {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true, 0, this.#screen.cols).trimEnd() ?? '');
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** Text and looks of every cell. */
  picture(): string[] {
    const { active } = this.#screen.buffer;
    return this.lines().map((text, row) => {
      const line = active.getLine(active.baseY + row);
      const looks = Array.from({ length: this.#screen.cols }, (_, column) => {
        const cell = line?.getCell(column);
        return cell === undefined ? '' : [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor(), cell.isBold(), cell.isDim(), cell.isUnderline(), cell.isInverse()].join('/');
      });
      return `${text}  ${looks.filter((look, column) => look !== looks[column - 1]).join(' ')}`;
    });
  }

  /** The first line that holds it. */
  line(what: string | RegExp): string | undefined {
    return this.lines().find((line) => (typeof what === 'string' ? line.includes(what) : what.test(line)));
  }

  /** Waits until the screen shows it; gives the line. A failure prints the screen. */
  shows(what: string | RegExp, patience?: number): Promise<string> {
    return eventually(() => this.line(what), () => `the screen never showed ${what}:\n${this.frame()}`, patience);
  }

  hides(what: string | RegExp): Promise<void> {
    return untilTrue(() => this.line(what) === undefined, () => `the screen went on showing ${what}:\n${this.frame()}`);
  }

  /** The screen with a border, for messages. */
  frame(): string {
    const edge = `+${'-'.repeat(this.#screen.cols)}+`;
    const lines = this.text().trimEnd().split('\n');
    return [edge, ...lines.map((line) => `|${line.padEnd(this.#screen.cols)}|`), edge].join('\n');
  }

  /** Waits until nothing was written for a moment and all of it is on the screen. */
  async settled(): Promise<void> {
    await untilTrue(() => this.#parsed === this.#received && Date.now() - this.#touchedAt > QUIET_MILLISECONDS, () => `the screen never came to rest:\n${this.frame()}`);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.send(bytesOf(key));
      if (key === 'Escape') await this.#answered();
    }
  }

  /** After a lone Escape: what comes too soon would make another key of it, as on every terminal. */
  async #answered(): Promise<void> {
    await this.#asleep();
    await sleep(ESCAPE_MILLISECONDS);
    await this.#asleep();
  }

  /** Until the program and the terminal wait for input: what was sent has been read, however busy the machine is. */
  async #asleep(): Promise<void> {
    const pids = [this.#child.pid ?? 0, this.pid];
    for (let tries = 0, quiet = 0; tries < 400 && quiet < 3; tries += 1) {
      await sleep(5);
      quiet = pids.every((pid) => stateOf(pid) === 'S') ? quiet + 1 : 0;
    }
  }

  /** Whether what stands there is what a drawing from scratch makes of it: nothing stale, nothing lost. */
  async isClean(): Promise<readonly [found: string[], redrawn: string[]]> {
    await this.settled();
    const found = this.picture();
    await this.press('ctrl+l');
    await this.settled();
    return [found, this.picture()];
  }

  type(text: string): void {
    this.send(text);
  }

  send(bytes: string | Buffer): void {
    this.#child.stdin.write(bytes);
    this.#touchedAt = Date.now();
  }

  click(x: number, y: number): void {
    this.send(mouseReport(0, x, y, true) + mouseReport(0, x, y, false));
  }

  /** Clicks on the first place where the text stands. */
  clickOn(text: string): void {
    const y = this.lines().findIndex((line) => line.includes(text));
    if (y < 0) throw new Error(`${text} is not on the screen:\n${this.frame()}`);
    this.click(this.lines()[y]?.indexOf(text) ?? 0, y);
  }

  wheel(direction: 'up' | 'down', x = 5, y = 12): void {
    this.send(mouseReport(direction === 'up' ? 64 : 65, x, y, true));
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#stty('cols', String(columns), 'rows', String(rows));
    this.#touchedAt = Date.now();
  }

  /** Settings of the terminal line, as `stty -a` has them. */
  lineSettings(): string {
    return this.#stty('-a');
  }

  #stty(...args: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync('stty', ['-F', readlinkSync(`/proc/${this.pid}/fd/0`), ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  raw(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  modes(): Modes {
    const { modes, buffer } = this.#screen;
    // The emulator does not tell whether its cursor is shown: the last word counts.
    const raw = this.raw();
    return {
      alternate: buffer.active.type === 'alternate',
      cursor: raw.lastIndexOf('\u001B[?25h') >= raw.lastIndexOf('\u001B[?25l'),
      mouse: modes.mouseTrackingMode !== 'none',
      paste: modes.bracketedPasteMode,
      wrap: modes.wraparoundMode,
    };
  }

  /** Waits for the end; gives the exit code. */
  async exited(): Promise<number | null> {
    const code = await eventually(() => this.#code, () => `the program did not end:\n${this.frame()}`);
    await untilTrue(() => this.#parsed === this.#received, 'not all output was read');
    return code;
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
    // script(1) stops itself with what runs in it.
    if (name === 'SIGCONT') this.#child.kill(name);
  }

  /** The window is closed: the terminal is gone. */
  hangUp(): void {
    this.#child.kill('SIGKILL');
  }

  kill(): void {
    running.delete(this);
    for (const pid of [this.pid, this.#child.pid ?? 0]) {
      try {
        if (pid > 0 && this.#code === undefined) process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await new Promise((resolve) => this.#child.once('exit', resolve));
    this.#sandbox?.[Symbol.dispose]();
  }
}

/** Starts PyProcWatch in a terminal of that size and waits until it shows processes. */
export async function open(options: OpenOptions = {}): Promise<Terminal> {
  const terminal = new Terminal(options);
  await terminal.attach();
  await terminal.shows(options.ready ?? /\d+ processes +\d+ threads/);
  return terminal;
}
