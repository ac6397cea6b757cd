import { createHash } from 'node:crypto';
import { LabelSet } from '../language/label-set.ts';
import { type Notification, type NotifiedAlert, SEVERITIES, type Severity } from '../notification.ts';
import type { AlertEvent, OutboxMessage, StoredGroup } from '../state.ts';
import type { NotifySettings } from './settings.ts';
import type { Suppression } from './suppression.ts';

/** An alert as the planner sees it. Clock times are ms of a clock that is never set. */
export interface PlannedAlert extends NotifiedAlert {
  readonly rule: string;
  readonly set: LabelSet;
  readonly severity: Severity;
  /** Its own channels; undefined for the usual. */
  readonly to: readonly string[] | undefined;
  readonly repeat: number | undefined;
  /** Since when it fires, or did last. */
  readonly firedClock: number;
  /** When it began and ceased to fire lately. */
  readonly changes: readonly number[];
}

export interface Plan {
  readonly messages: readonly OutboxMessage[];
  readonly groups: readonly StoredGroup[];
  readonly events: readonly AlertEvent[];
}

/** So many changes within an hour are flapping: what ceases is then told only when it has been still for a while. */
const FLAPPING = { changes: 6, stillMilliseconds: 10 * 60_000 } as const;
/** A message is no list: what is beyond is counted. */
const MOST_ALERTS = 50;
const ID_LENGTH = 22;

const digest = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, ID_LENGTH);

export const flaps = ({ changes }: Pick<PlannedAlert, 'changes'>): boolean => changes.length >= FLAPPING.changes;
const isStill = ({ changes }: Pick<PlannedAlert, 'changes'>, clock: number): boolean => clock - (changes.at(-1) ?? Number.NEGATIVE_INFINITY) >= FLAPPING.stillMilliseconds;

interface Group {
  readonly channel: string;
  readonly key: string;
  readonly labels: LabelSet;
  readonly members: PlannedAlert[];
}

interface Told {
  readonly clock: number;
  readonly firing: ReadonlySet<string>;
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

  /** `stored` as of `wall`, ms since the epoch, which is `clock` on the other clock. */
  constructor(settings: NotifySettings, host: string, stored: readonly StoredGroup[], wall: number, clock: number) {
    this.#settings = settings;
    this.#host = host;
    for (const { groupKey, channel, toldAt, firing } of stored) this.#told.set(`${channel} ${groupKey}`, { clock: clock - Math.max(0, wall - toldAt), firing: new Set(firing) });
  }

  /** `alerts`: firing ones, and those that were resolved lately. */
  plan(alerts: readonly PlannedAlert[], suppressed: ReadonlyMap<string, Suppression>, wall: number, clock: number): Plan {
    const plans = [...this.#groupsOf(alerts)].map((group) => this.#planGroup(group, suppressed, wall, clock));
    return { messages: plans.flatMap(({ messages }) => messages), groups: plans.flatMap(({ groups }) => groups), events: plans.flatMap(({ events }) => events) };
  }

  /** What was told, to be handed to the next one. */
  stored(wall: number, clock: number): StoredGroup[] {
    return [...this.#told].map(([name, { clock: at, firing }]) => {
      const space = name.indexOf(' ');
      return { channel: name.slice(0, space), groupKey: name.slice(space + 1), toldAt: wall - (clock - at), firing: [...firing] };
    });
  }

  /** How long until a firing alert is told; undefined when it was, or will not be. */
  waitOf(alert: PlannedAlert, clock: number): number | undefined {
    for (const { firing } of this.#told.values()) if (firing.has(alert.fingerprint)) return undefined;
    return Math.max(0, alert.firedClock + this.#settings.groupWait - clock);
  }

  *#groupsOf(alerts: readonly PlannedAlert[]): Generator<Group> {
    const groups = new Map<string, Group>();
    for (const alert of alerts) {
      for (const channel of alert.to ?? this.#settings.to) {
        const labels = alert.set.only(this.#settings.groupBy);
        const key = digest(labels.key);
        const name = `${channel} ${key}`;
        const group = groups.get(name) ?? { channel, key, labels, members: [] };
        groups.set(name, group);
        group.members.push(alert);
      }
    }
    yield* groups.values();
    // Nothing is known any more of what was told: a rule that was taken away, say. Nobody waits for its end.
    for (const name of this.#told.keys()) if (!groups.has(name)) this.#told.delete(name);
  }

  #planGroup(group: Group, suppressed: ReadonlyMap<string, Suppression>, wall: number, clock: number): Plan {
    const { channel, key, members } = group;
    const name = `${channel} ${key}`;
    const told = this.#told.get(name) ?? { clock: Number.NEGATIVE_INFINITY, firing: new Set<string>() };
    const hidden = (alert: PlannedAlert): boolean => suppressed.has(alert.fingerprint) && suppressed.get(alert.fingerprint)?.kind !== 'acknowledged';
    const firing = members.filter(({ status }) => status === 'firing');
    const visible = firing.filter((alert) => !hidden(alert));
    const fresh = visible.filter((alert) => !told.firing.has(alert.fingerprint) && !suppressed.has(alert.fingerprint));
    const over = members.filter((alert) => alert.status === 'resolved' && told.firing.has(alert.fingerprint) && (!flaps(alert) || isStill(alert, clock)));
    const waiting = members.filter((alert) => alert.status === 'resolved' && told.firing.has(alert.fingerprint) && !over.includes(alert));
    const resend = this.#settings.resend?.get(channel);
    const again = visible.filter(({ fingerprint }) => told.firing.has(fingerprint) && (resend !== undefined || !suppressed.has(fingerprint)));
    const sinceTold = clock - told.clock;
    let repeated = false;
    if (fresh.length > 0 || over.length > 0) {
      const first = told.firing.size === 0;
      if (first ? Math.max(...fresh.map(({ firedClock }) => clock - firedClock)) < this.#settings.groupWait : sinceTold < this.#settings.groupInterval) return NOTHING;
    } else {
      const repeat = resend ?? Math.min(...again.map((alert) => alert.repeat ?? this.#settings.repeat));
      if (again.length === 0 || sinceTold < repeat) return NOTHING;
      repeated = true;
    }
    const shown = [...visible, ...waiting].filter((alert) => fresh.includes(alert) || told.firing.has(alert.fingerprint));
    const now = new Set([...shown.map(({ fingerprint }) => fingerprint), ...firing.filter((alert) => hidden(alert) && told.firing.has(alert.fingerprint)).map(({ fingerprint }) => fingerprint)]);
    this.#told.set(name, { clock, firing: now });
    const groups: StoredGroup[] = [{ groupKey: key, channel, toldAt: wall, firing: [...now] }];
    const content = [...shown.map(asFiring), ...over];
    if (content.length === 0) return { messages: [], groups, events: [] };
    // A receiver that groups and counts by itself must have them all.
    const notification = this.#notificationOf(group, content, wall, repeated, resend === undefined ? MOST_ALERTS : Infinity);
    return {
      messages: [{ id: notification.id, channel, notification, dueAt: wall }],
      groups,
      // That a receiver is kept from forgetting is no news.
      events: repeated && resend !== undefined ? [] : content.map(({ fingerprint, rule, status }): AlertEvent => ({ time: wall, fingerprint, rule, what: 'notified', detail: `${status === 'firing' ? (repeated ? 'told again' : 'told') : 'told as resolved'} to ${channel} in message ${notification.id}` })),
    };
  }

  #notificationOf({ channel, key, labels }: Group, alerts: readonly PlannedAlert[], wall: number, repeated: boolean, most: number): Notification {
    const firing = alerts.some(({ status }) => status === 'firing');
    const worst = Math.max(...alerts.map(({ severity }) => SEVERITIES.indexOf(severity)));
    return {
      id: digest(channel, key, String(wall), ...alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`)),
      groupKey: key, status: firing ? 'firing' : 'resolved', severity: SEVERITIES[worst] ?? 'warning', groupLabels: labels.toObject(),
      alerts: alerts.slice(0, most).map(notified), more: Math.max(0, alerts.length - most), host: this.#host, time: wall, repeated, test: false,
    };
  }
}

const NOTHING: Plan = { messages: [], groups: [], events: [] };

/** One that flaps is told as firing until it is still. */
const asFiring = (alert: PlannedAlert): PlannedAlert => (alert.status === 'firing' ? alert : { ...alert, status: 'firing', endsAt: undefined });

const notified = ({ fingerprint, status, labels, annotations, startsAt, endsAt, value, valueWords, expression }: PlannedAlert): NotifiedAlert =>
  ({ fingerprint, status, labels, annotations, startsAt, endsAt, value, valueWords, expression });
