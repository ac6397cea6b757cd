import { prepareFolder } from '../../storage/state-folder.ts';
import type { Tiers } from '../../storage/history/tiers.ts';
import { HistoryReader } from '../../storage/history/reader.ts';
import { HistoryWriter, type Recorded } from '../../storage/history/writer.ts';
import { EXIT, UserError, errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Notice } from '../model/snapshot.ts';
import { collect } from './stay-small.ts';

/** Timers are late or early by some milliseconds: a sample that comes this part of the interval after the last one is due. */
const DUE = 0.9;

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

  private constructor(writer: HistoryWriter, { intervalMilliseconds, compactAfterMilliseconds }: RecorderOptions) {
    this.#writer = writer;
    this.#interval = intervalMilliseconds;
    this.#compactAfter = compactAfterMilliseconds;
  }

  /** Rejects with `WriterPresent` when another process records there, a `UserError` when it cannot be written. */
  static async start(options: RecorderOptions, now: number): Promise<Recorder> {
    const { folder, tiers, command } = options;
    const refused = await prepareFolder(folder);
    if (refused !== undefined) throw new UserError(`history cannot be kept: ${refused}`, { where: folder, mend: 'choose another folder with --history', exitCode: EXIT.unavailable });
    return new Recorder(await HistoryWriter.open(folder, { pid: process.pid, command, since: now }, tiers), options);
  }

  /** Gives what the screen should say of it. */
  record(snapshot: Recorded): readonly Notice[] {
    // Without an interval there are no rates yet.
    if (Number.isFinite(snapshot.intervalSeconds) && (snapshot.time - this.#last >= DUE * this.#interval || snapshot.time < this.#last)) {
      if (this.#writer.record(snapshot)) this.#last = snapshot.time;
      if (this.#writer.sealed) collect();
    }
    if (this.#writer.tend(snapshot.time, this.#compactAfter)) this.#tended = true;
    // A chunk taken apart leaves megabytes behind, which V8 would keep for a minute and more.
    else if (this.#tended) {
      this.#tended = false;
      collect();
    }
    const { trouble } = this.#writer;
    return trouble === undefined ? [] : [{ source: 'history', message: safeText(trouble) }];
  }

  /** What was recorded before. */
  reader(): HistoryReader {
    return new HistoryReader(this.#writer.database);
  }

  close(): void {
    this.#writer.close();
  }
}

/** Why there is no recorder, as a notice. */
export const recorderNotice = (error: unknown): Notice => ({ source: 'history', message: safeText(error instanceof UserError ? error.line : errorMessage(error)) });
