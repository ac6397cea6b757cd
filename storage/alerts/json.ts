import { type Labels, type Notification, type NotifiedAlert, SEVERITIES } from '../../src/model/alerts/notification.ts';
import { ALERT_STATES, type Silence, type StoredInstance } from '../../src/model/alerts/state.ts';

// What is read back was written by us, or by a program before or after this one, or by somebody's hand: it is looked at, at a
// hundredth of what reading it costs.

type Block = Readonly<Record<string, unknown>>;
const isBlock = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value);
const isLabels = (value: unknown): value is Labels => isBlock(value) && Object.values(value).every((text) => typeof text === 'string');
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export class UnreadableRow extends Error {}

class Fields {
  readonly #block: Block;

  constructor(value: unknown) {
    if (!isBlock(value)) throw new UnreadableRow('no object');
    this.#block = value;
  }

  text = (name: string): string => this.#is(name, (value) => typeof value === 'string');
  flag = (name: string): boolean => this.#is(name, (value) => typeof value === 'boolean');
  labels = (name: string): Labels => this.#is(name, isLabels);
  list = (name: string): readonly unknown[] => this.#is(name, isList);
  one = <T>(name: string, choices: readonly T[]): T => this.#is(name, (value): value is T => choices.some((choice) => choice === value));
  has = (name: string): boolean => this.#block[name] !== undefined;

  /** NaN is stored as null. */
  number = (name: string): number => this.#block[name] === null ? Number.NaN : this.#is(name, (value) => typeof value === 'number');

  #is<T>(name: string, check: (value: unknown) => value is T): T {
    const value = this.#block[name];
    if (!check(value)) throw new UnreadableRow(`${name} is not what it should be`);
    return value;
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UnreadableRow('no JSON');
  }
}

const allOf = <T>(values: readonly unknown[], check: (value: unknown) => value is T): readonly T[] => {
  if (!values.every(check)) throw new UnreadableRow('a list holds something else');
  return values;
};
const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Throws `UnreadableRow`. */
export function instanceOf(rule: string, fingerprint: string, json: string): StoredInstance {
  const { labels, one, number, list } = new Fields(parsed(json));
  return {
    rule, fingerprint, labels: labels('labels'), annotations: labels('annotations'), state: one('state', ALERT_STATES), value: number('value'),
    startsAt: number('startsAt'), firedAt: number('firedAt'), resolvedAt: number('resolvedAt'), savedAt: number('savedAt'),
    activeMilliseconds: number('activeMilliseconds'), keptMilliseconds: number('keptMilliseconds'), recent: allOf(list('recent'), isFlag), changes: allOf(list('changes'), isNumber),
  };
}

/** Throws `UnreadableRow`. */
export function notificationOf(json: string): Notification {
  const { text, labels, one, number, list, flag } = new Fields(parsed(json));
  return {
    id: text('id'), groupKey: text('groupKey'), status: one('status', ['firing', 'resolved']), severity: one('severity', SEVERITIES), groupLabels: labels('groupLabels'),
    alerts: list('alerts').map(alertOf), more: number('more'), host: text('host'), time: number('time'), repeated: flag('repeated'), test: flag('test'),
  };
}

function alertOf(value: unknown): NotifiedAlert {
  const { text, labels, one, number, has } = new Fields(value);
  return {
    fingerprint: text('fingerprint'), status: one('status', ['firing', 'resolved']), labels: labels('labels'), annotations: labels('annotations'),
    startsAt: number('startsAt'), endsAt: has('endsAt') ? number('endsAt') : undefined, value: number('value'), valueWords: text('valueWords'), expression: text('expression'),
  };
}

/** Throws `UnreadableRow`. */
export function matchersOf(json: string): Silence['matchers'] {
  return parsedList(json).map((value) => {
    const { text, one } = new Fields(value);
    return { label: text('label'), operator: one('operator', ['=', '!=', '=~', '!~']), value: text('value') };
  });
}

/** Throws `UnreadableRow`. */
export const textsOf = (json: string): readonly string[] => allOf(parsedList(json), isText);

function parsedList(json: string): readonly unknown[] {
  const value = parsed(json);
  if (!isList(value)) throw new UnreadableRow('no list');
  return value;
}
