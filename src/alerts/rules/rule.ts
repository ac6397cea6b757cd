import type { Expression } from '../language/ast.ts';
import type { Template } from './template.ts';

/** What becomes of a firing alert whose series are gone. */
export const NO_DATA = ['ok', 'keep', 'alert'] as const;
export type NoData = (typeof NO_DATA)[number];

/** Holds at `least` of the last `of` evaluations. */
export interface Times {
  readonly least: number;
  readonly of: number;
}

/** Where in a file a rule stands. */
export interface RulePlace {
  readonly path: string;
  /** Of the text of its expression; from 1. */
  readonly line: number;
  readonly column: number;
}

interface CommonRule {
  readonly expression: Expression;
  /** As it was written. */
  readonly text: string;
  readonly labels: ReadonlyMap<string, Template>;
  readonly place: RulePlace;
  /** It may give so many series, else it fails (the `limit` of its group); undefined for any number. */
  readonly limit?: number | undefined;
}

/** Fires for each series that its expression gives. Durations in ms. */
export interface AlertRule extends CommonRule {
  readonly type: 'alert';
  readonly name: string;
  readonly for: number;
  readonly keepFiringFor: number;
  readonly times: Times | undefined;
  /** Once it fires, it goes on until this holds. */
  readonly clear: Expression | undefined;
  readonly noData: NoData;
  readonly annotations: ReadonlyMap<string, Template>;
  /** Channels; undefined for the usual ones. */
  readonly to: readonly string[] | undefined;
  /** Told again this often while it fires; undefined for the usual. */
  readonly repeat: number | undefined;
}

/** Gives the series that others are made of, by a name of its own. */
export interface RecordRule extends CommonRule {
  readonly type: 'record';
  readonly name: string;
}

export type Rule = AlertRule | RecordRule;

export interface RuleGroup {
  readonly name: string;
  /** Ms; undefined for the usual. */
  readonly interval: number | undefined;
  readonly rules: readonly Rule[];
}

/** All that rules look at. */
export function* expressionsOf(groups: readonly RuleGroup[]): Generator<Expression> {
  for (const { rules } of groups) {
    for (const rule of rules) {
      yield rule.expression;
      if (rule.type === 'alert' && rule.clear !== undefined) yield rule.clear;
    }
  }
}
