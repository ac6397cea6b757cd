import type { StoredInstance } from '../../../src/model/alerts/state.ts';
import type { Storm } from './kill-storm.ts';

const keyOf = ({ rule, fingerprint }: Pick<StoredInstance, 'rule' | 'fingerprint'>): string => `${rule} ${fingerprint}`;

export interface StormFigures {
  readonly kills: number;
  readonly alerts: number;
  readonly transitions: number;
  readonly messages: number;
  readonly requests: number;
  readonly failed: number;
  readonly stalled: number;
  readonly duplicates: number;
  readonly inFlightAtKills: number;
  readonly outdated: number;
}

/** Alerts that were there and are not as they were: lost, or begun anew. */
function begunAnew({ rounds, end }: Storm): string[] {
  const faults: string[] = [];
  const all = [...rounds, end];
  all.slice(1).forEach((later, index) => {
    const now = new Map(later.instances.map((instance) => [keyOf(instance), instance]));
    for (const before of all[index]?.instances ?? []) {
      const after = now.get(keyOf(before));
      // One that never fired may go.
      if (before.state === 'firing' && after === undefined) faults.push(`kill ${index + 1}: ${keyOf(before)} was firing and is lost`);
      if (after !== undefined && !(before.state === 'pending' && after.state === 'pending') && before.state !== 'pending' && after.startsAt !== before.startsAt) faults.push(`kill ${index + 1}: ${keyOf(before)} began at ${before.startsAt} and then at ${after.startsAt}`);
      if (before.state === 'inactive' && after !== undefined && after.state !== 'inactive') faults.push(`kill ${index + 1}: ${keyOf(before)} was over and is ${after.state}`);
      if (before.state === 'firing' && after?.state === 'pending') faults.push(`kill ${index + 1}: ${keyOf(before)} was firing and is pending`);
    }
    for (const line of [...later.lost, ...(later.integrity === 'ok' ? [] : [later.integrity])]) faults.push(`kill ${index + 1}: ${line}`);
  });
  return faults;
}

/** Each alert fires once, ends once, is told once as each: these are processes that do not come again. */
function notOnce({ end, hook, accepted }: Storm): string[] {
  const faults: string[] = [];
  const counts = new Map<string, number>();
  const outdated = new Set(end.events.filter(({ what }) => what === 'suppressed').map(({ detail }) => /^message (\S+) to/.exec(detail)?.[1] ?? ''));
  for (const { what, rule, fingerprint, detail } of end.events) {
    const told = /^told( as resolved)? to hook in message (\S+)$/.exec(detail);
    if (what === 'notified' && told === null) faults.push(`${rule} ${fingerprint}: ${detail}`);
    if (what !== 'notified' && what !== 'firing' && what !== 'resolved') continue;
    const key = `${rule} ${fingerprint} ${what}${told?.[1] ?? ''}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const id = told?.[2];
    if (id !== undefined && !accepted.has(id) && !outdated.has(id)) faults.push(`${key} in message ${id} was never delivered`);
  }
  for (const [key, count] of counts) if (count !== 1) faults.push(`${key}: ${count} times`);
  for (const [key] of counts) {
    if (!key.endsWith(' firing')) continue;
    const name = key.slice(0, -' firing'.length);
    for (const also of ['resolved', 'notified', 'notified as resolved']) if (!counts.has(`${name} ${also}`)) faults.push(`${name} fired, and was never ${also}`);
  }
  const starts = new Map<string, string>();
  for (const { data, type } of hook.messages()) {
    for (const { fingerprint, startsAt, status } of data.alerts) {
      if (startsAt !== (starts.get(fingerprint) ?? startsAt)) faults.push(`${fingerprint} was told to begin at ${starts.get(fingerprint)} and at ${startsAt}`);
      starts.set(fingerprint, startsAt);
      if (type !== `alerts.${status}`) faults.push(`${fingerprint} is ${status} in a message of ${type}`);
    }
  }
  return faults;
}

/** All that should not be, a line each. */
export const faultsOf = (storm: Storm): string[] => [...begunAnew(storm), ...notOnce(storm)];

export function figuresOf({ rounds, end, hook, accepted, answers }: Storm): StormFigures {
  const count = (what: string): number => end.events.filter((event) => event.what === what).length;
  return {
    kills: rounds.length, alerts: count('firing'), transitions: count('firing') + count('resolved'), messages: accepted.size, requests: hook.all.length, ...answers,
    duplicates: [...accepted.values()].reduce((sum, times) => sum + times - 1, 0), inFlightAtKills: rounds.reduce((sum, { leased }) => sum + leased, 0), outdated: count('suppressed'),
  };
}
