import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A place in the spool: a file by its number, and a byte in it. */
export interface Position {
  readonly sequence: number;
  readonly offset: number;
}

const PRIVATE_FILE = 0o600;
const NAME = 'position';
/** Two doubles and a CRC32 of them. */
const BYTES = 20;

export const isBefore = (left: Position, right: Position): boolean => left.sequence < right.sequence || (left.sequence === right.sequence && left.offset < right.offset);

/** How far the spool was sent, on disk: one small write in place for each request, so that a kill repeats one at most. */
export class PositionFile {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** `position` undefined: nothing that can be read was kept. Rejects with the system's error. */
  static async open(folder: string): Promise<{ file: PositionFile; position: Position | undefined }> {
    const handle = await open(join(folder, NAME), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK, PRIVATE_FILE);
    const bytes = Buffer.alloc(BYTES);
    const { bytesRead } = await handle.read(bytes, 0, BYTES, 0);
    return { file: new PositionFile(handle), position: bytesRead === BYTES ? decode(bytes) : undefined };
  }

  /** Never rejects: what was not noted is sent once more after a restart, and receivers take that. */
  async write({ sequence, offset }: Position): Promise<void> {
    const bytes = Buffer.alloc(BYTES);
    bytes.writeDoubleLE(sequence, 0);
    bytes.writeDoubleLE(offset, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 16)), 16);
    await this.#handle.write(bytes, 0, BYTES, 0).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}

function decode(bytes: Buffer): Position | undefined {
  if (crc32(bytes.subarray(0, 16)) !== bytes.readUInt32LE(16)) return undefined;
  const position = { sequence: bytes.readDoubleLE(0), offset: bytes.readDoubleLE(8) };
  return Number.isSafeInteger(position.sequence) && Number.isSafeInteger(position.offset) && position.sequence >= 0 && position.offset >= 0 ? position : undefined;
}
