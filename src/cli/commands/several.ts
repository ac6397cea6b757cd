import type { Argv } from 'yargs';

/** For a command that takes several words under some names (also as yargs joins them: newRegion): all of them count, and of an option given twice the last one, as everywhere. */
export const several = <Args>(own: Argv<Args>, ...names: readonly string[]): Argv<Args> => own
  .parserConfiguration({ 'duplicate-arguments-array': true })
  .middleware((argv) => {
    for (const [key, value] of Object.entries(argv)) if (Array.isArray(value) && !names.includes(key) && key !== '_') Reflect.set(argv, key, value.at(-1));
  }, true);
