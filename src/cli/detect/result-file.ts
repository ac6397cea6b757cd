import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { realpath, rename, stat, unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode, errorMessage, UserError } from '../../model/errors.ts';

/** What is there already: its own name behind links, and whether it is a file (a device or a pipe is written to as it is). */
async function placeOf(path: string): Promise<{ readonly target: string; readonly replace: boolean }> {
  try {
    const target = await realpath(path);
    return { target, replace: (await stat(target)).isFile() };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { target: path, replace: true };
    throw error;
  }
}

/**
 * Writes a result of any length to a file that is not seen until it is whole: to a new file beside it, onto the disk,
 * then renamed. When `chunks` throws, its error comes through, and the old file and nothing else is there.
 */
export async function writeResult(path: string, chunks: AsyncIterable<string>): Promise<void> {
  // Errors of the input are not to be taken for errors of the output.
  let failed: { readonly error: unknown } | undefined;
  async function* watched(): AsyncGenerator<string> {
    try {
      yield* chunks;
    } catch (error) {
      failed = { error };
      throw error;
    }
  }
  try {
    const { target, replace } = await placeOf(path);
    const file = replace ? `${target}.${process.pid}-${randomBytes(6).toString('hex')}.tmp` : target;
    try {
      await pipeline(Readable.from(watched(), { objectMode: true }), createWriteStream(file, replace ? { flags: 'wx', flush: true } : { flags: 'w' }));
      if (replace) await rename(file, target);
    } catch (error) {
      if (replace) await unlink(file).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (failed !== undefined) throw failed.error;
    const code = errorCode(error);
    const why = code === 'ENOENT' ? 'there is no such folder' : code === 'EACCES' ? 'the folder may not be written to' : code === 'EISDIR' ? 'this is a directory' : errorMessage(error);
    throw new UserError(`cannot write: ${why}`, { where: path, mend: 'name a file in a folder that can be written to', cause: error });
  }
}
