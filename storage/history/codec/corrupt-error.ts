/** Stored bytes are not what was written: a damaged disk, a damaged file, or not ours at all. */
export class CorruptError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'CorruptError';
  }
}
