import { UserError } from '../../src/model/errors.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import type { SavedState } from '../../src/analysis/findings/leak-state.ts';
import { safeText } from '../../src/model/safe-text.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { join } from 'node:path';
import { Compaction } from './compaction.ts';
import { TextIds } from './identities.ts';
import { IdentityReader } from './identity-reader.ts';
import { readLayouts, storedKind } from './layouts.ts';
import { OpenWindow, sealHeads, widthOf } from './open-window.ts';
import { applyRetention } from './retention.ts';
import { prepareStore, STORE_FILE } from './schema.ts';
import { readState, writeState } from './state.ts';
import { Database, notUsable, numberOf, sqliteWords } from './sqlite.ts';
import { LEAST_SAMPLES_MILLISECONDS, type Tiers } from './tiers.ts';
import { tickKind } from './tick-kind.ts';
import { WriterLock, type WriterName } from './writer-lock.ts';

/** After a failure (a full disk) it is tried again this often. */
const RETRY_MILLISECONDS = 5000;
const RETENTION_MILLISECONDS = 60_000;

const ALL = safeText('all');

/** What the writer needs of a Snapshot: those that follow from others are not stored. */
export type Recorded = Pick<Snapshot, 'time' | 'intervalSeconds' | 'notices' | 'collected'>;

/**
 * The one writer of a history. Each tick is one transaction, after which it outlives a kill of the program; windows are
 * sealed into chunks as they fill. A write that fails pauses recording with one clear word (`trouble`), and it is taken up
 * again by itself.
 */
export class HistoryWriter {
  readonly #database: Database;
  readonly #lock: WriterLock;
  readonly #tiers: Tiers;
  readonly #texts: TextIds;
  readonly #windows = new Map<string, OpenWindow>();
  readonly #identities: IdentityReader;
  readonly #compactions = new Map<number, Compaction>();
  /** Layouts of which chunks of samples wait to be made into minutes and hours. */
  readonly #due = new Set<number>();
  #retentionAt = 0;
  #last = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #broken = false;
  #trouble: string | undefined;
  #sealed = false;
  readonly #lost: string[] = [];

  private constructor(database: Database, lock: WriterLock, tiers: Tiers) {
    this.#database = database;
    this.#lock = lock;
    this.#tiers = { ...tiers, samplesMilliseconds: Math.max(tiers.samplesMilliseconds, LEAST_SAMPLES_MILLISECONDS) };
    this.#texts = new TextIds(database);
    this.#identities = new IdentityReader(database);
  }

  /** Rejects with `WriterPresent` when another process writes here, a `UserError` when the store cannot be used. */
  static async open(folder: string, name: WriterName, tiers: Tiers): Promise<HistoryWriter> {
    const path = join(folder, STORE_FILE);
    let lock: WriterLock | undefined;
    let database: Database | undefined;
    try {
      lock = await WriterLock.take(folder, name);
      database = await Database.open(path, { readOnly: false });
      prepareStore(database, path);
      const writer = new HistoryWriter(database, lock, tiers);
      writer.#recover();
      return writer;
    } catch (error) {
      database?.close();
      lock?.release();
      throw error instanceof UserError ? error : notUsable('written', path, error);
    }
  }

  /** Whether the last `record` sealed a window, which leaves megabytes of garbage behind. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** Why nothing is recorded at the moment; undefined when all is well. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** What a writer before this one left that cannot be read, a line each. */
  get lost(): readonly string[] {
    return this.#lost;
  }

  get database(): Database {
    return this.#database;
  }

  /** Records one tick. Never throws: see `trouble`. A tick that is not later than the one before (a clock set back) is left out. */
  record(snapshot: Recorded): boolean {
    this.#sealed = false;
    const { time } = snapshot;
    if (time < this.#last && !this.#broken) this.#trouble = `recording is paused: the clock was set back; it goes on when it is past ${new Date(this.#last).toLocaleString('sv')}`;
    if (time <= this.#last) return false;
    if (this.#broken && time - this.#failedAt < RETRY_MILLISECONDS && time >= this.#failedAt) return false;
    try {
      if (this.#broken) this.#recover();
      this.#write(snapshot);
      this.#last = time;
      this.#trouble = undefined;
      return true;
    } catch (error) {
      this.#broken = true;
      this.#failedAt = time;
      this.#trouble = `recording is paused: ${sqliteWords(error)}; it goes on by itself`;
      this.#texts.forget();
      for (const window of this.#windows.values()) window.forget();
      return false;
    }
  }

  /**
   * What keeps the history small: minutes and hourly totals of one sealed chunk, and now and then what is too old goes.
   * Called after each tick, and takes some milliseconds; gives whether there is more of it to do. Never throws: what fails is
   * tried again.
   * `waits`: how old samples may become before minutes and totals are made of them, ms.
   */
  tend(now: number, waits = 0): boolean {
    if (this.#broken) return false;
    try {
      const [id] = this.#due;
      if (id !== undefined) {
        if (this.#compactionOf(id)?.step(this.#tiers, waits > 0 ? now - waits : Number.POSITIVE_INFINITY) !== true) this.#due.delete(id);
      } else if (now - this.#retentionAt >= RETENTION_MILLISECONDS || now < this.#retentionAt) {
        this.#retentionAt = now;
        // A minute of which samples are about to go is stored first, and with it the names that it needs.
        for (const compaction of this.#compactions.values()) compaction.settle(now - this.#tiers.samplesMilliseconds, this.#tiers);
        applyRetention(this.#database, this.#tiers, now, (id) => this.#compactionOf(id)?.storedTo ?? Number.POSITIVE_INFINITY);
      }
      return this.#due.size > 0;
    } catch (error) {
      this.#trouble = `history cannot be tidied: ${sqliteWords(error)}`;
      return false;
    }
  }

  /** Keeps what a program wants to know at its next start. Never throws: of a full disk `record` tells. */
  keepState(name: string, state: SavedState): void {
    if (this.#broken) return;
    try {
      writeState(this.#database, name, state);
    } catch {
      // What was kept before is there yet, and the next one will tell the same.
    }
  }

  /** What was kept under that name; undefined where there is none that can be read. */
  keptState(name: string): SavedState | undefined {
    try {
      return readState(this.#database, name);
    } catch {
      return undefined;
    }
  }

  close(): void {
    try {
      this.#database.close();
    } finally {
      this.#lock.release();
    }
  }

  #write(snapshot: Recorded): void {
    const frames = [ticksOf(snapshot), ...snapshot.collected().filter((frame) => !frame.stale && storedKind(frame.kind.name) !== undefined)];
    const windows = frames.map((frame) => {
      const window = this.#windowOf(frame.kind.name);
      if (window.isFull(snapshot.time, frame)) {
        window.seal();
        this.#sealed = true;
        this.#due.add(window.id);
      }
      return { window, frame };
    });
    const until = snapshot.time + this.#tiers.samplesMilliseconds;
    this.#database.transaction(() => {
      for (const { window, frame } of windows) window.append(snapshot.time, frame, until);
    });
  }

  #windowOf(name: string): OpenWindow {
    let window = this.#windows.get(name);
    if (window === undefined) {
      const kind = storedKind(name);
      if (kind === undefined) throw new RangeError(`kind ${name} is not stored`);
      window = new OpenWindow(this.#database, kind, this.#texts);
      this.#windows.set(name, window);
    }
    return window;
  }

  #compactionOf(id: number): Compaction | undefined {
    const known = this.#compactions.get(id);
    if (known !== undefined) return known;
    const layout = readLayouts(this.#database).get(id);
    const kind = layout === undefined ? undefined : storedKind(layout.kind);
    if (layout === undefined || kind === undefined) return undefined;
    const made = new Compaction(this.#database, id, layout, kind, this.#identities);
    this.#compactions.set(id, made);
    return made;
  }

  /** What a writer that was killed, or a write that failed, left open is sealed; time never goes back behind it. */
  #recover(): void {
    for (const [id, layout] of readLayouts(this.#database)) {
      const { damaged, damagedFrom } = sealHeads(this.#database, id, widthOf(layout));
      if (damaged > 0) this.#lost.push(`${damaged} ${damaged === 1 ? 'tick' : 'ticks'} of ${layout.kind} from ${new Date(damagedFrom).toLocaleString('sv')} on could not be read and ${damaged === 1 ? 'was' : 'were'} set aside: pyprocwatch history check tells more`);
      this.#due.add(id);
    }
    this.#compactions.clear();
    this.#last = Math.max(this.#last, numberOf(this.#database.get('SELECT max(t1) AS last FROM chunk'), 'last') || 0);
    for (const window of this.#windows.values()) window.forget();
    this.#broken = false;
  }
}

function ticksOf({ intervalSeconds, notices }: Recorded): ReturnType<FrameBuilder<'intervalSeconds', 'of' | 'notices'>['build']> {
  const builder = new FrameBuilder(tickKind);
  builder.add({ of: ALL, intervalSeconds, notices: safeText(notices.length === 0 ? '' : JSON.stringify(notices)) });
  return builder.build();
}
