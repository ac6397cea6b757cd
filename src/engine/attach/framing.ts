import { deserialize, serialize } from 'node:v8';

const HEAD_BYTES = 4;

/** What came is no message: too long, cut, or not to be read. */
export class MalformedError extends Error {
  constructor(what: string, cause?: unknown) {
    super(what, { cause });
    this.name = 'MalformedError';
  }
}

/** A message as it is sent: its length in bytes (32 bits, little-endian), then the message. Two pieces, so that a large one is not copied. */
export function pack(message: unknown): readonly [head: Buffer, body: Buffer] {
  const body = serialize(message);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(body.length);
  return [head, body];
}

/** Makes messages of a stream of bytes, however it is cut. Keeps no more than what has come. */
export class MessageReader {
  readonly #most: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #wanted: number | undefined;

  /** `most`: bytes of the longest message. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The messages that end in this chunk. Throws a `MalformedError`; the stream cannot be read on then. */
  *push(chunk: Buffer): Generator<unknown, void, undefined> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      if (this.#wanted === undefined) {
        if (this.#size < HEAD_BYTES) return;
        const length = this.#take(HEAD_BYTES).readUInt32LE();
        if (length > this.#most) throw new MalformedError(`a message of ${length} bytes, where ${this.#most} are the most`);
        this.#wanted = length;
      }
      if (this.#size < this.#wanted) return;
      const body = this.#take(this.#wanted);
      this.#wanted = undefined;
      yield read(body);
    }
  }

  /** The first bytes of what has come. Joined once a message, not once a chunk. */
  #take(length: number): Buffer {
    const [first] = this.#chunks;
    const all = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = all.length === length ? [] : [all.subarray(length)];
    this.#size -= length;
    return all.subarray(0, length);
  }
}

function read(body: Buffer): unknown {
  try {
    return deserialize(body);
  } catch (error) {
    throw new MalformedError('a message that cannot be read', error);
  }
}
