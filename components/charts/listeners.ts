const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;

/** Runs `make`, and takes away what it began to listen to on the process: signals and errors are not its business. */
export function withoutListeners<T>(make: () => T): T {
  const signals = SIGNALS.map((signal) => ({ signal, before: process.listeners(signal) }));
  const errors = process.listeners('uncaughtException');
  const exits = process.listeners('exit');
  try {
    return make();
  } finally {
    for (const { signal, before } of signals) {
      for (const listener of process.listeners(signal)) if (!before.includes(listener)) process.off(signal, listener);
    }
    for (const listener of process.listeners('uncaughtException')) if (!errors.includes(listener)) process.off('uncaughtException', listener);
    for (const listener of process.listeners('exit')) if (!exits.includes(listener)) process.off('exit', listener);
  }
}
