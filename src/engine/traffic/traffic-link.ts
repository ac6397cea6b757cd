import { Worker } from 'node:worker_threads';
import { errorMessage } from '../../model/errors.ts';
import type { Frame } from '../../model/frame.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import { FrameDecoder } from '../wire.ts';
import type { FromTraffic, ToTraffic, TrafficOptions } from './protocol.ts';

const FIRST_RESTART_MILLISECONDS = 1000;
const LAST_RESTART_MILLISECONDS = 60_000;
/** How long what was under way may take to be stored. */
const CLOSE_MILLISECONDS = 400;
/** A thread that says nothing for so long hangs: what it said last is not of now. */
const SILENT_MILLISECONDS = 10_000;
const MEMORY = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 192 };

const workerFile = (): URL => new URL(import.meta.url.endsWith('.ts') ? './traffic-worker.ts' : './traffic-worker.mjs', import.meta.url);

/** The thread that reads logs and counts requests, as the sampler sees it: its last frames. One that crashes is started again. */
export class TrafficLink {
  readonly #options: TrafficOptions;
  #worker: Worker;
  #decoder = new FrameDecoder();
  #frames: readonly Frame[] = [];
  #notices: readonly Notice[] = [];
  #restart = FIRST_RESTART_MILLISECONDS;
  #closed = false;
  readonly #now: () => number;
  #heardAt = Number.NaN;

  /** `now`: ms of a clock that is never set. */
  constructor(options: TrafficOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
    this.#worker = this.#start();
  }

  /** For a sample. */
  frames(): readonly Frame[] {
    this.#worker.postMessage({ type: 'taken' } satisfies ToTraffic);
    return this.#isSilent ? this.#frames.map((frame) => frame.asStale()) : this.#frames;
  }

  notices(): readonly Notice[] {
    return this.#isSilent ? [{ source: 'endpoints', message: safeText('requests are not counted: the thread that does so has not answered for 10 s') }, ...this.#notices] : this.#notices;
  }

  get #isSilent(): boolean {
    return this.#now() - this.#heardAt > SILENT_MILLISECONDS;
  }

  /** Resolves when what was counted is stored, or it took too long. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MILLISECONDS);
      worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      worker.postMessage({ type: 'close' } satisfies ToTraffic);
    });
    await worker.terminate();
  }

  /** For tests, and for people who want to see it: ends the thread as a crash would. */
  async crash(): Promise<void> {
    await this.#worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerFile(), { workerData: this.#options, resourceLimits: MEMORY, execArgv: import.meta.url.endsWith('.ts') ? process.execArgv : [] });
    let reason = 'its thread ended';
    this.#decoder = new FrameDecoder();
    worker.on('message', (message: FromTraffic) => {
      if (message.type !== 'frames') return;
      this.#frames = message.frames.map((frame) => this.#decoder.decode(frame));
      this.#notices = message.notices;
      this.#heardAt = this.#now();
      this.#restart = FIRST_RESTART_MILLISECONDS;
    });
    worker.on('error', (error) => {
      reason = errorMessage(error);
    });
    worker.on('exit', () => this.#ended(reason));
    return worker;
  }

  #ended(reason: string): void {
    if (this.#closed) return;
    this.#frames = this.#frames.map((frame) => frame.asStale());
    this.#heardAt = Number.NaN;
    this.#notices = [{ source: 'endpoints', message: safeText(`requests are not counted for ${this.#restart / 1000} s: ${reason}`) }];
    setTimeout(() => {
      if (!this.#closed) this.#worker = this.#start();
    }, this.#restart).unref();
    this.#restart = Math.min(this.#restart * 2, LAST_RESTART_MILLISECONDS);
  }
}
