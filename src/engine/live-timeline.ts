import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { InspectError, errorMessage } from '../model/errors.ts';
import type { Frame } from '../model/frame.ts';
import { safeText } from '../model/safe-text.ts';
import { type Notice, Snapshot } from '../model/snapshot.ts';
import { type Demand, type InspectRequest, NO_DEMAND, type RecordingState, type Selector, type Series, type Timeline, type Unsubscribe } from '../model/timeline.ts';
import { derive } from './derive.ts';
import { LocalInspection } from './local-inspection.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';
import { RecentHistory } from './recent-history.ts';
import { staleSnapshot } from './stale.ts';
import { FrameDecoder, FrameEncoder } from './wire.ts';

const FIRST_RESTART_MILLISECONDS = 250;
const LAST_RESTART_MILLISECONDS = 10_000;
/** Samples after which a crash of the sampler is no longer spoken of. */
const CALM_SAMPLES = 60;
/** How long the sampler's thread may take to end by itself. */
const CLOSE_MILLISECONDS = 500;
/** The sampler needs little; a bound keeps V8 from growing its heap where collecting would do. */
const WORKER_MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };

interface Pending {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
}

const workerFile = (): URL => new URL(import.meta.url.endsWith('.ts') ? './sampler-worker.ts' : './sampler-worker.mjs', import.meta.url);

/** The host that this program runs on, sampled in a thread of its own. A sampler that crashes is started again, and the screen says so. */
export class LiveTimeline implements Timeline {
  readonly #options: WorkerOptions;
  readonly #history: RecentHistory;
  readonly #local = new LocalInspection();
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #pending = new Map<number, Pending>();
  #worker: Worker;
  #decoder = new FrameDecoder();
  #extras = new FrameEncoder();
  #latest: Snapshot | undefined;
  #demand: Demand = NO_DEMAND;
  #interval: number;
  #paused = false;
  #closed = false;
  #running = false;
  #restart = FIRST_RESTART_MILLISECONDS;
  #crash: Notice | undefined;
  #sinceCrash = 0;
  #nextId = 1;
  #recording: RecordingState = 'off';

  /** `remembered`: what a screen saw before it sampled by itself. */
  constructor(options: WorkerOptions, remembered = new RecentHistory()) {
    this.#options = options;
    this.#history = remembered;
    this.#interval = options.intervalMilliseconds;
    this.#worker = this.#start();
  }

  latest(): Snapshot | undefined {
    return this.#latest;
  }

  recording(): RecordingState {
    return this.#recording;
  }

  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  series(selector: Selector): Series {
    return this.#history.series(selector);
  }

  inspect(request: InspectRequest): Promise<Frame> {
    const local = this.#local.inspect(request, this.#latest);
    if (local !== undefined) return local;
    // Nobody would answer.
    if (!this.#running) return Promise.reject(new InspectError(this.#closed ? 'the sampler was closed' : 'the sampler is being started again', 'try again'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#pending.set(id, { resolve, reject });
      this.#post({ type: 'inspect', id, request });
    });
  }

  demand(demand: Demand): void {
    this.#demand = demand;
    this.#post({ type: 'demand', demand });
  }

  /** A frame that is not sampled (alerts): it goes with each sample from the next one on, into the history too. */
  extra(frame: Frame): void {
    this.#post({ type: 'extra', frame: this.#extras.encode(frame) });
  }

  pause(paused: boolean): void {
    this.#paused = paused;
    this.#post({ type: 'pause', paused });
  }

  setInterval(milliseconds: number): void {
    this.#interval = milliseconds;
    this.#post({ type: 'interval', milliseconds });
  }

  async close(): Promise<void> {
    this.#closed = true;
    // The history is closed in order; a thread that hangs is ended all the same.
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#post({ type: 'close' });
    await Promise.race([ended, sleep(CLOSE_MILLISECONDS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  /** For tests and for people who want to see it: ends the sampler's thread as a crash would. */
  async crash(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(workerFile(), {
      workerData: { ...this.#options, intervalMilliseconds: this.#interval },
      resourceLimits: WORKER_MEMORY,
      execArgv: import.meta.url.endsWith('.ts') ? process.execArgv : [],
    });
    this.#running = true;
    let reason = 'its thread ended';
    this.#decoder = new FrameDecoder();
    this.#extras = new FrameEncoder();
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => {
      reason = errorMessage(error);
    });
    worker.on('exit', () => this.#ended(reason));
    worker.postMessage({ type: 'demand', demand: this.#demand } satisfies ToWorker);
    if (this.#paused) worker.postMessage({ type: 'pause', paused: true } satisfies ToWorker);
    return worker;
  }

  #ended(reason: string): void {
    this.#running = false;
    for (const { reject } of this.#pending.values()) reject(new InspectError('the sampler was restarted', 'try again'));
    this.#pending.clear();
    if (this.#closed) return;
    this.#sinceCrash = 0;
    const wait = this.#restart;
    this.#restart = Math.min(this.#restart * 2, LAST_RESTART_MILLISECONDS);
    this.#crash = { source: 'sampler', message: safeText(`the sampler stopped (${reason}); started again after ${wait / 1000} s`) };
    this.#publish(staleSnapshot(this.#latest, this.#crash, Date.now()));
    setTimeout(() => {
      if (!this.#closed) this.#worker = this.#start();
    }, wait).unref();
  }

  #receive(message: FromWorker): void {
    if (message.type === 'sample') {
      // Decoded in any case: the texts in it are not sent again.
      const frames = message.frames.map((frame) => this.#decoder.decode(frame));
      this.#recording = message.recording;
      // One that was on its way when it was paused; the first rates are waited for.
      if (this.#paused && Number.isFinite(this.#latest?.intervalSeconds)) return;
      // What a failed collector did not send stays, marked as old.
      const sent = new Set(message.frames.map((frame) => frame.kind));
      for (const frame of this.#latest?.collected() ?? []) if (!sent.has(frame.kind.name)) frames.push(frame.asStale());
      this.#calm();
      const notices = this.#crash === undefined ? message.notices : [this.#crash, ...message.notices];
      const snapshot = new Snapshot(message.time, message.intervalSeconds, frames, notices, derive);
      this.#history.record(snapshot);
      this.#publish(snapshot);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'inspected') pending?.resolve(new FrameDecoder().decode(message.frame));
    else pending?.reject(new InspectError(message.message, message.mend));
  }

  /** After a while of samples the crash is past, and the next one is met without delay. */
  #calm(): void {
    this.#sinceCrash += 1;
    if (this.#sinceCrash < CALM_SAMPLES) return;
    this.#crash = undefined;
    this.#restart = FIRST_RESTART_MILLISECONDS;
  }

  #publish(snapshot: Snapshot): void {
    this.#latest = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
}
