const EVERY_MILLISECONDS = 20_000;

/**
 * What lives a while and then ends (texts of ended processes, old rows) fills V8's old heap until V8 finds it worth a
 * collection, which in so small a heap takes ten minutes and 10 MB. Three collections a minute, some 20 ms each, keep this
 * thread's memory flat. Does nothing where the program was not started with `--expose-gc` (scripts/build.mjs).
 */
export function staySmall(every = EVERY_MILLISECONDS): void {
  if (globalThis.gc !== undefined) setInterval(collect, every).unref();
}

/** One collection now: after work that left megabytes behind. */
export function collect(): void {
  void globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' });
}
