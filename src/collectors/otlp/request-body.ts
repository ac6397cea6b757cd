import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** Why a request is refused. */
export class RequestFailure extends Error {
  readonly status: number;
  /** s till it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, retryAfter?: number) {
    super(message);
    this.name = 'RequestFailure';
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export interface BodyLimits {
  /** As sent, and after decompression. */
  readonly sentBytes: number;
  readonly bytes: number;
  /** Of all bodies that are read at a time. */
  readonly together: number;
}

/** Reads bodies; bounded each and all together, so that many senders at a time cannot fill the memory either. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits) {
    this.#limits = limits;
  }

  /** Calls `use` with the body, decompressed. Rejects with a RequestFailure: 413, 415, 429, 400. */
  async read<Result>(request: IncomingMessage, use: (body: Buffer) => Result): Promise<Result> {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding !== 'identity' && encoding !== 'gzip') throw new RequestFailure(415, 'Content-Encoding is gzip or none');
    let own = 0;
    const hold = (bytes: number): void => {
      if (this.#held + bytes > this.#limits.together) throw new RequestFailure(429, 'too many requests at a time', 1);
      this.#held += bytes;
      own += bytes;
    };
    try {
      const told = Number(request.headers['content-length'] ?? 0);
      if (told > this.#limits.sentBytes) throw this.#tooLarge();
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of request) {
        if (!Buffer.isBuffer(chunk)) continue;
        size += chunk.length;
        if (size > this.#limits.sentBytes) throw this.#tooLarge();
        hold(chunk.length);
        chunks.push(chunk);
      }
      const sent = Buffer.concat(chunks, size);
      if (encoding === 'identity') return use(sent);
      return use(await this.#unzip(sent, hold));
    } finally {
      this.#held -= own;
    }
  }

  #tooLarge(): RequestFailure {
    return new RequestFailure(413, `a request has at most ${this.#limits.sentBytes} bytes, ${this.#limits.bytes} after decompression: send fewer spans at a time`);
  }

  /** Piece by piece, each counted as it comes: a few bytes can be many. */
  async #unzip(sent: Buffer, hold: (bytes: number) => void): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    const unzip = createGunzip();
    unzip.end(sent);
    try {
      for await (const chunk of unzip) {
        if (!Buffer.isBuffer(chunk)) continue;
        size += chunk.length;
        if (size > this.#limits.bytes) throw this.#tooLarge();
        hold(chunk.length);
        chunks.push(chunk);
      }
    } catch (error) {
      throw error instanceof RequestFailure ? error : new RequestFailure(400, 'the body is no gzip');
    }
    return Buffer.concat(chunks, size);
  }
}
