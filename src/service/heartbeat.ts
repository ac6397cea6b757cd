import { errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';

const TIMEOUT_MILLISECONDS = 10_000;

/** Asks for an address after rounds that went well, so that somebody else notices when none comes. */
export class Heartbeat {
  readonly #url: URL;
  readonly #interval: number;
  readonly #tell: (line: string) => void;
  #last = Number.NEGATIVE_INFINITY;
  #failed = false;

  /** `tell` takes a line when it begins to fail and when it works again; never the address, which may be a secret. */
  constructor(url: URL, intervalMilliseconds: number, tell: (line: string) => void) {
    this.#url = url;
    this.#interval = intervalMilliseconds;
    this.#tell = tell;
  }

  /** `well`: whether samples came, rules were evaluated and what changed was stored; else `/fail` is told, as Healthchecks has it. */
  beat(well: boolean, clock: number): void {
    if (clock - this.#last < this.#interval) return;
    this.#last = clock;
    void this.#ask(well ? this.#url : new URL(`${this.#url.pathname.replace(/\/$/, '')}/fail${this.#url.search}`, this.#url));
  }

  async #ask(url: URL): Promise<void> {
    try {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      if (this.#failed) this.#tell('the heartbeat arrives again');
      this.#failed = false;
    } catch (error) {
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
