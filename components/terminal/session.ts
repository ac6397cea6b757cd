import type { ReadStream, WriteStream } from 'node:tty';
import { type InputEvent, KeyDecoder } from './key-decoder.ts';

const ENTER = '\u001B[?1049h\u001B[2J\u001B[H\u001B[?25l\u001B[?7l\u001B[?2004h';
const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';
// Cleared before leaving: tmux 3.3 otherwise leaves lines of it on the main screen after a resize.
const LEAVE = '\u001B[r\u001B[0m\u001B[2J\u001B[H\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l';
/** A lone Escape is told from a sequence by nothing coming after it for this long. */
const ESCAPE_MILLISECONDS = 30;
const STOP_MILLISECONDS = 50;

export interface SessionOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly mouse: boolean;
  readonly handle: (event: InputEvent) => void;
}

/** Holds the terminal: alternate screen, raw mode, mouse; and gives it back whatever happens. */
export class TerminalSession {
  readonly #options: SessionOptions;
  #decoder = new KeyDecoder();
  #flush: NodeJS.Timeout | undefined;
  #held = false;
  readonly #onData = (bytes: Buffer): void => this.#data(bytes);

  constructor(options: SessionOptions) {
    this.#options = options;
    // The last resort: also after a crash the terminal is left as it was found.
    process.on('exit', () => this.release());
  }

  take(): void {
    if (this.#held) return;
    this.#held = true;
    const { input, output, mouse } = this.#options;
    output.write(ENTER + (mouse ? MOUSE_ON : ''));
    this.#decoder = new KeyDecoder();
    input.setRawMode(true);
    input.on('data', this.#onData);
    input.resume();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    const { input, output, mouse } = this.#options;
    clearTimeout(this.#flush);
    input.off('data', this.#onData);
    input.pause();
    try {
      input.setRawMode(false);
      output.write((mouse ? MOUSE_OFF : '') + LEAVE);
    } catch {
      // The terminal itself is gone: there is nothing to give back.
    }
  }

  /**
   * Back to the shell, as Ctrl-Z does in every program: the whole foreground group stops, for npm or a script may
   * have started this. A group without a shell is not stopped so by the kernel: then this program stops itself.
   * `resumed` is called when it is brought to the front again.
   */
  suspend(resumed: () => void): void {
    this.release();
    const alone = setTimeout(() => process.kill(process.pid, 'SIGSTOP'), STOP_MILLISECONDS);
    process.once('SIGCONT', () => {
      clearTimeout(alone);
      this.take();
      resumed();
    });
    process.kill(0, 'SIGTSTP');
  }

  #data(bytes: Buffer): void {
    clearTimeout(this.#flush);
    for (const event of this.#decoder.decode(bytes)) this.#options.handle(event);
    if (!this.#decoder.holding) return;
    this.#flush = setTimeout(() => {
      for (const event of this.#decoder.flush()) this.#options.handle(event);
    }, ESCAPE_MILLISECONDS);
  }
}
