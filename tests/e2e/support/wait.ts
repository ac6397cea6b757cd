import { setTimeout as sleep } from 'node:timers/promises';

export const PATIENCE_MILLISECONDS = 10_000;
const POLL_MILLISECONDS = 20;

/** Polls until `look` gives something other than undefined; `complaint` says what it would have been. */
export async function eventually<Found>(look: () => Found | undefined | Promise<Found | undefined>, complaint: () => string, patience = PATIENCE_MILLISECONDS): Promise<Found> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(complaint());
    await sleep(POLL_MILLISECONDS);
  }
}

/** Polls until `holds`. */
export async function untilTrue(holds: () => boolean, complaint: string | (() => string), patience = PATIENCE_MILLISECONDS): Promise<void> {
  await eventually(() => (holds() ? true : undefined), () => (typeof complaint === 'string' ? complaint : complaint()), patience);
}
