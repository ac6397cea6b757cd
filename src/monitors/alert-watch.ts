import { AlertEngine } from '../alerts/engine.ts';
import { SYSTEM_CLOCK } from '../alerts/clock.ts';
import { readRuleFile } from '../alerts/rules/rule-file.ts';
import { demandsOf } from '../alerts/rules/demands.ts';
import type { RuleGroup } from '../alerts/rules/rule.ts';
import type { AlertEvent } from '../model/alerts/state.ts';
import type { Demand } from '../model/timeline.ts';
import type { Frame } from '../model/frame.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { everything } from './process-monitor.ts';

export interface AlertWatchOptions {
  /** Rules as in a file: Prometheus' groups, or our own list. */
  readonly rules: string;
  /** Seconds between the snapshots that it will be given (default 1). */
  readonly intervalSeconds?: number;
}

/** What an evaluation found. */
export interface Watched {
  /** All alerts as rows of the kind `alert`. */
  readonly alerts: Frame;
  /** What changed: pending, firing, resolved. */
  readonly events: readonly AlertEvent[];
  /** Rules that could not be evaluated, a line each. */
  readonly faults: readonly string[];
}

/**
 * Rules of alerts on snapshots of your own timeline; what is done about them is yours.
 *
 *     const watch = new AlertWatch({ rules: 'rules:\n- when: process.rss{name="node"} > 2GiB for 5m' });
 *     timeline.demand(watch.demand);
 *     timeline.subscribe((snapshot) => { for (const event of watch.evaluate(snapshot).events) console.log(event); });
 */
export class AlertWatch {
  readonly #engine: AlertEngine;
  readonly #groups: readonly RuleGroup[];

  /** Throws a `ConfigurationError` with every mistake in the rules. */
  constructor({ rules, intervalSeconds = 1 }: AlertWatchOptions) {
    this.#groups = readRuleFile('rules', Buffer.from(rules));
    this.#engine = new AlertEngine({
      groups: this.#groups, host: '', step: intervalSeconds * 1000, clock: SYSTEM_CLOCK,
      settings: { to: [], groupBy: ['alertname'], groupWait: 0, groupInterval: 0, repeat: Infinity, quiet: [], inhibit: [] },
    });
  }

  /** What the timeline must read for these rules. */
  get demand(): Demand {
    return everything(demandsOf(this.#groups));
  }

  /** Snapshots in the order of time. */
  evaluate(snapshot: Snapshot): Watched {
    const { frame, commit, faults } = this.#engine.evaluate(snapshot, []);
    return { alerts: frame, events: commit.events, faults };
  }
}
