/** The library: what the dashboard stands on. */
export { ProcessMonitor, everything, type ProcessMonitorOptions } from './monitors/process-monitor.ts';
export { History } from './monitors/history.ts';
export { parseFilter, FilterError, type Filter } from './analysis/filter/filter.ts';
export { CATALOG, kindOf } from './model/catalog.ts';
export type { Outlook } from './engine/outlook.ts';
export type { Kind, Link } from './model/kind.ts';
export type { Field, NumberField, TextField } from './model/fields.ts';
export type { Frame } from './model/frame.ts';
export type { Notice, Snapshot } from './model/snapshot.ts';
export type { Demand, InspectRequest, Selector, Series, Timeline } from './model/timeline.ts';
export { SCHEMA, rowToJson, snapshotToJson } from './model/json.ts';
export { UserError, InspectError } from './model/errors.ts';
export { safeText, type SafeText } from './model/safe-text.ts';
export { container } from './model/kinds/container.ts';
export { group } from './model/kinds/group.ts';
export { host } from './model/kinds/host.ts';
export { process } from './model/kinds/process.ts';
