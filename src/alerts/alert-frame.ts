import { Frame, KeptTexts, type Texts } from '../model/frame.ts';
import { alert, ALERT_SEVERITIES, ALERT_STATES } from '../model/kinds/alert.ts';
import { type SafeText, safeText } from '../model/safe-text.ts';
import { writeDuration } from './language/duration.ts';
import type { Suppression } from './notify/suppression.ts';
import type { AlertInstance } from './rules/alert-state.ts';
import type { AlertRule } from './rules/rule.ts';
import { severityOf } from './severity.ts';
import type { Subject } from './subject.ts';

/** An alert as it is shown. */
export interface ShownAlert {
  readonly fingerprint: string;
  readonly instance: AlertInstance;
  readonly rule: AlertRule;
  readonly subject: Subject;
  readonly suppression: Suppression | undefined;
  /** Ms since the epoch. */
  readonly startsAt: number;
  readonly valueWords: string;
  /** Now, on the evaluation's clock. */
  readonly clock: number;
  /** Ms until it is told for the first time; undefined when it was. */
  readonly tellsIn: number | undefined;
  readonly channels: readonly string[];
}

type ShownState = (typeof ALERT_STATES)[number];

interface Row {
  readonly numbers: readonly number[];
  readonly texts: Texts;
}

/** Alerts as rows: shown, stored and replayed like all others. Texts stay the same arrays for as long as nothing changes, so that threads need not send them again. */
export class AlertRows {
  /** Of what is over nothing changes: its row is made once. */
  readonly #over = new WeakMap<ShownAlert, Row>();
  readonly #texts = new KeptTexts();

  /** One that is over must be the same object as before to be known again. */
  frame(alerts: readonly ShownAlert[]): Frame {
    this.#texts.turn();
    const rows = alerts.map((shown) => (shown.instance.state === 'inactive' ? this.#rowOfOver(shown) : this.#rowOf(shown)));
    const numbers = new Float64Array(alert.numbers.length * rows.length);
    for (const [index, row] of rows.entries()) row.numbers.forEach((value, column) => numbers[column * rows.length + index] = value);
    return new Frame(alert, rows.length, numbers, rows.map(({ texts }) => texts));
  }

  #rowOfOver(shown: ShownAlert): Row {
    let row = this.#over.get(shown);
    if (row === undefined) this.#over.set(shown, (row = this.#rowOf(shown)));
    return row;
  }

  #rowOf(shown: ShownAlert): Row {
    const fields = fieldsOf(shown);
    return { numbers: alert.numbers.map((name) => fields[name]), texts: this.#texts.same(alert.texts.map((name) => fields[name])) };
  }
}

type Fields = Readonly<Record<(typeof alert.numbers)[number], number> & Record<(typeof alert.texts)[number], SafeText>>;

function fieldsOf(shown: ShownAlert): Fields {
  const { fingerprint, instance, subject, startsAt, valueWords, rule, channels, clock } = shown;
  const state = stateOf(shown);
  return {
    fingerprint: safeText(fingerprint), severity: ALERT_SEVERITIES.indexOf(severityOf(instance.labels)), state: ALERT_STATES.indexOf(state),
    name: safeText(rule.name), subjectKind: safeText(subject.kind), subject: safeText(subject.name), subjectKey: safeText(subject.key), value: instance.value, shown: safeText(valueWords), since: startsAt / 1000,
    firingSeconds: Number.isNaN(instance.firedAt) || instance.state !== 'firing' ? 0 : (clock - instance.firedAt) / 1000,
    waitsFor: safeText(waitWords(shown, state)), summary: safeText(instance.annotations.get('summary') ?? rule.text), channels: safeText(channels.join(', ')),
    labels: safeText([...instance.labels].map(([name, value]) => `${name}=${value}`).join(' ')), expression: safeText(rule.text),
  };
}

function stateOf({ instance: { state }, suppression }: ShownAlert): ShownState {
  if (state === 'inactive') return 'resolved';
  return state === 'firing' ? (suppression?.kind ?? 'firing') : 'pending';
}

const whole = (milliseconds: number): string => writeDuration(Math.ceil(milliseconds / 1000) * 1000);

/** What it waits for, in words. */
function waitWords({ instance, rule, clock, suppression, tellsIn, channels }: ShownAlert, state: ShownState): string {
  if (state === 'pending') return `fires in ${whole(Math.max(0, rule.for - (clock - instance.activeAt)))}`;
  if (state === 'resolved') return '';
  if (suppression !== undefined) return suppression.detail;
  if (instance.kept !== undefined) return instance.kept;
  if (!Number.isNaN(instance.keptSince)) return `resolves in ${whole(Math.max(0, rule.keepFiringFor - (clock - instance.keptSince)))}`;
  if (channels.length === 0) return 'no channel to tell it to';
  return tellsIn === undefined ? '' : tellsIn > 0 ? `told in ${whole(tellsIn)}` : 'to be told';
}
