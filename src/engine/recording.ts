import type { Recorded } from '../../storage/history/writer.ts';
import type { Frame } from '../model/frame.ts';
import type { Notice } from '../model/snapshot.ts';
import type { RecordingState } from '../model/timeline.ts';
import type { Recorder, RecorderOptions } from './recorder.ts';
import type { StoredFindings } from './stored-findings.ts';
import type { Watchman } from './watchman.ts';

/** While another process records, it is looked this often whether it still does. */
const LOOK_AGAIN_MILLISECONDS = 30_000;

/**
 * What the sampler does beside sampling: looks for what is unusual, and keeps what was seen. Loaded after the first sample.
 * While another process records, what is unusual is what that one has found; when it ends, both are taken over.
 */
export class Recording {
  readonly #options: RecorderOptions | undefined;
  #recorder: Recorder | undefined;
  #watchman: Watchman | undefined;
  #stored: StoredFindings | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #state: RecordingState = 'off';
  #notices: readonly Notice[] = [];
  #closed = false;

  constructor(options: RecorderOptions | undefined) {
    this.#options = options;
  }

  get state(): RecordingState {
    return this.#state;
  }

  /** What is unusual now, as a frame beside the others. */
  findings(sample: Recorded): readonly Frame[] {
    const frame = this.#stored?.observe(sample.time) ?? this.#watchman?.observe(sample);
    return frame === undefined ? [] : [frame];
  }

  /** Gives what is to be said of it. */
  record(sample: Recorded): readonly Notice[] {
    if (this.#options === undefined || this.#closed) return [];
    if (this.#recorder === undefined) {
      if (sample.time - this.#triedAt >= LOOK_AGAIN_MILLISECONDS || sample.time < this.#triedAt) {
        this.#triedAt = sample.time;
        void this.#start(this.#options, sample.time);
      }
      return this.#notices;
    }
    const notices = this.#recorder.record(sample);
    this.#state = this.#recorder.paused ? 'paused' : 'on';
    return notices;
  }

  close(): void {
    this.#closed = true;
    this.#recorder?.close();
    this.#recorder = undefined;
    this.#stored?.close();
    this.#stored = undefined;
  }

  async #start(options: RecorderOptions, now: number): Promise<void> {
    // Not needed for the first screen, and not at all where nothing is recorded.
    const [{ Recorder, recorderNotice }, { WriterPresent }, { Watchman }] = await Promise.all([import('./recorder.ts'), import('../../storage/history/writer-lock.ts'), import('./watchman.ts')]);
    try {
      const recorder = await Recorder.start(options, now);
      if (this.#closed) recorder.close();
      else this.#begin(recorder, this.#watchman ?? new Watchman(options.intervalMilliseconds), now);
    } catch (error) {
      if (error instanceof WriterPresent) await this.#leaveToOther(options);
      else {
        this.#watchman ??= new Watchman(options.intervalMilliseconds);
        this.#state = 'paused';
        this.#notices = [recorderNotice(error)];
      }
    }
  }

  #begin(recorder: Recorder, watchman: Watchman, now: number): void {
    this.#stored?.close();
    this.#stored = undefined;
    watchman.learnFrom(recorder.reader());
    const { kept } = recorder;
    if (kept !== undefined) watchman.resume(kept, now);
    recorder.keeping(() => watchman.save());
    this.#watchman = watchman;
    this.#recorder = recorder;
    this.#notices = [];
    this.#state = 'on';
  }

  async #leaveToOther({ folder, intervalMilliseconds }: RecorderOptions): Promise<void> {
    this.#state = 'elsewhere';
    this.#notices = [];
    this.#watchman = undefined;
    const { StoredFindings } = await import('./stored-findings.ts');
    // A history that was only begun cannot be read yet: it is tried again.
    this.#stored ??= await StoredFindings.open(folder, intervalMilliseconds).catch(() => undefined);
    if (this.#closed) this.close();
  }
}
