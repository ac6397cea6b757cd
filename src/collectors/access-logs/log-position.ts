import { createHash } from 'node:crypto';
import { type BigIntStats, fstatSync, readSync } from 'node:fs';

/** So many first bytes tell files apart that got the same inode one after another. */
const HEAD_BYTES = 256;

/** Where reading stood in a file, and which file that was. Behind `offset` nothing was counted. */
export interface LogPosition {
  readonly path: string;
  readonly device: string;
  readonly inode: string;
  /** A hash of the first `headBytes` bytes. */
  readonly head: string;
  readonly headBytes: number;
  readonly offset: number;
}

/** What tells one file from another, whatever its name. */
export type LogIdentity = Pick<LogPosition, 'device' | 'inode' | 'head' | 'headBytes'>;

/** The hash of the first bytes of an open file. */
export function headOf(descriptor: number, headBytes: number): string {
  const buffer = Buffer.alloc(headBytes);
  const read = readSync(descriptor, buffer, 0, headBytes, 0);
  return createHash('sha256').update(buffer.subarray(0, read)).digest('hex').slice(0, 16);
}

export function identityOf(descriptor: number, stats: BigIntStats = fstatSync(descriptor, { bigint: true })): LogIdentity {
  const headBytes = Math.min(HEAD_BYTES, Number(stats.size));
  return { device: String(stats.dev), inode: String(stats.ino), head: headOf(descriptor, headBytes), headBytes };
}

/** Whether an open file is the one that a position was kept of, and has all that was read then. */
export function isSameFile(descriptor: number, position: LogPosition, stats: BigIntStats): boolean {
  return String(stats.dev) === position.device && String(stats.ino) === position.inode && Number(stats.size) >= position.offset && Number(stats.size) >= position.headBytes && headOf(descriptor, position.headBytes) === position.head;
}

/** Whether an open file begins as the one of a position did, and has more than was read then: what copytruncate makes. */
export const isCopy = (descriptor: number, position: LogPosition, stats: BigIntStats): boolean => Number(stats.size) > position.offset && headOf(descriptor, position.headBytes) === position.head;

/** Whether more of the first bytes can be hashed by now. */
export const canGrow = (identity: LogIdentity, size: number): boolean => identity.headBytes < HEAD_BYTES && size > identity.headBytes;
