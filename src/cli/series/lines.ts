import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorCode, errorMessage, EXIT, UserError } from '../../model/errors.ts';

/** A longer line is no row of a table: it is not gathered in memory. */
const LONGEST_LINE = 1_048_576;

export const STANDARD_INPUT = '-';

/** How a file is named to people. */
export const inputName = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : file);

async function* chunksOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (chunk instanceof Uint8Array) yield chunk;
    else if (typeof chunk === 'string') yield Buffer.from(chunk);
  }
}

/** The bytes, unpacked if they begin as gzip does (RFC 1952). */
async function* unpacked(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  const chunks = chunksOf(source);
  let head = new Uint8Array(0);
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* chunks;
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* all();
    return;
  }
  const plain = createGunzip();
  const packed = Readable.from(all());
  packed.on('error', (error) => plain.destroy(error));
  yield* chunksOf(packed.pipe(plain));
}

function cannotRead(error: unknown, where: string): UserError {
  const code = errorCode(error);
  if (code.startsWith('Z_')) return new UserError(`the gzip is broken (${errorMessage(error)})`, { where, mend: 'make it anew', exitCode: EXIT.data, cause: error });
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : code === 'EISDIR' ? 'this is a directory' : errorMessage(error);
  return new UserError(`cannot read: ${why}`, { where, mend: 'name a file that can be read, or - for standard input', cause: error });
}

/** The lines of a file, gzip or not, or of standard input (`-`), one at a time; without their line breaks. */
export async function* linesOf(file: string, standardInput: AsyncIterable<unknown> = process.stdin): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of unpacked(file === STANDARD_INPUT ? standardInput : createReadStream(file))) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) yield line.endsWith('\r') ? line.slice(0, -1) : line;
      if (rest.length > LONGEST_LINE) throw new UserError('a line is longer than 1 MB', { where: inputName(file), mend: 'give a table of rows', exitCode: EXIT.data });
    }
  } catch (error) {
    throw error instanceof UserError ? error : cannotRead(error, inputName(file));
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
