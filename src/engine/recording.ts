import type { Recorded } from '../../storage/history/writer.ts';
import type { Frame } from '../model/frame.ts';
import type { Notice } from '../model/snapshot.ts';
import type { RecordingState } from '../model/timeline.ts';
import type { Recorder, RecorderOptions } from './recorder.ts';
import type { Watchman } from './watchman.ts';

/** While another process records, it is looked this often whether it still does. */
const LOOK_AGAIN_MILLISECONDS = 30_000;

/**
 * What the sampler does beside sampling: looks for what is unusual, and keeps what was seen. Loaded after the first sample;
 * recording is taken over when another process ends its own.
 */
export class Recording {
  readonly #options: RecorderOptions | undefined;
  #recorder: Recorder | undefined;
  #watchman: Watchman | undefined;
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
    const frame = this.#watchman?.observe(sample);
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
    this.#state = notices.length === 0 ? 'on' : 'paused';
    return notices;
  }

  close(): void {
    this.#closed = true;
    this.#recorder?.close();
    this.#recorder = undefined;
  }

  async #start(options: RecorderOptions, now: number): Promise<void> {
    // Not needed for the first screen, and not at all where nothing is recorded.
    const [{ Recorder, recorderNotice }, { WriterPresent }, { Watchman }] = await Promise.all([import('./recorder.ts'), import('../../storage/history/writer-lock.ts'), import('./watchman.ts')]);
    this.#watchman ??= new Watchman(options.intervalMilliseconds);
    try {
      const recorder = await Recorder.start(options, now);
      if (this.#closed) recorder.close();
      else {
        this.#recorder = recorder;
        this.#watchman.learnFrom(recorder.reader());
      }
      this.#notices = [];
      this.#state = 'on';
    } catch (error) {
      const elsewhere = error instanceof WriterPresent;
      this.#state = elsewhere ? 'elsewhere' : 'paused';
      this.#notices = elsewhere ? [] : [recorderNotice(error)];
    }
  }
}
