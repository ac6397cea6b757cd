import { crc32 } from 'node:zlib';
import type { WriteRequest } from './request.ts';

/** What a file of the spool begins with; the number is its version. */
export const FILE_MAGIC = Buffer.from('PPWSPL1\n', 'latin1');

/**
 * Before each request: bytes of its body (4), CRC32 of all that follows it and of that length (4), time in ms since the
 * epoch (8, a double), samples (4); little-endian.
 */
export const HEADER_BYTES = 20;
/** Nothing that was written is larger: a length above this is damage. */
const MOST_BODY_BYTES = 32 << 20;
const AT = { length: 0, crc: 4, time: 8, samples: 16 } as const;

export interface RecordHeader {
  readonly bodyBytes: number;
  readonly crc: number;
  readonly time: number;
  readonly samples: number;
}

/** A request as it stands in a file. */
export function encodeRecord({ body, samples, time }: WriteRequest): Buffer {
  const record = Buffer.alloc(HEADER_BYTES + body.length);
  record.writeUInt32LE(body.length, AT.length);
  record.writeDoubleLE(time, AT.time);
  record.writeUInt32LE(samples, AT.samples);
  record.set(body, HEADER_BYTES);
  record.writeUInt32LE(checksum(record), AT.crc);
  return record;
}

const checksum = (record: Buffer): number => crc32(record.subarray(AT.time), crc32(record.subarray(AT.length, AT.crc)));

/** The header of a record, or undefined when it is cut short or cannot be one. */
export function readHeader(bytes: Buffer): RecordHeader | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const [bodyBytes, time] = [bytes.readUInt32LE(AT.length), bytes.readDoubleLE(AT.time)];
  if (bodyBytes > MOST_BODY_BYTES || !Number.isFinite(time)) return undefined;
  return { bodyBytes, crc: bytes.readUInt32LE(AT.crc), time, samples: bytes.readUInt32LE(AT.samples) };
}

/** A whole record as a request, or undefined when it is not as it was written. */
export function decodeRecord(record: Buffer): WriteRequest | undefined {
  const header = readHeader(record);
  if (header === undefined || record.length !== HEADER_BYTES + header.bodyBytes || checksum(record) !== header.crc) return undefined;
  return { body: record.subarray(HEADER_BYTES), samples: header.samples, time: header.time };
}
