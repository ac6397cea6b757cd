import { errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';

const TIMEOUT_MILLISECONDS = 10_000;

/** Asks for an address after rounds that went well, so that somebody else notices when none comes. */
export class Heartbeat {
  readonly #url: URL;
  readonly #fail: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #interval: number;
  readonly #tell: (line: string) => void;
  readonly #closing = new AbortController();
  #last = Number.NEGATIVE_INFINITY;
  #failed = false;

  /** `tell` takes a line when it begins to fail and when it works again; never the address, which may be a secret. */
  constructor(url: URL, intervalMilliseconds: number, tell: (line: string) => void) {
    const { username, password } = url;
    // fetch takes no address with a password in it, and says so with the address.
    this.#headers = username === '' && password === '' ? {} : { authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}` };
    this.#url = Object.assign(new URL(url), { username: '', password: '' });
    this.#fail = Object.assign(new URL(this.#url), { pathname: `${url.pathname.replace(/\/+$/, '')}/fail` });
    this.#interval = intervalMilliseconds;
    this.#tell = tell;
  }

  /** `well`: whether samples came, rules were evaluated and what changed was stored; else `/fail` is told, as Healthchecks has it. */
  beat(well: boolean, clock: number): void {
    if (clock - this.#last < this.#interval) return;
    this.#last = clock;
    void this.#ask(well ? this.#url : this.#fail);
  }

  /** An answer that is waited for must not keep the program from ending. */
  close(): void {
    this.#closing.abort();
  }

  async #ask(url: URL): Promise<void> {
    try {
      const response = await fetch(url, { headers: this.#headers, redirect: 'manual', signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]) });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      if (this.#failed) this.#tell('the heartbeat arrives again');
      this.#failed = false;
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      if (!this.#failed) this.#tell(`the heartbeat does not arrive: ${safeText(reasonOf(error))}`);
      this.#failed = true;
    }
  }
}

/** fetch hides the reason in the cause; neither holds the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : errorMessage(cause);
}
