import type { TopArguments } from './top.ts';

/** What `pyprocwatch` without an argument was given. */
export const NO_ARGUMENTS: TopArguments = {
  once: false, json: false, csv: false, view: 'process', showSecrets: false,
  interval: undefined, sort: undefined, filter: undefined, limit: undefined, tree: undefined, columns: undefined, readonly: undefined,
  theme: undefined, mouse: undefined, source: undefined, procRoot: undefined, sysRoot: undefined, config: undefined,
  record: undefined, history: undefined, standalone: false,
};
