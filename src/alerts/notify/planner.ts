import type { LabelSet } from '../language/label-set.ts';
import type { AlertEvent, OutboxMessage, StoredGroup } from '../state.ts';
import { digest, notificationOf } from './message.ts';
import { flaps, isStill, type PlannedAlert } from './planned-alert.ts';
import type { NotifySettings } from './settings.ts';
import type { Suppression } from './suppression.ts';

export { flaps, type PlannedAlert };

export interface Plan {
  readonly messages: readonly OutboxMessage[];
  readonly groups: readonly StoredGroup[];
  readonly events: readonly AlertEvent[];
}

interface Group {
  readonly channel: string;
  readonly key: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly members: PlannedAlert[];
}

/** What a channel knows of a group. Kept for a while when nothing of it fires: a new beginning keeps to its interval too. */
interface Told {
  readonly channel: string;
  readonly key: string;
  labels: Readonly<Record<string, string>>;
  /** When it was told last. */
  clock: number;
  /** What was told as firing, as it was seen last; undefined where that is not known, after a restart. */
  firing: ReadonlyMap<string, PlannedAlert | undefined>;
}

/**
 * Decides what is told to whom and when: alerts of a group come in one message, changes not more often than each group's
 * interval, the same again after the time to repeat. What was told is kept with the messages, so that a restart tells nothing
 * twice and forgets nothing.
 */
export class NotificationPlanner {
  readonly #settings: NotifySettings;
  readonly #host: string;
  readonly #told = new Map<string, Told>();
  readonly #keys = new WeakMap<LabelSet, string>();

  /** `stored` as of `wall`, ms since the epoch, which is `clock` on the other clock; `known`: alerts of then, firing or not. */
  constructor(settings: NotifySettings, host: string, stored: readonly StoredGroup[], wall: number, clock: number, known: readonly PlannedAlert[] = []) {
    this.#settings = settings;
    this.#host = host;
    const byPrint = new Map(known.map((alert) => [alert.fingerprint, alert]));
    for (const { groupKey: key, channel, toldAt, firing } of stored) {
      const [of] = firing.flatMap((print) => byPrint.get(print) ?? []);
      this.#told.set(nameOf(channel, key), { channel, key, labels: of === undefined ? {} : this.#labelsOf(of).toObject(), clock: clock - Math.max(0, wall - toldAt), firing: new Map(firing.map((print) => [print, byPrint.get(print)])) });
    }
  }

  /** `alerts`: firing ones, and those that are over of which somebody is `owed` the word. One that was told and is not among them any more is over. */
  plan(alerts: readonly PlannedAlert[], suppressed: ReadonlyMap<string, Suppression>, wall: number, clock: number): Plan {
    const now = new Map(alerts.map((alert) => [alert.fingerprint, alert]));
    const plans = [...this.#groupsOf(alerts)].map((group) => this.#planGroup(group, now, suppressed, wall, clock));
    for (const [name, { clock: at, firing }] of this.#told) if (firing.size === 0 && clock - at > this.#settings.groupInterval) this.#told.delete(name);
    return { messages: plans.flatMap(({ messages }) => messages), groups: plans.flatMap(({ groups }) => groups), events: plans.flatMap(({ events }) => events) };
  }

  /** What was told, to be handed to the next one. */
  stored(wall: number, clock: number): StoredGroup[] {
    return [...this.#told.values()].map((told) => storedOf(told, wall - (clock - told.clock)));
  }

  /** Alerts of which somebody was told, and not of their end. */
  get owed(): ReadonlySet<string> {
    return new Set([...this.#told.values()].flatMap(({ firing }) => [...firing.keys()]));
  }

  /** How long until a firing alert is told; undefined when it was, or will not be. */
  waitOf(alert: PlannedAlert, clock: number): number | undefined {
    const waits = this.#channelsOf(alert).map((channel) => {
      const told = this.#told.get(nameOf(channel, this.#keyOf(this.#labelsOf(alert))));
      return told?.firing.has(alert.fingerprint) === true ? undefined : this.#dueOf(told, [alert]);
    });
    const [first, ...rest] = waits.filter((due) => due !== undefined);
    return first === undefined || waits.includes(undefined) ? undefined : Math.max(0, Math.min(first, ...rest) - clock);
  }

  #channelsOf({ to = this.#settings.to }: PlannedAlert): string[] {
    return [...new Set(to)];
  }

  #labelsOf({ set }: PlannedAlert): LabelSet {
    return set.only(this.#settings.groupBy);
  }

  #keyOf(labels: LabelSet): string {
    let key = this.#keys.get(labels);
    if (key === undefined) this.#keys.set(labels, (key = digest(labels.key)));
    return key;
  }

  /** When what is new in a group may be told. */
  #dueOf(told: Told | undefined, fresh: readonly PlannedAlert[]): number {
    const { groupWait, groupInterval } = this.#settings;
    const next = told === undefined ? Number.NEGATIVE_INFINITY : told.clock + groupInterval;
    return (told?.firing.size ?? 0) > 0 ? next : Math.max(next, Math.min(...fresh.map(({ firedClock }) => firedClock)) + groupWait);
  }

  /** Groups of what there is, and those that were told of. */
  #groupsOf(alerts: readonly PlannedAlert[]): Iterable<Group> {
    const groups = new Map<string, Group>([...this.#told].map(([name, { channel, key, labels }]) => [name, { channel, key, labels, members: [] }]));
    for (const alert of alerts) {
      const labels = this.#labelsOf(alert);
      const key = this.#keyOf(labels);
      for (const channel of this.#channelsOf(alert)) {
        const name = nameOf(channel, key);
        const group = groups.get(name) ?? { channel, key, labels: labels.toObject(), members: [] };
        groups.set(name, group);
        group.members.push(alert);
      }
    }
    return groups.values();
  }

  #planGroup(group: Group, alerts: ReadonlyMap<string, PlannedAlert>, suppressed: ReadonlyMap<string, Suppression>, wall: number, clock: number): Plan {
    const { channel, key, members, labels } = group;
    const before: Told = this.#told.get(nameOf(channel, key)) ?? { channel, key, labels, clock: Number.NEGATIVE_INFINITY, firing: new Map() };
    const isHidden = ({ fingerprint }: PlannedAlert): boolean => suppressed.has(fingerprint) && suppressed.get(fingerprint)?.kind !== 'acknowledged';
    // As they are now, or were seen last.
    const known = [...before.firing].flatMap(([print, last]) => alerts.get(print) ?? last ?? []);
    const ceased = known.filter(({ fingerprint }) => alerts.get(fingerprint)?.status !== 'firing');
    const over = ceased.filter((alert) => !flaps(alert) || isStill(alert, clock));
    const waiting = ceased.filter((alert) => !over.includes(alert));
    const visible = members.filter((alert) => alert.status === 'firing' && !isHidden(alert));
    const fresh = visible.filter(({ fingerprint }) => !before.firing.has(fingerprint) && !suppressed.has(fingerprint));
    const resend = this.#settings.resend?.get(channel);
    const again = visible.filter(({ fingerprint }) => before.firing.has(fingerprint) && (resend !== undefined || !suppressed.has(fingerprint)));
    const repeat = resend ?? Math.min(...again.map((alert) => alert.repeat ?? this.#settings.repeat));
    const changed = fresh.length > 0 || over.length > 0;
    const isDue = changed ? clock >= this.#dueOf(this.#told.get(nameOf(channel, key)), fresh) : again.length > 0 && clock - before.clock >= repeat;
    if (!isDue) {
      before.firing = new Map(known.map((alert) => [alert.fingerprint, alert]));
      return NOTHING;
    }
    const shown = [...visible.filter((alert) => fresh.includes(alert) || before.firing.has(alert.fingerprint)), ...waiting];
    const left = known.filter((alert) => !over.includes(alert));
    const now: Told = { channel, key, labels, clock, firing: new Map([...left, ...fresh].map((alert) => [alert.fingerprint, alert])) };
    this.#told.set(nameOf(channel, key), now);
    // A receiver that groups and counts by itself must have them all.
    const notification = notificationOf(group, shown, over, { host: this.#host, wall, repeated: !changed, whole: resend !== undefined });
    // That a receiver is kept from forgetting is no news.
    const told = changed || resend === undefined ? [...shown.map((alert) => [alert, changed ? 'told' : 'told again'] as const), ...over.map((alert) => [alert, 'told as resolved'] as const)] : [];
    return {
      messages: [{ id: notification.id, channel, notification, dueAt: wall }],
      groups: [storedOf(now, wall)],
      events: told.map(([{ fingerprint, rule }, words]): AlertEvent => ({ time: wall, fingerprint, rule, what: 'notified', detail: `${words} to ${channel} in message ${notification.id}` })),
    };
  }
}

const NOTHING: Plan = { messages: [], groups: [], events: [] };
const nameOf = (channel: string, key: string): string => `${channel} ${key}`;
const storedOf = ({ channel, key, firing }: Told, toldAt: number): StoredGroup => ({ groupKey: key, channel, toldAt, firing: [...firing.keys()] });
