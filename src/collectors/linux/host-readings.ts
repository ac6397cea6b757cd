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
    }));
  }

  collect(tick: Tick): { host: HostFields; frames: Frame[]; notices: Notice[] } {
    let host: HostFields = {};
    const frames: Frame[] = [];
    const notices: Notice[] = [];
    for (const reader of this.#readers) {
      let stale = false;
      if (tick.monotonic >= reader.due) {
        reader.due = tick.monotonic + reader.everyMilliseconds;
        try {
          reader.last = reader.read(tick);
        } catch (error) {
          stale = true;
          notices.push({ source: reader.name, message: safeText(`${reader.name}: ${errorMessage(error)}`) });
        }
      }
      host = { ...host, ...reader.last.host };
      for (const frame of reader.last.frames ?? []) frames.push(stale ? frame.asStale() : frame);
    }
    return { host, frames, notices };
  }
}
