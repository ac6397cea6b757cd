import { UserError } from '../../model/errors.ts';
import { bytesOf } from './bytes.ts';
import type { FormatOptions } from './line-parser.ts';
import { readerOf } from './read-value.ts';
import { COHORTS, FIELD, type FieldName, NUMBER, type NumberName } from './request-line.ts';
import { CALENDAR, type Meaning, OPERATION, type Operation, type TemplatePart, type TemplateStep } from './template-step.ts';
import { ESCAPE, type Escape } from './unescape.ts';

export { CALENDAR, type Meaning, OPERATION, type TemplatePart } from './template-step.ts';

export interface Template {
  readonly first: Uint8Array;
  readonly steps: readonly TemplateStep[];
  readonly escape: Escape;
  readonly resolution: 1 | 1000;
  readonly atStart: boolean;
  readonly zone: 'utc' | 'local';
}

export const text = (field: FieldName, rank = 1): Meaning => ({ operation: OPERATION.text, field, rank });
export const number = (name: NumberName, scale = 1, rank = 1): Meaning => ({ operation: OPERATION.number, number: name, scale, rank });
export const SKIP: Meaning = { operation: OPERATION.skip };

/** An error in a format a person wrote. `at` counts from 0. */
export const formatError = (what: string, at: number, mend: string): UserError => new UserError(what, { where: `format, character ${at + 1}`, mend });

/** Fields that a person chose by naming a variable. */
export function chosenFields(options: FormatOptions): Map<string, FieldName> {
  const chosen = new Map<string, FieldName>();
  for (const field of ['client', 'session', 'trace', 'user', 'region', 'host', 'upstream'] as const) {
    const name = options[field];
    if (name !== undefined) chosen.set(name.toLowerCase(), field);
  }
  const cohorts = options.cohorts ?? [];
  if (cohorts.length > COHORTS) throw new UserError(`${cohorts.length} cohort fields`, { mend: `name ${COHORTS} at most` });
  cohorts.forEach((name, index) => {
    const field = (['cohort', 'cohort2', 'cohort3', 'cohort4'] as const)[index];
    if (field !== undefined) chosen.set(name.toLowerCase(), field);
  });
  return chosen;
}

const CLIENT_OPERATIONS: ReadonlySet<Operation> = new Set([OPERATION.address, OPERATION.firstAddress, OPERATION.hostPort]);

/** What a variable means once a person's choices are heard. */
function meaningOf(name: string, meaning: Meaning, chosen: Map<string, FieldName>, used: Set<string>): Meaning {
  const field = chosen.get(name.toLowerCase());
  if (field === undefined) return meaning;
  used.add(name.toLowerCase());
  if (field === 'client') return { operation: CLIENT_OPERATIONS.has(meaning.operation) ? meaning.operation : OPERATION.firstAddress, field, rank: 100 };
  return { operation: OPERATION.text, field, rank: 100 };
}

/** Joins literals that stand side by side. */
export function joinLiterals(parts: readonly TemplatePart[]): TemplatePart[] {
  const joined: TemplatePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if ('literal' in part && last !== undefined && 'literal' in last) joined[joined.length - 1] = { literal: last.literal + part.literal };
    else if (!('literal' in part) || part.literal !== '') joined.push(part);
  }
  return joined;
}

/** What has no escapes in it. */
const PLAIN: ReadonlySet<Operation> = new Set([
  OPERATION.skip, OPERATION.number, OPERATION.list, OPERATION.clf, OPERATION.iso, OPERATION.epoch, OPERATION.calendar, OPERATION.timers, OPERATION.termination, OPERATION.protocol, OPERATION.flags, OPERATION.time,
  OPERATION.duration, OPERATION.hostPort, OPERATION.share, OPERATION.created, OPERATION.connection, OPERATION.captures,
]);

/** What is told: a field, or a number behind a `#`. */
export const targetOf = (meaning: Meaning): string => meaning.field ?? (meaning.number === undefined ? '' : `#${meaning.number}`);
/** What each of these operations tells. */
const SEVERAL: ReadonlyMap<Operation, readonly string[]> = new Map<Operation, readonly string[]>([[OPERATION.request, ['method', 'path']], [OPERATION.target, ['path']], [OPERATION.targets, ['path', 'host']], [OPERATION.requests, ['method', 'path', 'host']], [OPERATION.server, ['upstream', 'service']], [OPERATION.timers, ['#duration', '#upstream']]]);

const NOTHING = new Uint8Array(0);

/** Makes one step of values that are passed over one after another, each with a single byte behind it. */
function chained(steps: readonly TemplateStep[]): TemplateStep[] {
  const joined: TemplateStep[] = [];
  const isShort = (step: TemplateStep | undefined): step is TemplateStep => step !== undefined && step.operation === OPERATION.skip && step.literal.length === 1 && !step.quoted && step.width === 0;
  for (const step of steps) {
    const before = joined.at(-1);
    if (isShort(step) && before !== undefined && before.operation === OPERATION.skip && (before.chain.length > 0 || isShort(before))) {
      joined[joined.length - 1] = { ...before, chain: Uint8Array.of(...(before.chain.length > 0 ? before.chain : before.literal), step.stop) };
    } else {
      joined.push(step);
    }
  }
  return joined;
}

/** Compiles the parts of a format. Errors have the place in the format. */
export function compileTemplate(parts: readonly TemplatePart[], options: FormatOptions, escape: Escape = ESCAPE.backslash): Template {
  const chosen = chosenFields(options);
  const used = new Set<string>();
  const read = parts.map((part) => ('literal' in part ? part : { ...part, meaning: meaningOf(part.name, part.meaning, chosen, used) }));
  for (const name of chosen.keys()) {
    if (!used.has(name)) throw new UserError(`the format has no "${name}"`, { mend: 'name a variable that the gateway logs, or add it to its log format' });
  }
  const best = new Map<string, number>();
  for (const part of read) {
    if ('literal' in part) continue;
    for (const target of SEVERAL.get(part.meaning.operation) ?? [targetOf(part.meaning)]) best.set(target, Math.max(best.get(target) ?? 0, part.meaning.rank ?? 1));
  }
  const taken = new Set<string>();
  let resolution: 1 | 1000 = 1000;
  let atStart = false;
  let rank = -1;
  const steps: TemplateStep[] = [];
  let first = '';
  for (const [index, part] of read.entries()) {
    if ('literal' in part) {
      if (index === 0) first = part.literal;
      continue;
    }
    const next = read[index + 1];
    const before = read[index - 1];
    if (next !== undefined && !('literal' in next) && (part.meaning.width ?? 0) === 0 && part.meaning.operation !== OPERATION.prefix) {
      throw formatError(`nothing stands between ${part.name} and ${next.name}`, next.at, 'put a space or another character between them');
    }
    const literal = next !== undefined && 'literal' in next ? next.literal : '';
    const targets = SEVERAL.get(part.meaning.operation) ?? [targetOf(part.meaning)];
    const wanted = targets.some((target) => target === '' || (!taken.has(target) && (part.meaning.rank ?? 1) >= (best.get(target) ?? 0)));
    const { meaning } = part;
    if (wanted) {
      for (const target of targets) if (target !== '' && (part.meaning.rank ?? 1) >= (best.get(target) ?? 0)) taken.add(target);
      if (meaning.number === 'end' && (meaning.rank ?? 1) > rank) {
        resolution = meaning.resolution ?? 1000;
        atStart = meaning.atStart ?? false;
        rank = meaning.rank ?? 1;
      } else if (meaning.operation === OPERATION.calendar) {
        if (meaning.part === CALENDAR.fraction) resolution = 1;
        atStart = meaning.atStart ?? atStart;
      }
    }
    const operation = wanted ? meaning.operation : OPERATION.skip;
    steps.push({
      operation,
      read: readerOf(operation),
      field: meaning.field === undefined ? -1 : FIELD[meaning.field],
      number: meaning.number === undefined ? -1 : NUMBER[meaning.number],
      scale: meaning.scale ?? 1,
      part: meaning.part ?? -1,
      width: meaning.width ?? 0,
      captures: (meaning.captures ?? []).map((field) => (field === undefined ? -1 : FIELD[field])),
      methodOnly: meaning.operation === OPERATION.request && wanted && (best.get('path') ?? 0) > (meaning.rank ?? 1),
      literal: bytesOf(literal),
      rest: bytesOf(literal.slice(1)),
      stop: literal === '' ? -1 : bytesOf(literal)[0] ?? -1,
      list: meaning.operation === OPERATION.list || meaning.operation === OPERATION.last,
      chain: NOTHING,
      texts: !PLAIN.has(operation),
      quoted: escape === ESCAPE.backslash && before !== undefined && 'literal' in before && before.literal.endsWith('"') && literal.startsWith('"'),
    });
  }
  if (steps.length === 0) throw formatError('no variable', 0, 'name a format, or give the log format of the gateway as it stands in its configuration');
  if (!taken.has('path')) throw formatError('the request\'s path is not in it', 0, 'add the request to the log format');
  return { first: bytesOf(first), steps: chained(steps), escape, resolution, atStart, zone: options.zone ?? 'local' };
}
