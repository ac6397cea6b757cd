import { execFile } from 'node:child_process';

/** Runs a program without a shell; what goes wrong with it is its own affair. */
type Run = (file: string, args: readonly string[]) => void;

const run: Run = (file, args) => {
  execFile(file, args, { timeout: 5000 }, () => undefined).unref();
};

/**
 * Tells systemd how the service is (sd_notify(3)), where it asks. Node cannot write to its socket itself, so it goes by
 * systemd-notify, which takes some 40 ms of another process: seldom.
 */
export class Systemd {
  readonly #run: Run;
  readonly #asked: boolean;
  readonly #watchdogMilliseconds: number;
  #fedAt = Number.NEGATIVE_INFINITY;

  constructor(env: Readonly<Record<string, string | undefined>>, runner: Run = run) {
    this.#run = runner;
    this.#asked = (env['NOTIFY_SOCKET'] ?? '') !== '';
    const microseconds = Number(env['WATCHDOG_USEC']);
    // A child that was started on behalf of another is not the one that is watched.
    const ours = env['WATCHDOG_PID'] === undefined || Number(env['WATCHDOG_PID']) === process.pid;
    this.#watchdogMilliseconds = ours && microseconds > 0 ? microseconds / 1000 : Infinity;
  }

  /** Whether the watchdog would bite between two evaluations that are so many ms apart. */
  isTooShort(interval: number): boolean {
    return this.#asked && this.#watchdogMilliseconds < 2 * interval;
  }

  ready(): void {
    this.#tell('--ready', '--status=watching');
  }

  reloading(): void {
    this.#tell('RELOADING=1');
  }

  stopping(): void {
    this.#tell('STOPPING=1');
  }

  /** After an evaluation: the service works. Told as often as the watchdog needs it, three times in its time. `clock`: ms of a clock that is never set; `next`: ms to the next evaluation. */
  alive(clock: number, next: number): void {
    if (this.#watchdogMilliseconds === Infinity || clock - this.#fedAt + next < this.#watchdogMilliseconds / 3) return;
    this.#fedAt = clock;
    this.#tell('WATCHDOG=1');
  }

  #tell(...words: readonly string[]): void {
    if (this.#asked) this.#run('systemd-notify', ['--no-block', `--pid=${process.pid}`, ...words]);
  }
}
