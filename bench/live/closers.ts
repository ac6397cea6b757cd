type Close = () => void;

const open = new Set<Close>();
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Has `close` called when the program ends, however it does. What is given calls it earlier, once. */
export function atEnd(close: Close): Close {
  const once = (): void => {
    if (open.delete(once)) close();
  };
  open.add(once);
  return once;
}

function closeAll(): void {
  // Last opened, first closed.
  for (const close of [...open].toReversed()) close();
}

process.on('exit', closeAll);
for (const [signal, number] of Object.entries(SIGNALS)) process.on(signal, () => process.exit(128 + number));
