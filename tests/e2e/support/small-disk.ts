import { spawnSync } from 'node:child_process';
import { appendFileSync, closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, PROGRAM, type Sandbox } from './program.ts';
import { Watching } from './watching.ts';

export const canMount = isRoot && spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;
const PIECE = new Uint8Array(64 * 1024);
const AGAIN_MILLISECONDS = 20;
const PAGE = 4096;

/** A service whose state is on a small disk of its own, and another program that takes all the room there is. */
export class SmallDisk implements AsyncDisposable {
  readonly watch: Watching;
  /** Of the state, as it is seen from here. */
  readonly folder: string;
  readonly #filler: string;
  #filling: ReturnType<typeof setInterval> | undefined;

  private constructor(watch: Watching, folder: string) {
    this.watch = watch;
    this.folder = folder;
    this.#filler = join(folder, 'filler');
  }

  /** Whether what it logs comes here, or goes to a file on that disk. */
  static async start(sandbox: Sandbox, size: string, logsHere: boolean): Promise<SmallDisk> {
    const mounted = sandbox.make('small');
    const line = `mount -t tmpfs -o size=${size},mode=0700 none "$0" && exec "$@" ${logsHere ? '' : '>> "$0/log"'} 2>&1`;
    const watch = await Watching.run(sandbox, ['unshare', '--mount', 'sh', '-c', line, mounted, process.execPath, PROGRAM, 'watch', '--history', mounted], logsHere ? 'watching' : '');
    return new SmallDisk(watch, `/proc/${watch.pid}/root${mounted}`);
  }

  /** Takes all room, and whatever becomes free. */
  fill(): void {
    const log = join(this.folder, 'log');
    // What is left of its last page would be room for some lines.
    if (existsSync(log)) appendFileSync(log, '\n'.repeat(PAGE - (statSync(log).size % PAGE)));
    const file = openSync(this.#filler, 'a', 0o600);
    const take = (): void => {
      try {
        for (;;) writeSync(file, PIECE);
      } catch {
        // All is taken.
      }
    };
    take();
    this.#filling = setInterval(take, AGAIN_MILLISECONDS);
    this.#close = () => closeSync(file);
  }

  empty(): void {
    clearInterval(this.#filling);
    this.#close();
    this.#close = () => undefined;
    rmSync(this.#filler, { force: true });
  }

  /** What `look` finds in a copy of the folder. SQLite cannot be led into another's mounts by /proc; while the service stands still its files can be copied. */
  async copied<Found>(look: (folder: string) => Promise<Found>): Promise<Found> {
    const copy = mkdtempSync(join(tmpdir(), 'pyprocwatch-copy-'));
    try {
      this.watch.signal('SIGSTOP');
      for (const name of readdirSync(this.folder)) if (/^(alerts|history|requests)\.db(-wal)?$/.test(name)) copyFileSync(join(this.folder, name), join(copy, name));
      this.watch.signal('SIGCONT');
      return await look(copy);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#filling);
    this.#close();
    await this.watch[Symbol.asyncDispose]();
  }

  #close: () => void = () => undefined;
}
