import { readdir } from 'node:fs/promises';
import { prepareFolder } from '../../../storage/state-folder.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import type { Drops } from './drops.ts';
import { isBefore, type Position, PositionFile } from './position.ts';
import { encodeRecord } from './record.ts';
import type { WriteRequest } from './request.ts';
import { FIRST_RECORD, Segment, sequenceOf } from './segment.ts';
import { lockSpool } from './spool-lock.ts';

export interface SpoolLimits {
  /** Of all files. */
  readonly bytes: number;
  /** Older requests are dropped. */
  readonly milliseconds: number;
}

/** A receiver that is away for 48 h: of a host of 2000 processes, once a minute, some 110 MB. */
export const DEFAULT_LIMITS: SpoolLimits = { bytes: 512 << 20, milliseconds: 48 * 3_600_000 };

/** A request and where it ends: what is told when it was sent. */
export interface Stored {
  readonly request: WriteRequest;
  readonly end: Position;
}

const SEGMENT_BYTES = 8 << 20;
const LEAST_SEGMENT_BYTES = 64 << 10;
/** The oldest goes file by file: a file spans no more than this. */
const SEGMENT_MILLISECONDS = 3_600_000;
/** All sent, the file that is written to is left for a new one from here on. */
const RENEW_BYTES = 1 << 20;

/**
 * Requests on disk, in the order they came. Methods may not overlap; `RequestQueue` sees to that. Written without fsync: a
 * killed process loses nothing, a power cut the last seconds.
 */
export class Spool {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  readonly #drops: Drops;
  readonly #position: PositionFile;
  readonly #release: () => void;
  readonly #segments: Segment[] = [];
  #active: Segment | undefined;
  #sent: Position = { sequence: 0, offset: 0 };

  private constructor(folder: string, limits: SpoolLimits, drops: Drops, position: PositionFile, release: () => void) {
    this.#folder = folder;
    this.#limits = limits;
    this.#drops = drops;
    this.#position = position;
    this.#release = release;
  }

  /** Rejects with a `SpoolTaken`, a UserError when the folder cannot be used, or the system's error. */
  static async open(folder: string, limits: SpoolLimits, drops: Drops): Promise<Spool> {
    const reason = await prepareFolder(folder);
    if (reason !== undefined) throw new UserError(reason, { mend: 'make it usable, or choose another', exitCode: EXIT.unavailable });
    const release = await lockSpool(folder);
    try {
      const { file, position } = await PositionFile.open(folder);
      const spool = new Spool(folder, limits, drops, file, release);
      if (position !== undefined) spool.#sent = position;
      await spool.#find();
      return spool;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Of requests that wait; `oldest` in ms since the epoch, NaN for none. */
  get waiting(): { requests: number; bytes: number; oldest: number } {
    const [head] = this.#segments;
    const sent = head?.sequence === this.#sent.sequence ? Math.max(0, this.#sent.offset - FIRST_RECORD) : 0;
    const requests = this.#segments.reduce((sum, segment) => sum + segment.requests, 0);
    const bytes = this.#segments.reduce((sum, { end }) => sum + end - FIRST_RECORD, 0) - sent;
    return { requests, bytes, oldest: requests === 0 || head === undefined ? Number.NaN : head.oldest };
  }

  /** Gives where it ends. Rejects with the system's error (ENOSPC ...); what is there is as it was. `now`: ms since the epoch. */
  async append(request: WriteRequest, now: number): Promise<Position> {
    const record = encodeRecord(request);
    const segment = await this.#writable(record.length, request.time);
    try {
      await segment.append(record, request);
    } catch (error) {
      if (segment.torn) this.#active = undefined;
      throw error;
    }
    await this.#trim(now);
    return { sequence: segment.sequence, offset: segment.end };
  }

  /** The oldest that was not sent. What is damaged or too old is dropped. */
  async first(now: number): Promise<Stored | undefined> {
    for (let head = this.#segments[0]; head !== undefined; head = this.#segments[0]) {
      const { sequence } = head;
      if (this.#sent.sequence !== sequence) this.#sent = { sequence, offset: FIRST_RECORD };
      const { offset } = this.#sent;
      if (offset >= head.end) {
        if (head === this.#active) return undefined;
        await this.#removeHead();
        continue;
      }
      const found = await head.read(offset);
      if (found === undefined) {
        this.#drops.add('damage', { requests: Math.max(1, head.requests), samples: head.samples }, 'a file of the spool is damaged');
        await this.#removeHead();
      } else if (found.request.time < now - this.#limits.milliseconds) {
        this.#dropOld(found.request);
        await this.advance({ request: found.request, end: { sequence, offset: found.end } });
      } else {
        // What is behind it is younger.
        head.oldest = found.request.time;
        return { request: found.request, end: { sequence, offset: found.end } };
      }
    }
    return undefined;
  }

  /** It was sent, or will never be taken: the next one is first. */
  async advance({ request, end }: Stored): Promise<void> {
    const [head] = this.#segments;
    // It was dropped meanwhile, to make room.
    if (head === undefined || end.sequence < head.sequence || !isBefore(this.#sent, end)) return;
    this.#segments.find(({ sequence }) => sequence === end.sequence)?.uncount(request);
    this.#sent = end;
    await this.#position.write(end);
    if (head.sequence === end.sequence && end.offset >= head.end && (head !== this.#active || head.end >= RENEW_BYTES)) await this.#removeHead();
  }

  async close(): Promise<void> {
    for (const segment of this.#segments) await segment.close();
    await this.#position.close();
    this.#release();
  }

  async #find(): Promise<void> {
    const names = await readdir(this.#folder);
    const sequences = names.map(sequenceOf).filter((sequence) => sequence !== undefined).sort((left, right) => left - right);
    for (const sequence of sequences) {
      const segment = await Segment.find(this.#folder, sequence, sequence === this.#sent.sequence ? this.#sent.offset : 0);
      if (sequence < this.#sent.sequence) {
        await segment.remove();
        continue;
      }
      if (segment.torn) this.#drops.add('damage', { requests: 1, samples: 0 }, 'a file of the spool ends within a request: the program was killed, or the disk was full');
      this.#segments.push(segment);
    }
  }

  /** The file to write to. New ones at each start: nothing is put behind what may be torn. */
  async #writable(bytes: number, time: number): Promise<Segment> {
    const most = Math.min(SEGMENT_BYTES, Math.max(LEAST_SEGMENT_BYTES, this.#limits.bytes / 16));
    const current = this.#active;
    if (current !== undefined && (current.end === FIRST_RECORD || (current.end + bytes <= most && time - current.oldest <= SEGMENT_MILLISECONDS))) return current;
    if (current !== undefined && current !== this.#segments[0]) await current.close();
    const last = Math.max(this.#sent.sequence, this.#segments.at(-1)?.sequence ?? 0);
    const segment = await Segment.create(this.#folder, last + 1);
    this.#segments.push(segment);
    this.#active = segment;
    return segment;
  }

  async #trim(now: number): Promise<void> {
    for (let head = this.#segments[0]; head !== undefined && head !== this.#active; head = this.#segments[0]) {
      const bytes = this.#segments.reduce((sum, { end }) => sum + end, 0);
      const dropped = { requests: head.requests, samples: head.samples };
      if (bytes > this.#limits.bytes) {
        if (dropped.requests > 0) this.#drops.add('room', dropped, `the spool is full (${Math.round(this.#limits.bytes / 2 ** 20)} MiB)`);
      } else if (head.newest < now - this.#limits.milliseconds) {
        if (dropped.requests > 0) this.#drops.add('old', dropped, this.#tooOld());
      } else return;
      await this.#removeHead();
    }
  }

  #tooOld(): string {
    return `they waited for longer than ${Math.round(this.#limits.milliseconds / 3_600_000)} h`;
  }

  #dropOld({ samples }: WriteRequest): void {
    this.#drops.add('old', { requests: 1, samples }, this.#tooOld());
  }

  async #removeHead(): Promise<void> {
    const head = this.#segments.shift();
    if (head === this.#active) this.#active = undefined;
    // Noted first: a file that cannot be removed is not sent again.
    if (head !== undefined && this.#sent.sequence <= head.sequence) {
      this.#sent = { sequence: head.sequence + 1, offset: FIRST_RECORD };
      await this.#position.write(this.#sent);
    }
    await head?.remove();
  }
}
