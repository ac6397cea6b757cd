import { randomBytes } from 'node:crypto';
import { rmSync, statSync, unlinkSync } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export const BALLAST_FILE = 'alerts.ballast';
export const BALLAST_BYTES = 4 * 1024 ** 2;
const PIECE_BYTES = 64 * 1024;
/** What is to be left on the disk beside it. */
const ROOM_BYTES = 4 * 1024 ** 2;
const AGAIN_MILLISECONDS = 60_000;
const PRIVATE_FILE = 0o600;

/**
 * Room on the disk that is held for the hour in which there is none: it is given back once, so that an alert about the full disk
 * can be stored, and taken again when there is room.
 */
export class Ballast {
  readonly #path: string;
  readonly #folder: string;
  #triedAt = Number.NEGATIVE_INFINITY;
  #making: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#path = join(folder, BALLAST_FILE);
  }

  /** Whether there was something to give back. */
  release(): boolean {
    try {
      unlinkSync(this.#path);
      return true;
    } catch {
      return false;
    }
  }

  /** Makes it where it is missing and there is room, at most once a minute. `now`: ms of any clock. Never rejects. */
  async tend(now: number): Promise<void> {
    if (now - this.#triedAt < AGAIN_MILLISECONDS && now >= this.#triedAt) return this.#making;
    this.#triedAt = now;
    this.#making = this.#make();
    return this.#making;
  }

  async #make(): Promise<void> {
    const unfinished = `${this.#path}.new`;
    try {
      if (this.#isWhole()) return;
      const { bavail, bsize } = await statfs(this.#folder);
      if (bavail * bsize < BALLAST_BYTES + ROOM_BYTES) return;
      // Another process may be writing the very same: both are as good, and one of them is renamed.
      const file = await open(unfinished, 'w', PRIVATE_FILE);
      try {
        // Noise: some file systems keep zeros in no room at all.
        for (let written = 0; written < BALLAST_BYTES; written += PIECE_BYTES) await file.write(randomBytes(PIECE_BYTES), 0, PIECE_BYTES, written);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, this.#path);
    } catch {
      // Without it a full disk is met without it. What was begun must not take room.
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  #isWhole(): boolean {
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size;
    if (size !== undefined && size !== BALLAST_BYTES) rmSync(this.#path, { force: true });
    return size === BALLAST_BYTES;
  }
}
