import { prepareFolder } from '../../storage/state-folder.ts';
import type { Tiers } from '../../storage/history/tiers.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { HistoryWriter, type Recorded } from '../../storage/history/writer.ts';
import type { SavedState } from '../analysis/findings/leak-state.ts';
import { EXIT, UserError, errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Notice } from '../model/snapshot.ts';
import { collect } from './stay-small.ts';

/** Timers are late or early by some milliseconds: a sample that comes this part of the interval after the last one is due. */
const DUE = 0.9;
/** What is lost of the evidence by a kill. */
const SAVE_MILLISECONDS = 10 * 60_000;
const STATE_NAME = 'leaks';

export interface RecorderOptions {
  readonly folder: string;
  readonly tiers: Tiers;
  /** A sample is kept this often; a screen may show more of them. */
  readonly intervalMilliseconds: number;
  /**
   * How old samples may become before minutes and hourly totals are made of them; 0 for at once. A screen leaves it for a
   * day, or to `record`: it takes memory by the number of processes.
   */
  readonly compactAfterMilliseconds: number;
  /** What a second recorder is told: `pyprocwatch top`. */
  readonly command: string;
}

/** Keeps samples in the history. What goes wrong becomes a notice; it never ends the sampling. */
export class Recorder {
  readonly #writer: HistoryWriter;
  readonly #interval: number;
  readonly #compactAfter: number;
  #last = 0;
  #tended = false;
  #save: () => SavedState | undefined = () => undefined;
  #savedAt: number;
  #unwritten: SavedState | undefined;

  private constructor(writer: HistoryWriter, { intervalMilliseconds, compactAfterMilliseconds }: RecorderOptions, now: number) {
    this.#writer = writer;
    this.#savedAt = now;
    this.#interval = intervalMilliseconds;
    this.#compactAfter = compactAfterMilliseconds;
  }

  /** Rejects with `WriterPresent` when another process records there, a `UserError` when it cannot be written. */
  static async start(options: RecorderOptions, now: number): Promise<Recorder> {
    const { folder, tiers, command } = options;
    const refused = await prepareFolder(folder);
    if (refused !== undefined) throw new UserError(`history cannot be kept: ${refused}`, { where: folder, mend: 'choose another folder with --history', exitCode: EXIT.unavailable });
    return new Recorder(await HistoryWriter.open(folder, { pid: process.pid, command, since: now }, tiers), options, now);
  }

  /** Gives what the screen should say of it. */
  record(snapshot: Recorded): readonly Notice[] {
    // Without an interval there are no rates yet.
    if (Number.isFinite(snapshot.intervalSeconds) && (snapshot.time - this.#last >= DUE * this.#interval || snapshot.time < this.#last)) {
      if (this.#writer.record(snapshot)) this.#last = snapshot.time;
      if (this.#writer.sealed) collect();
    }
    this.#keep(snapshot.time);
    if (this.#writer.tend(snapshot.time, this.#compactAfter)) this.#tended = true;
    // A chunk taken apart leaves megabytes behind, which V8 would keep for a minute and more.
    else if (this.#tended) {
      this.#tended = false;
      collect();
    }
    const { trouble, lost } = this.#writer;
    return [...lost, ...(trouble === undefined ? [] : [trouble])].map((line) => ({ source: 'history', message: safeText(line) }));
  }

  /** Whether nothing is recorded at the moment. */
  get paused(): boolean {
    return this.#writer.trouble !== undefined;
  }

  /** What was recorded before. */
  reader(): HistoryReader {
    return new HistoryReader(this.#writer.database);
  }

  /** What the recorder of before kept last. */
  get kept(): SavedState | undefined {
    return this.#writer.keptState(STATE_NAME);
  }

  /** Keeps what `save` gives for the next recorder, now and then and at the end. */
  keeping(save: () => SavedState | undefined): void {
    this.#save = save;
  }

  /** Gathered at one sample and written at the next: each takes some milliseconds. */
  #keep(now: number): void {
    const state = this.#unwritten;
    this.#unwritten = undefined;
    if (state !== undefined) this.#writer.keepState(STATE_NAME, state);
    else if (Math.abs(now - this.#savedAt) >= SAVE_MILLISECONDS) {
      this.#savedAt = now;
      this.#unwritten = this.#save();
    }
  }

  close(): void {
    const state = this.#save();
    if (state !== undefined) this.#writer.keepState(STATE_NAME, state);
    this.#writer.close();
  }
}

/** Why there is no recorder, as a notice. */
export const recorderNotice = (error: unknown): Notice => ({ source: 'history', message: safeText(error instanceof UserError ? error.line : errorMessage(error)) });
