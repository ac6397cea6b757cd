import type { Parsed } from '../../config/parse.ts';
import type { Problem } from '../../config/problems.ts';
import { errorMessage } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type Expression, selectorsOf } from '../language/ast.ts';
import { checkRule } from '../language/check.ts';
import { parseDuration } from '../language/duration.ts';
import { ExpressionError } from '../language/expression-error.ts';
import { parseExpression } from '../language/parser.ts';
import { unknownSeries } from './known-series.ts';
import type { AlertRule, Rule } from './rule.ts';
import type { RuleShape } from './rule-shape.ts';
import { Template, TemplateError } from './template.ts';
import { placeOfText } from './text-place.ts';
import { parseClear, parseWhen } from './when.ts';

/** The file in which a rule stands. */
export interface RuleSource {
  readonly path: string;
  /** All that it says. */
  readonly text: string;
  readonly parsed: Parsed;
}

/** Series that rules record; undefined where any name will do. */
export type Known = ReadonlySet<string> | undefined;

const LEAST_REPEAT = 60_000;
/** Settings of alerts that a record has not. */
const OF_ALERTS = ['for', 'keep_firing_for', 'clear', 'nodata', 'severity', 'summary', 'description', 'annotations', 'to', 'repeat'] as const satisfies readonly (keyof RuleShape)[];

/** Makes a rule of what is written, and says what is wrong with it. */
export class RuleBuilder {
  readonly problems: Problem[] = [];
  readonly #source: RuleSource;
  readonly #shape: RuleShape;
  readonly #at: readonly PropertyKey[];

  /** `at`: where in the file it stands. */
  constructor(source: RuleSource, shape: RuleShape, at: readonly PropertyKey[]) {
    this.#source = source;
    this.#shape = shape;
    this.#at = at;
  }

  /** Undefined when too much is wrong with it. */
  build(known: Known): Rule | undefined {
    const shape = this.#shape;
    const written = shape.when ?? shape.expr;
    const key = shape.when === undefined ? 'expr' : 'when';
    if (written === undefined || (shape.when !== undefined && shape.expr !== undefined)) {
      this.#report([written === undefined ? 'alert' : 'expr'], written === undefined ? 'this rule says not when it holds' : 'this rule has both "when" and "expr"', 'write when: process.rss{name="node"} > 2GiB for 5m');
      return undefined;
    }
    const when = this.#attempt([key], written, () => (shape.when === undefined ? ruleExpression(written) : parseWhen(written)));
    const labels = this.#templates(['severity'], 'labels');
    const annotations = this.#templates(['summary', 'description'], 'annotations');
    if (when === undefined) return undefined;
    const { expression } = when;
    this.#mustBeKnown(key, written, expression, known);
    const common = { expression, text: written, labels, place: { path: this.#source.path, ...this.#placeOf([key], written, 0) } };
    if (shape.record !== undefined) return this.#record({ ...common, name: shape.record }, when.for !== undefined || when.times !== undefined);
    if (when.for !== undefined && shape.for !== undefined) this.#report(['for'], 'how long it must hold is said twice', 'remove one of the two');
    const { clear: until } = shape;
    const clear = until === undefined ? undefined : this.#attempt(['clear'], until, () => parseClear(until, expression));
    if (clear?.type === 'binary') this.#mustBeKnown('clear', until ?? '', clear.right, known);
    const repeat = milliseconds(shape.repeat);
    if (repeat !== undefined && repeat < LEAST_REPEAT) this.#report(['repeat'], 'it would be told again all the time', 'write 1m or more');
    return {
      ...common, type: 'alert', name: shape.alert ?? nameFrom(expression), annotations,
      for: when.for ?? milliseconds(shape.for) ?? 0, keepFiringFor: milliseconds(shape.keep_firing_for) ?? 0, times: when.times, clear, noData: shape.nodata ?? 'ok',
      to: shape.to === undefined ? undefined : [shape.to].flat(), repeat,
    };
  }

  #record(rule: Pick<AlertRule, 'name' | 'expression' | 'text' | 'labels' | 'place'>, timed: boolean): Rule {
    const shape = this.#shape;
    if (shape.alert !== undefined) this.#report(['record'], 'this rule is an alert and a record', 'make two rules of it');
    if (!/^[a-zA-Z_:][\w:]*$/.test(rule.name)) this.#report(['record'], `"${rule.name}" is no name of series`, 'use letters, digits, _ and :');
    for (const key of OF_ALERTS) if (shape[key] !== undefined) this.#report([key], `a record has no "${key}"`, 'remove it, or make an alert of the rule');
    if (timed) this.#report(['when'], 'a record holds at once', 'remove what stands behind the expression');
    return { ...rule, type: 'record' };
  }

  #mustBeKnown(key: string, written: string, expression: Expression, known: Known): void {
    if (known === undefined) return;
    for (const { message, mend, span } of unknownSeries(expression, known)) this.#report([key], message, mend, written, span.from);
  }

  /** Of settings of their own, and of those in the block of that name. */
  #templates(keys: readonly ('severity' | 'summary' | 'description')[], block: 'labels' | 'annotations'): Map<string, Template> {
    const made = new Map<string, Template>();
    const add = (name: string, at: readonly string[], value: string | number | boolean): void => {
      const template = this.#attempt(at, String(value), () => Template.parse(String(value)));
      if (template !== undefined) made.set(name, template);
    };
    for (const key of keys) {
      const value = this.#shape[key];
      if (value !== undefined) add(key, [key], value);
    }
    for (const [name, value] of Object.entries(this.#shape[block] ?? {})) add(name, [block, name], value);
    return made;
  }

  /** Runs what may find a fault in the text of a setting. */
  #attempt<Result>(at: readonly string[], written: string, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof ExpressionError) this.#report(at, error.message, error.mend, written, error.span.from);
      else if (error instanceof TemplateError) this.#report(at, error.message, error.mend, written, error.at);
      else this.#report(at, errorMessage(error), 'correct it');
      return undefined;
    }
  }

  #placeOf(at: readonly string[], written: string, offset: number): { line: number; column: number } {
    const { parsed, text } = this.#source;
    return placeOfText(text, parsed.placeOf([...this.#at, ...at], 'value'), written, offset);
  }

  #report(at: readonly string[], message: string, mend: string, written?: string, offset = 0): void {
    const place = written === undefined ? this.#source.parsed.placeOf([...this.#at, ...at], 'value') : this.#placeOf(at, written, offset);
    this.problems.push({ ...place, message: safeText(message), mend: safeText(mend) });
  }
}

function ruleExpression(written: string): ReturnType<typeof parseWhen> {
  const expression = parseExpression(written);
  checkRule(expression);
  return { expression, for: undefined, times: undefined };
}

const milliseconds = (written: string | undefined): number | undefined => (written === undefined ? undefined : parseDuration(written));

/** A rule without a name goes by what it looks at: `process.memory.rss` is ProcessMemoryRss. */
function nameFrom(expression: Expression): string {
  const [first] = selectorsOf(expression);
  const name = first?.selector.name ?? '';
  const words = (name === '' ? 'rule' : name).split(/[._:]+/).filter((word) => word !== '' && word !== 'pyprocwatch');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
