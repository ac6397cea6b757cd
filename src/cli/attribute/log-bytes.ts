import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { open } from 'node:fs/promises';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';

/** So much of a log tells its format. */
const HEAD = 65_536;

function cannotRead(error: unknown, where: string): UserError {
  const code = errorCode(error);
  if (code.startsWith('Z_')) return new UserError(`the gzip is broken (${errorMessage(error)})`, { where, mend: 'make it anew', exitCode: EXIT.data, cause: error });
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : code === 'EISDIR' ? 'this is a directory' : errorMessage(error);
  return new UserError(`cannot read: ${why}`, { where, mend: 'name a file that can be read', cause: error });
}

/** Whether a file begins as gzip does (RFC 1952). */
async function isPacked(file: string): Promise<boolean> {
  await using handle = await open(file);
  const head = Buffer.alloc(2);
  await handle.read(head, 0, 2, 0);
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The bytes of a log, gzip or not. Throws `UserError` where it cannot be read. */
export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    // Errors of the file come through here, so that a stream is opened only once somebody listens.
    const packed = await isPacked(file);
    const source = createReadStream(file);
    const stream = packed ? pipeline(source, createGunzip(), () => undefined) : source;
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw error instanceof UserError ? error : cannotRead(error, file);
  }
}

/** The first whole lines of a log. */
export async function headOf(file: string): Promise<string[]> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytesOf(file)) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= HEAD) break;
  }
  const lines = Buffer.concat(parts).subarray(0, HEAD).toString('utf8').split('\n');
  if (length >= HEAD) lines.pop();
  return lines.filter((line) => line !== '');
}
