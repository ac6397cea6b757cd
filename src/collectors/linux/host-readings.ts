import { errorMessage } from '../../model/errors.ts';
import { Frame } from '../../model/frame.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { Contribution, HostCollector, HostFields, Roots, Tick } from '../collector.ts';

interface Reader {
  readonly name: string;
  readonly everyMilliseconds: number;
  readonly read: (tick: Tick) => Contribution;
  due: number;
  last: Contribution;
  /** Why the last reading failed: true until the next one, which may be due in many ticks. */
  failure: Notice | undefined;
}

/** Runs the collectors of a host. One that throws is named, keeps its last rows, marked stale, and stops nobody else. */
export class HostReadings {
  readonly #readers: Reader[];

  constructor(collectors: readonly HostCollector[], roots: Roots) {
    this.#readers = collectors.map((collector) => ({
      name: collector.name,
      everyMilliseconds: (collector.everySeconds ?? 0) * 1000,
      read: collector.start(roots),
      due: Number.NEGATIVE_INFINITY,
      last: {},
      failure: undefined,
    }));
  }

  collect(tick: Tick): { host: HostFields; frames: Frame[]; notices: Notice[] } {
    let host: HostFields = {};
    const frames: Frame[] = [];
    const notices: Notice[] = [];
    for (const reader of this.#readers) {
      if (tick.monotonic >= reader.due) {
        reader.due = tick.monotonic + reader.everyMilliseconds;
        try {
          reader.last = reader.read(tick);
          reader.failure = undefined;
        } catch (error) {
          reader.failure = { source: reader.name, message: safeText(`${reader.name}: ${errorMessage(error)}`) };
        }
      }
      if (reader.failure !== undefined) notices.push(reader.failure);
      host = { ...host, ...reader.last.host };
      for (const frame of reader.last.frames ?? []) frames.push(reader.failure === undefined ? frame : frame.asStale());
    }
    return { host, frames, notices };
  }
}
