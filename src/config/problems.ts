import { z } from 'zod';
import { EXIT, UserError } from '../model/errors.ts';
import { safeText } from '../model/safe-text.ts';
import { valueAt } from './data.ts';
import { coreOf, defaultOf, factsOf, isBlock, isRecord, schemaAt, shapeOf, type Schema } from './facts.ts';
import { suggest } from '../analysis/nearest.ts';
import { writeValue } from './write-value.ts';

/** One thing that is wrong in a configuration file. Lines and columns count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly mend: string;
}

/** More than this only repeats one slip, and looking for near names takes time. */
export const MOST_PROBLEMS = 100;

/** A configuration file that cannot be used: every problem in it (at most 100), the first as the error's own text. Exit code 78. */
export class ConfigurationError extends UserError {
  readonly path: string;
  readonly problems: readonly Problem[];

  constructor(path: string, problems: readonly [Problem, ...Problem[]], cause?: unknown) {
    const [first] = problems;
    const where = `${safeText(path)}:${first.line}:${first.column}`;
    super(first.message, { where, mend: first.mend, exitCode: EXIT.configuration, cause });
    this.name = 'ConfigurationError';
    this.path = path;
    this.problems = problems;
  }

  /** Every problem on a line of its own, `FILE:LINE:COL: what; how to mend it`. */
  override get line(): string {
    return this.problems.map(({ line, column, message, mend }) =>
      `${safeText(this.path)}:${line}:${column}: ${safeText(message)}; ${safeText(mend)}`).join('\n');
  }
}

/** What is wrong at a place in the data, before the place is known as line and column. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  /** Whether the key is to be pointed at, or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly mend: string;
}

export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${String(key)}`), '');

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a block of settings';
  const text = String(value);
  const clipped = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return typeof value === 'string' ? `"${clipped}"` : clipped;
}

const NOUNS: Readonly<Record<string, string>> = {
  boolean: 'true or false', string: 'text', number: 'a number', array: 'a list', object: 'a block of settings', record: 'a block of settings',
};

function expectation(schema: Schema): string {
  const { expects } = factsOf(schema);
  if (expects !== undefined) return expects;
  return NOUNS[coreOf(schema)._zod.def.type] ?? 'something else';
}

function nameExpectation(record: Schema | undefined): string {
  const core = record === undefined ? undefined : coreOf(record);
  return core instanceof z.ZodRecord ? expectation(core.def.keyType) : 'another name';
}

function exampleMend(schema: Schema, path: readonly PropertyKey[], value: unknown): string {
  const key = path.at(-1);
  const preset = defaultOf(schema);
  if (value === 'true' || value === 'false') return 'write it without quotes';
  if ((isBlock(schema) && factsOf(schema).inline !== true) || isRecord(schema)) return 'write its settings as "name: value", one to a line';
  if (preset === undefined || typeof key !== 'string') return 'correct the value';
  return `for example ${key}: ${writeValue(preset)}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function ofValue(issue: z.core.$ZodIssue, schema: Schema, value: unknown): Finding {
  const { path } = issue;
  const name = pathText(path);
  if (path.length === 0) return { path, at: 'value', message: `the file holds ${valueText(value)}`, mend: 'write settings as "name: value", one to a line' };
  if (issue.code === 'invalid_value') {
    const choices = issue.values.map(String);
    return { path, at: 'value', message: `"${name}" cannot be ${valueText(value)}`, mend: suggest(textOf(value) ?? '', choices) };
  }
  if (value === undefined) return { path: path.slice(0, -1), at: 'key', message: `"${name}" is missing`, mend: `add it, ${expectation(schema)}` };
  if (value === null) return { path, at: 'key', message: `"${name}" has no value`, mend: exampleMend(schema, path, value) };
  const instead = factsOf(schema).concealed === true ? '' : `, not ${valueText(value)}`;
  return { path, at: 'value', message: `"${name}" must be ${expectation(schema)}${instead}`, mend: exampleMend(schema, path, value) };
}

/** None of several blocks: what says which one it is (`type`) is missing or unknown. */
function ofChoice(path: readonly PropertyKey[], choices: readonly string[], value: unknown): Finding {
  const name = pathText(path);
  if (value === undefined || value === null) return { path: path.slice(0, -1), at: 'key', message: `"${name}" is missing`, mend: `add it, one of ${choices.join(', ')}` };
  return { path, at: 'value', message: `"${name}" cannot be ${valueText(value)}`, mend: suggest(textOf(value) ?? '', choices) };
}

/** What one issue that zod found says to the person who wrote the file. `root` is the schema of the whole file, `data` what it holds. */
export function findings(issue: z.core.$ZodIssue, root: Schema, data: unknown): readonly Finding[] {
  const schema = schemaAt(root, issue.path, data) ?? root;
  const value = valueAt(data, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const siblings = [...shapeOf(schema).keys()];
      return issue.keys.slice(0, MOST_PROBLEMS).map((key) => ({ path: [...issue.path, key], at: 'key', message: `unknown key ${valueText(key)}`, mend: suggest(key, siblings) }));
    }
    case 'invalid_key':
      return [{ path: issue.path, at: 'key', message: `${valueText(issue.path.at(-1))} cannot be a name here`, mend: `write ${nameExpectation(schemaAt(root, issue.path.slice(0, -1), data))}` }];
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) return [ofChoice(issue.path, issue.options.map(String), value)];
      return [ofValue(issue, schema, value)];
    case 'custom': {
      const mend = textOf(issue.params?.['mend']);
      if (mend !== undefined) return [{ path: issue.path, at: 'value', message: issue.message, mend }];
      return [ofValue(issue, schema, value)];
    }
    default:
      return [ofValue(issue, schema, value)];
  }
}
