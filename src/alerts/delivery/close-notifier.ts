import type { Notifier } from './notifier.ts';

/** A notifier that does not end must not keep the program from ending. */
const LONGEST_MILLISECONDS = 1000;

/** Closes it, or leaves it after a second. Never rejects. */
export async function closeNotifier(notifier: Notifier): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_MILLISECONDS);
  });
  await Promise.race([notifier.close().catch(() => undefined), late]);
  clearTimeout(timer);
}
