import { InspectError } from '../../model/errors.ts';
import type { Frame } from '../../model/frame.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Demand, type InspectRequest, NO_DEMAND, type RecordingState, type Selector, type Series, type Timeline, type Unsubscribe } from '../../model/timeline.ts';
import { LocalInspection } from '../local-inspection.ts';
import { RecentHistory } from '../recent-history.ts';
import { staleSnapshot } from '../stale.ts';
import { noticeOf, PassingNotice } from './passing-notice.ts';
import { ServiceMismatch } from './protocol.ts';
import { reconnect } from './reconnect.ts';
import { ServiceConnection, type Wanted } from './service-connection.ts';

export interface AttachOptions extends Wanted {
  /** How often the screen wants a sample; the service decides how often there is one. */
  readonly intervalMilliseconds: number;
  /** Samples by itself from then on; `remembered` is what the screen has seen till then. */
  readonly takeOver: (remembered: RecentHistory) => Timeline;
  /** How long a service that went away is waited for (default 5 s). */
  readonly reconnectMilliseconds?: number;
}

const RECONNECT_MILLISECONDS = 5000;
/** Timers are late or early by some milliseconds: a sample that comes this part of the interval after the last one is due. */
const DUE = 0.9;
/** So many samples say why they are our own, or not as many as are wanted. */
const OWN_SAMPLES = 60;
const SLOW_SAMPLES = 3;

const ENDED = 'pyprocwatch watch ended: this screen samples by itself';

/**
 * What a running service samples. When it goes away the screen says so, waits for it for some seconds, and then samples by
 * itself until it is left, whether the service comes back or not.
 */
export class AttachedTimeline implements Timeline {
  readonly #options: AttachOptions;
  readonly #history = new RecentHistory();
  readonly #local = new LocalInspection();
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #closing = new AbortController();
  readonly #passing = new PassingNotice();
  #connection: ServiceConnection | undefined;
  #own: Timeline | undefined;
  #latest: Snapshot | undefined;
  /** Came and was not shown: paused, or too soon. */
  #unseen: Snapshot | undefined;
  /** Time of the last sample of the service that was shown; NaN when the next one is due at once. */
  #shownAt = Number.NaN;
  #demand: Demand = NO_DEMAND;
  #interval: number;
  #paused = false;
  #recording: RecordingState = 'off';
  /** Since when there is no service (`performance.now()`): one that is only met, and gone before it gave a sample, is not back. */
  #lostAt: number | undefined;

  private constructor(options: AttachOptions) {
    this.#options = options;
    this.#interval = options.intervalMilliseconds;
  }

  /** Undefined when no service answers, or one that records elsewhere. One of another version is not followed: the screen samples by itself, and says so. */
  static async attach(options: AttachOptions): Promise<AttachedTimeline | undefined> {
    const timeline = new AttachedTimeline(options);
    try {
      await timeline.#connect();
      return timeline;
    } catch (error) {
      if (!(error instanceof ServiceMismatch)) return undefined;
      timeline.#takeOver(error.line);
      return timeline;
    }
  }

  latest(): Snapshot | undefined {
    return this.#latest;
  }

  /** What the service does is done elsewhere. */
  recording(): RecordingState {
    if (this.#own !== undefined) return this.#own.recording?.() ?? 'off';
    return this.#recording === 'on' ? 'elsewhere' : this.#recording;
  }

  follows(): number | undefined {
    return this.#connection?.service.intervalMilliseconds;
  }

  subscribe(listener: (snapshot: Snapshot) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  series(selector: Selector): Series {
    return this.#history.series(selector);
  }

  inspect(request: InspectRequest): Promise<Frame> {
    return this.#local.inspect(request, this.#latest)
      ?? (this.#own ?? this.#connection)?.inspect(request)
      ?? Promise.reject(new InspectError('pyprocwatch watch went away', 'try again'));
  }

  demand(demand: Demand): void {
    this.#demand = demand;
    (this.#own ?? this.#connection)?.demand(demand);
  }

  /** The service goes on: it has others to sample for. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.#own?.pause(paused);
    if (paused || this.#own !== undefined) return;
    if (this.#unseen !== undefined) this.#show(this.#unseen);
    else if (this.#latest !== undefined) this.#publish(this.#latest);
  }

  /** Of a service's samples, as many are shown as the interval asks for. */
  setInterval(milliseconds: number): void {
    this.#interval = milliseconds;
    if (this.#own === undefined) this.#sayIfSlow();
    else this.#own.setInterval(milliseconds);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#connection?.close();
    await this.#own?.close();
  }

  async #connect(): Promise<void> {
    const connection = await ServiceConnection.open(this.#options, {
      sample: (snapshot, recording) => this.#receive(snapshot, recording),
      ended: (words) => this.#lost(words),
    });
    // Left meanwhile; or it has ended already, and what follows from that is under way.
    if (this.#closing.signal.aborted || !connection.isOpen) {
      connection.close();
      return;
    }
    this.#connection = connection;
    connection.demand(this.#demand);
    this.#sayIfSlow();
  }

  /** More is wanted than the service samples. */
  #sayIfSlow(): void {
    const every = this.follows() ?? 0;
    this.#passing.say(this.#interval < every * DUE ? `pyprocwatch watch takes a sample each ${every / 1000} s; --standalone takes them by itself` : undefined, SLOW_SAMPLES);
  }

  #receive(received: Snapshot, recording: RecordingState): void {
    this.#recording = recording;
    this.#lostAt = undefined;
    if (this.#paused || !this.#isDue(received.time)) this.#unseen = received;
    else this.#show(received);
  }

  #isDue(time: number): boolean {
    const shown = this.#shownAt;
    // The same moment once more is news of it.
    return Number.isNaN(shown) || time <= shown || time - shown >= this.#interval * DUE;
  }

  #lost(words: string): void {
    this.#connection = undefined;
    this.#recording = 'off';
    this.#unseen = undefined;
    this.#shownAt = Number.NaN;
    if (this.#closing.signal.aborted) return;
    this.#lostAt ??= performance.now();
    const end = this.#lostAt + (this.#options.reconnectMilliseconds ?? RECONNECT_MILLISECONDS);
    if (words !== '' || performance.now() > end) this.#takeOver(words === '' ? ENDED : `pyprocwatch watch: ${words}`);
    else {
      this.#publish(staleSnapshot(this.#latest, noticeOf('pyprocwatch watch went away: waiting for it'), Date.now()));
      void this.#waitFor(end);
    }
  }

  async #waitFor(end: number): Promise<void> {
    const back = await reconnect(() => this.#connect(), end, this.#closing.signal);
    if (back !== true) this.#takeOver(back === false ? ENDED : back.line);
  }

  #takeOver(why: string): void {
    if (this.#closing.signal.aborted) return;
    this.#passing.say(why, OWN_SAMPLES);
    const own = this.#options.takeOver(this.#history);
    this.#own = own;
    if (this.#interval !== this.#options.intervalMilliseconds) own.setInterval(this.#interval);
    own.demand(this.#demand);
    if (this.#paused) own.pause(true);
    own.subscribe((snapshot) => this.#publish(this.#passing.with(snapshot)));
  }

  #show(snapshot: Snapshot): void {
    this.#unseen = undefined;
    if (snapshot.time !== this.#shownAt) this.#history.record(snapshot);
    // The first rates, and what comes after the service was lost, are waited for.
    this.#shownAt = Number.isNaN(snapshot.intervalSeconds) ? Number.NaN : snapshot.time;
    this.#publish(this.#passing.with(snapshot));
  }

  #publish(snapshot: Snapshot): void {
    this.#latest = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }
}
