import type { AlertCommit } from '../model/alerts/state.ts';

/** Events beyond these are not worth the memory while nothing can be stored. */
const MOST_EVENTS = 10_000;

/** What could not be stored, together with what came after it: the later word on an alert or group counts. */
export function merged(earlier: AlertCommit | undefined, later: AlertCommit): AlertCommit {
  if (earlier === undefined) return later;
  const keyOf = ({ rule, fingerprint }: { readonly rule: string; readonly fingerprint: string }): string => `${rule} ${fingerprint}`;
  const instances = new Map([...earlier.instances, ...later.instances].map((each) => [keyOf(each), each]));
  const again = new Set(later.instances.map(keyOf));
  const removed = new Map([...earlier.removed.filter((each) => !again.has(keyOf(each))), ...later.removed].map((each) => [keyOf(each), each]));
  for (const key of removed.keys()) instances.delete(key);
  return {
    time: later.time,
    instances: [...instances.values()],
    removed: [...removed.values()],
    events: [...earlier.events, ...later.events].slice(-MOST_EVENTS),
    messages: [...earlier.messages, ...later.messages],
    groups: [...new Map([...earlier.groups, ...later.groups].map((each) => [`${each.channel} ${each.groupKey}`, each])).values()],
  };
}

/** Whether there is anything to store. */
export const isEmpty = ({ instances, removed, events, messages, groups }: AlertCommit): boolean => instances.length + removed.length + events.length + messages.length + groups.length === 0;
