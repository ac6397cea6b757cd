import { AlertingRule } from '../../../src/alerts/rules/alerting.ts';
import type { AlertInstance } from '../../../src/alerts/rules/alert-state.ts';
import type { AlertRule } from '../../../src/alerts/rules/rule.ts';
import { readRuleFile } from '../../../src/alerts/rules/rule-file.ts';
import type { SeriesSource } from '../../../src/alerts/language/value.ts';
import { MINUTE, storeOf } from '../support.ts';

/** The alert that is written so, of any series. */
export function alertRule(settings: Readonly<Record<string, unknown>>): AlertRule {
  const rule = readRuleFile('rules', Buffer.from(JSON.stringify({ rules: [{ alert: 'A', ...settings }] })), { known: false })[0]?.rules[0];
  if (rule?.type !== 'alert') throw new Error('no alert');
  return rule;
}

/** One alert, evaluated each minute of series that promtool's notation gives. */
export class Driven {
  readonly alerting: AlertingRule;
  readonly #source: SeriesSource;
  #minute = -1;
  /** What changed, `1m a: pending -> firing`. */
  readonly changes: string[] = [];

  constructor(settings: Readonly<Record<string, unknown>>, series: Readonly<Record<string, string>>, instances: readonly AlertInstance[] = []) {
    this.alerting = new AlertingRule(alertRule(settings), instances);
    this.#source = storeOf(series);
  }

  /** Evaluates up to that minute. */
  until(minute: number): this {
    while (this.#minute < minute) {
      this.#minute += 1;
      for (const { instance, from, to } of this.alerting.evaluate(this.#source, this.#minute * MINUTE, this.#minute * MINUTE)) this.changes.push(`${this.#minute}m ${nameOf(instance)}: ${from} -> ${to}`);
    }
    return this;
  }

  /** States by the label `n`, those that never fired left out. */
  get states(): Record<string, string> {
    return Object.fromEntries([...this.alerting.instances].map((instance) => [nameOf(instance), instance.state]));
  }

  get firing(): string[] {
    return Object.entries(this.states).flatMap(([name, state]) => (state === 'firing' ? [name] : [])).sort();
  }

  only(): AlertInstance {
    const [instance] = this.alerting.instances;
    if (instance === undefined) throw new Error('no alert');
    return instance;
  }
}

const nameOf = ({ labels }: AlertInstance): string => labels.get('n') || 'it';
