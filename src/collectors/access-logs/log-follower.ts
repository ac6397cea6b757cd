import { type BigIntStats, closeSync, constants, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../model/errors.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import { globPaths, MOST_PATHS } from './glob-paths.ts';
import { isCopy, isSameFile, type LogPosition } from './log-position.ts';
import { type LogSink, OpenLog } from './open-log.ts';

const POLL_MILLISECONDS = 250;
/** Bytes of all files that are read in one turn: what does something else in this thread waits no longer than that takes. */
const TURN_BYTES = 4 << 20;
const CHUNK = 1 << 18;
/** A file that was renamed is read until nothing came for so long: its writer may not know yet (nginx until it gets USR1). */
const LEAVING_MILLISECONDS = 10_000;
/** Patterns are looked up again so often. */
const LOOK_MILLISECONDS = 2000;
const MOST_NEIGHBOURS = 1000;
/** Positions of files that are not open; the oldest are forgotten. */
const MOST_POSITIONS = 256;

export interface LogFollowerOptions {
  /** Paths, or patterns with `*` and `?`. */
  readonly paths: readonly string[];
  /** A new reader for a file; what is there is a `LineReader` each. */
  readonly sink: (path: string) => LogSink;
  /** Where reading stood when it ended last (`positions`). */
  readonly positions?: readonly LogPosition[];
  /** Where a file begins that there is no position of, at the start. What appears later is read whole. Default: end. */
  readonly from?: 'start' | 'end';
  readonly turnBytes?: number;
  /** The monotonic clock in milliseconds. Default: performance.now. */
  readonly now?: () => number;
}

/** A path that is followed: the file that is there now, and those that were there and may still get lines. */
interface Followed {
  readonly path: string;
  current: OpenLog | undefined;
  readonly leaving: { readonly log: OpenLog; quietSince: number }[];
  problem: SafeText | undefined;
}

/**
 * Follows logs through rotation (rename and create, copytruncate), truncation, late creation, links that change, and
 * vanishing and coming back. It looks every 250 ms, which works on every file system, and reads no more than a bound in
 * each turn; what is left waits in the file.
 */
export class LogFollower {
  readonly #options: LogFollowerOptions;
  readonly #now: () => number;
  readonly #files = new Map<string, Followed>();
  /** Of files that are not open: as they were at the last end, and those that were rotated away and read to their end. */
  #waiting: LogPosition[];
  readonly #buffer = Buffer.allocUnsafe(CHUNK);
  #lastLook = Number.NEGATIVE_INFINITY;
  #atStart = true;
  #next = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LogFollowerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#waiting = [...(options.positions ?? [])];
  }

  /** Reads what is new, up to the bound; gives how many bytes there were. Never throws for what a file does. */
  turn(): number {
    const now = this.#now();
    if (now - this.#lastLook >= LOOK_MILLISECONDS) {
      this.#lastLook = now;
      this.#look();
    }
    let budget = this.#options.turnBytes ?? TURN_BYTES;
    let total = 0;
    const files = [...this.#files.values()];
    // Each turn begins with another file, so that a busy one does not starve the others.
    for (let index = 0; index < files.length; index += 1) {
      const file = files[(index + this.#next) % files.length];
      if (file === undefined) continue;
      const read = this.#follow(file, budget, now);
      budget -= read;
      total += read;
    }
    this.#next = files.length === 0 ? 0 : (this.#next + 1) % files.length;
    this.#atStart = false;
    return total;
  }

  /** Turns by itself until `stop`. `onTurn` is told the bytes of each. */
  start(onTurn: (bytes: number) => void = () => undefined): void {
    const again = (): void => {
      const read = this.turn();
      onTurn(read);
      // More is waiting: go on at once, but let others have their turn.
      this.#timer = setTimeout(again, read >= (this.#options.turnBytes ?? TURN_BYTES) ? 0 : POLL_MILLISECONDS);
    };
    again();
  }

  /** Closes all files. What waits for the rest of its line is not counted; the next start reads it again. */
  stop(): void {
    clearTimeout(this.#timer);
    for (const file of this.#files.values()) {
      file.current?.close(false);
      for (const { log } of file.leaving) log.close(false);
      file.current = undefined;
      file.leaving.length = 0;
    }
  }

  /** Where reading stands, to go on from there after a restart without counting twice. Ask before `stop`. */
  positions(): readonly LogPosition[] {
    const open = [...this.#files.values()].flatMap(({ current, leaving }) => [...leaving.map(({ log }) => log.position), ...(current === undefined ? [] : [current.position])]);
    return [...open, ...this.#waiting];
  }

  /** How each path is: bytes behind its end, and what is wrong with it. */
  states(): readonly { readonly path: SafeText; readonly behind: number; readonly problem: SafeText | undefined }[] {
    return [...this.#files.values()].map(({ path, current, leaving, problem }) => ({ path: safeText(path), behind: (current?.behind ?? 0) + leaving.reduce((sum, { log }) => sum + log.behind, 0), problem }));
  }

  #look(): void {
    for (const path of this.#options.paths.flatMap((pattern) => globPaths(pattern))) {
      if (this.#files.size < MOST_PATHS && !this.#files.has(path)) this.#files.set(path, { path, current: undefined, leaving: [], problem: undefined });
    }
  }

  #follow(file: Followed, budget: number, now: number): number {
    let left = budget;
    try {
      const stats = statOf(file.path);
      if (file.current !== undefined && (stats === undefined || !file.current.isFile(String(stats.dev), String(stats.ino)))) {
        file.leaving.push({ log: file.current, quietSince: now });
        file.current = undefined;
      }
      if (file.current === undefined && stats !== undefined) this.#open(file, stats, now);
      else if (stats === undefined) file.problem = safeText('there is no such file yet');
    } catch (error) {
      file.problem = safeText(errorCode(error) === 'EACCES' ? 'it may not be read' : `it cannot be read (${errorCode(error)})`);
    }
    for (const leaving of file.leaving) left -= this.#read(file, leaving.log, left, () => (leaving.quietSince = now));
    for (let index = file.leaving.length - 1; index >= 0; index -= 1) {
      const leaving = file.leaving[index];
      if (leaving === undefined || leaving.log.behind > 0 || now - leaving.quietSince < LEAVING_MILLISECONDS) continue;
      leaving.log.close(true);
      file.leaving.splice(index, 1);
      // A pattern may fit its new name: what was read of it is not read again.
      this.#waiting = [...this.#waiting, leaving.log.position].slice(-MOST_POSITIONS);
    }
    // The old file's lines come before the new one's.
    if (file.current !== undefined && file.leaving.every(({ log }) => log.behind === 0)) left -= this.#read(file, file.current, left, () => undefined);
    const cut = file.current?.takeCut();
    if (cut !== undefined) this.#openRotated(file, cut, now);
    return budget - left;
  }

  #read(file: Followed, log: OpenLog, budget: number, onBytes: () => void): number {
    if (budget <= 0) return 0;
    try {
      const read = log.read(this.#buffer, budget);
      if (read > 0) onBytes();
      return read;
    } catch (error) {
      file.problem = safeText(`it cannot be read (${errorCode(error)})`);
      return 0;
    }
  }

  #open(file: Followed, stats: BigIntStats, now: number): void {
    if (!stats.isFile()) {
      file.problem = safeText('it is no file');
      return;
    }
    // Followed under another name: a rotated file that the pattern fits too.
    if (this.#isFollowed(stats)) return;
    const descriptor = openSync(file.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const opened = fstatSync(descriptor, { bigint: true });
      const known = this.#waiting.find((position) => isSameFile(descriptor, position, opened));
      const kept = this.#waiting.filter((position) => position.path === file.path && position !== known);
      this.#waiting = this.#waiting.filter((position) => position !== known && position.path !== file.path);
      for (const position of kept) this.#openRotated(file, position, now);
      // A path that there is a position of had its file replaced while nobody looked: the new one is all new.
      const whole = !this.#atStart || this.#options.from === 'start' || kept.length > 0;
      file.current = new OpenLog(file.path, descriptor, known?.offset ?? (whole ? 0 : Number(opened.size)), this.#options.sink(file.path));
      file.problem = undefined;
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  #isFollowed(stats: BigIntStats): boolean {
    return [...this.#files.values()].some(({ current, leaving }) => [current, ...leaving.map(({ log }) => log)].some((log) => log?.isFile(String(stats.dev), String(stats.ino)) === true));
  }

  /** Looks beside a path for the file that was rotated away while nobody looked, or for the copy that was made before it was cut off, and reads the rest of it. */
  #openRotated(file: Followed, position: LogPosition, now: number): void {
    const folder = dirname(file.path);
    const name = basename(file.path);
    for (const neighbour of readdirSync(folder).slice(0, MOST_NEIGHBOURS)) {
      // access.log.1, access.log-20260105, access-2026.log
      if (neighbour === name || !neighbour.startsWith(name.replace(/\.[^.]*$/, ''))) continue;
      const path = join(folder, neighbour);
      const stats = statOf(path);
      if (stats === undefined || !stats.isFile() || this.#isFollowed(stats)) continue;
      const renamed = String(stats.ino) === position.inode && String(stats.dev) === position.device;
      // As long as what was read of it, and behind that something that was not.
      if (!renamed && !(position.headBytes > 0 && Number(stats.size) > position.offset)) continue;
      const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const opened = fstatSync(descriptor, { bigint: true });
      if (renamed ? isSameFile(descriptor, position, opened) : isCopy(descriptor, position, opened)) {
        file.leaving.push({ log: new OpenLog(file.path, descriptor, position.offset, this.#options.sink(file.path)), quietSince: now });
        return;
      }
      closeSync(descriptor);
    }
  }
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
