import { evaluateVector } from '../language/evaluate.ts';
import { LabelSet, METRIC_NAME } from '../language/label-set.ts';
import { ALERT_NAME, AlertingRule } from '../rules/alerting.ts';
import type { Rule, RuleGroup } from '../rules/rule.ts';
import type { SeriesStore } from './series-store.ts';

/** One rule on a store of series: what it gives goes back there, as Prometheus does. */
class StoredRule {
  readonly rule: Rule;
  readonly alerting: AlertingRule | undefined;
  /** Series that it gave at the last evaluation. */
  #before = new Map<string, LabelSet>();

  constructor(rule: Rule) {
    this.rule = rule;
    this.alerting = rule.type === 'alert' ? new AlertingRule(rule) : undefined;
  }

  /** Throws an `EvaluationError`. */
  evaluate(store: SeriesStore, time: number): void {
    const given = new Map<string, LabelSet>();
    for (const { labels, value } of this.#results(store, time)) {
      given.set(labels.key, labels);
      store.append(labels, time, value);
    }
    for (const [key, labels] of this.#before) if (!given.has(key)) store.append(labels, time, 'stale');
    this.#before = given;
  }

  *#results(store: SeriesStore, time: number): Generator<{ readonly labels: LabelSet; readonly value: number }> {
    const { rule, alerting } = this;
    if (alerting === undefined) {
      for (const { labels, value } of evaluateVector(rule.expression, time, store)) {
        yield { labels: labels.nameless.with([...[...rule.labels].map(([name, template]) => [name, template.render({ labels, value })] as const), [METRIC_NAME, rule.name]]), value };
      }
      return;
    }
    alerting.evaluate(store, time, time);
    for (const { labels, state, activeAt } of alerting.instances) {
      if (state === 'inactive') continue;
      yield { labels: labels.with([[METRIC_NAME, 'ALERTS'], ['alertstate', state]]), value: 1 };
      yield { labels: labels.with([[METRIC_NAME, 'ALERTS_FOR_STATE']]), value: activeAt / 1000 };
    }
  }
}

export interface FiringAlert {
  readonly labels: LabelSet;
  readonly annotations: ReadonlyMap<string, string>;
}

/** Groups of rules on a store, evaluated at the times that a test asks for. */
export class RuleRun {
  readonly #rules: readonly StoredRule[];
  readonly #store: SeriesStore;

  constructor(groups: readonly RuleGroup[], store: SeriesStore) {
    this.#rules = groups.flatMap(({ rules }) => rules.map((rule) => new StoredRule(rule)));
    this.#store = store;
  }

  /** Gives what could not be evaluated, a line each. */
  evaluate(time: number): string[] {
    return this.#rules.flatMap((rule) => {
      try {
        rule.evaluate(this.#store, time);
        return [];
      } catch (error) {
        return [`${rule.rule.name}: ${error instanceof Error ? error.message : String(error)}`];
      }
    });
  }

  firing(name: string): FiringAlert[] {
    return this.#rules.flatMap(({ alerting }) => (alerting?.rule.name === name ? [...alerting.instances].filter(({ state }) => state === 'firing') : [])).map(({ labels, annotations }) => ({ labels: labels.without(ALERT_NAME), annotations }));
  }
}
