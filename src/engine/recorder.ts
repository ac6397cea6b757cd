import { prepareFolder } from '../../storage/state-folder.ts';
import type { Tiers } from '../../storage/history/tiers.ts';
import { HistoryWriter, type Recorded } from '../../storage/history/writer.ts';
import { EXIT, UserError, errorMessage } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import type { Notice } from '../model/snapshot.ts';

/** Samples that follow faster are not all kept. */
const LEAST_MILLISECONDS = 900;

export interface RecorderOptions {
  readonly folder: string;
  readonly tiers: Tiers;
  /** What a second recorder is told: `pyprocwatch top`. */
  readonly command: string;
}

/** Keeps samples in the history. What goes wrong becomes a notice; it never ends the sampling. */
export class Recorder {
  readonly #writer: HistoryWriter;
  #last = 0;

  private constructor(writer: HistoryWriter) {
    this.#writer = writer;
  }

  /** Rejects with `WriterPresent` when another process records there, a `UserError` when it cannot be written. */
  static async start({ folder, tiers, command }: RecorderOptions, now: number): Promise<Recorder> {
    const refused = await prepareFolder(folder);
    if (refused !== undefined) throw new UserError(`history cannot be kept: ${refused}`, { where: folder, mend: 'choose another folder with --history', exitCode: EXIT.unavailable });
    return new Recorder(await HistoryWriter.open(folder, { pid: process.pid, command, since: now }, tiers));
  }

  /** Gives what the screen should say of it. */
  record(snapshot: Recorded): readonly Notice[] {
    // Without an interval there are no rates yet.
    if (Number.isFinite(snapshot.intervalSeconds) && (snapshot.time - this.#last >= LEAST_MILLISECONDS || snapshot.time < this.#last)) {
      if (this.#writer.record(snapshot)) this.#last = snapshot.time;
      this.#writer.tend(snapshot.time);
    }
    const { trouble } = this.#writer;
    return trouble === undefined ? [] : [{ source: 'history', message: safeText(trouble) }];
  }

  close(): void {
    this.#writer.close();
  }
}

/** Why there is no recorder, as a notice. */
export const recorderNotice = (error: unknown): Notice => ({ source: 'history', message: safeText(error instanceof UserError ? error.line : errorMessage(error)) });
