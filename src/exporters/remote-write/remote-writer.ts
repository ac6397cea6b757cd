import { hostname } from 'node:os';
import { errorMessage, EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { familiesOf } from '../families.ts';
import type { ExportSelection } from '../selection.ts';
import type { SelfMetric } from '../self-metric.ts';
import { DROP_REASONS, type Dropped, Drops } from './drops.ts';
import { type PostSettings, type Receiver, receiverOf } from './post.ts';
import { RequestQueue } from './queue.ts';
import { RequestEncoder } from './request-encoder.ts';
import { within } from './within.ts';
import { Sender, type SenderClock, SYSTEM_CLOCK } from './sender.ts';
import { DEFAULT_LIMITS, Spool, type SpoolLimits } from './spool.ts';

export interface RemoteWriterOptions extends PostSettings {
  /** Of this receiver alone: where requests wait while it is away. */
  readonly folder: string;
  /** Seconds between two requests (default 60). */
  readonly intervalSeconds?: number | undefined;
  readonly selection?: ExportSelection | undefined;
  /** Labels of every series (default: `host`, the name of this machine). */
  readonly externalLabels?: Readonly<Record<string, string>> | undefined;
  readonly limits?: SpoolLimits | undefined;
  /** Figures of this program. */
  readonly self?: (() => readonly SelfMetric[]) | undefined;
  /** Takes lines for the log: an outage and its end, and what is dropped, once each. */
  readonly tell?: ((line: string) => void) | undefined;
  readonly clock?: SenderClock | undefined;
}

/** How it stands. Times in ms since the epoch, NaN for none. */
export interface RemoteWriteState {
  readonly queued: { readonly requests: number; readonly bytes: number; readonly oldest: number };
  readonly sent: { readonly requests: number; readonly samples: number; readonly bytes: number };
  readonly dropped: Dropped;
  /** What went wrong at the latest attempt; undefined when nothing did. */
  readonly lastError: string | undefined;
  /** Why the disk does not take what is to be kept. */
  readonly trouble: string | undefined;
}

const INTERVAL_SECONDS = 60;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** To send what is still there, and to bring the rest onto the disk. */
const GRACE = { send: 2000, keep: 1500 } as const;

/** Places hosts evenly in the interval: a thousand of them do not all send at the full minute. */
const phaseOf = (text: string, interval: number): number => [...text].reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7) % Math.max(1, interval);

function checkedLabels(labels: Readonly<Record<string, string>>, { hostname: where }: URL): Readonly<Record<string, string>> {
  const wrong = Object.keys(labels).find((name) => !LABEL.test(name) || name.startsWith('__'));
  if (wrong !== undefined) throw new UserError(`"${safeText(wrong)}" is no name of a label`, { where, mend: 'write letters, digits and _, no digit first', exitCode: EXIT.configuration });
  return labels;
}

/** Sends snapshots to a receiver of Prometheus remote write 1.0, and keeps them on disk while it is away. */
export class RemoteWriter {
  readonly #options: RemoteWriterOptions;
  readonly #receiver: Receiver;
  readonly #drops: Drops;
  readonly #encoder: RequestEncoder;
  readonly #queue: RequestQueue;
  readonly #sender: Sender;
  readonly #interval: number;
  readonly #phase: number;
  #slot = Number.NaN;
  #closed = false;

  private constructor(options: RemoteWriterOptions) {
    const { url, folder, limits = DEFAULT_LIMITS, clock = SYSTEM_CLOCK, intervalSeconds = INTERVAL_SECONDS, externalLabels = { host: hostname() } } = options;
    const tell = (line: string): void => options.tell?.(`remote write to ${url.host}: ${line}`);
    this.#options = options;
    this.#receiver = receiverOf(options, clock.now);
    this.#drops = new Drops(tell);
    this.#encoder = new RequestEncoder(checkedLabels(externalLabels, url));
    this.#queue = new RequestQueue(() => Spool.open(folder, limits, this.#drops), this.#drops, clock.now);
    this.#sender = new Sender(this.#queue, this.#receiver.post, this.#drops, tell, clock);
    this.#interval = intervalSeconds * 1000;
    this.#phase = phaseOf(`${Object.values(externalLabels).join()}${url.href}`, this.#interval);
  }

  /**
   * What an earlier run left is sent first. Rejects with a UserError for settings that cannot be, or when another process
   * sends from this folder; a folder that cannot be used is no reason: memory stands in, and `state.trouble` says why.
   */
  static async open(options: RemoteWriterOptions): Promise<RemoteWriter> {
    const writer = new RemoteWriter(options);
    await writer.#queue.start();
    writer.#sender.start();
    return writer;
  }

  /** Sends it when it is time. Takes some milliseconds then; never throws. */
  update(snapshot: Snapshot): void {
    const slot = Math.floor((snapshot.time - this.#phase) / this.#interval);
    // The first one has no rates yet.
    if (this.#closed || slot === this.#slot || !Number.isFinite(snapshot.intervalSeconds)) return;
    this.#slot = slot;
    try {
      const { selection = {}, self } = this.#options;
      const families = familiesOf(snapshot, selection, self?.());
      for (const request of this.#encoder.encode(families, snapshot.time)) void this.#queue.push(request).then(() => this.#sender.wake());
    } catch (error) {
      this.#drops.add('fault', { requests: 1, samples: 0 }, `a fault of this program: ${safeText(errorMessage(error))}`);
    }
  }

  get state(): RemoteWriteState {
    const { lastError, sent } = this.#sender;
    return { queued: this.#queue.waiting, sent, dropped: this.#drops.total, lastError, trouble: this.#queue.trouble };
  }

  /** Figures of this writer, labelled by its receiver. */
  metrics(): SelfMetric[] {
    const labels = { receiver: this.#options.url.host };
    const { queued, sent } = this.state;
    const prefix = 'pyprocwatch_remote_write';
    return [
      { name: `${prefix}_sent_samples_total`, help: 'Samples that the receiver took.', type: 'counter', value: sent.samples, labels },
      { name: `${prefix}_sent_bytes_total`, help: 'Bytes of requests that the receiver took.', type: 'counter', value: sent.bytes, labels },
      { name: `${prefix}_queued_bytes`, help: 'Bytes of requests that wait.', type: 'gauge', value: queued.bytes, labels },
      { name: `${prefix}_queued_requests`, help: 'Requests that wait.', type: 'gauge', value: queued.requests, labels },
      { name: `${prefix}_oldest_timestamp_seconds`, help: 'When the oldest that waits was sampled.', type: 'gauge', value: queued.oldest / 1000, labels },
      ...DROP_REASONS.map((reason): SelfMetric => ({ name: `${prefix}_dropped_samples_total`, help: 'Samples that will never be sent, by why.', type: 'counter', value: this.#drops.of(reason).samples, labels: { ...labels, reason } })),
    ];
  }

  /** Sends what it can within 2 s and keeps the rest on disk; resolves within 4 s. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sender.close(GRACE.send);
    this.#receiver.close();
    // A disk that hangs is not waited for.
    await within(this.#queue.close(), GRACE.keep);
  }
}
