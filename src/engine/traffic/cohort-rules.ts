import type { FieldName, RequestLine } from '../../collectors/access-logs/index.ts';
import type { EndpointsSetting } from '../../config/endpoints.ts';
import { type SafeText, safeText } from '../../model/safe-text.ts';
import type { NumberedTexts } from './numbered-texts.ts';

type Rule = EndpointsSetting['cohorts'][number];

interface Compiled {
  readonly number: number;
  readonly value: string | undefined;
  readonly path: string | undefined;
  readonly agent: string | undefined;
}

/** Values that a log names cohorts by without a rule. */
const LONGEST = 40;

/** Which cohort a request is of: by the first rule that fits, else by what the log's cohort field says. -1 for none. */
export class CohortRules {
  readonly #names: NumberedTexts;
  readonly #rules: readonly Compiled[];
  readonly #byAgent: boolean;

  constructor(rules: readonly Rule[], names: NumberedTexts) {
    this.#names = names;
    this.#rules = rules.map(({ name, value, path, agent }) => ({ number: names.numberOf(safeText(name)), value, path, agent }));
    this.#byAgent = rules.some(({ agent }) => agent !== undefined);
  }

  /** `field`: which one names the cohort, if any does. */
  of(line: RequestLine, field: FieldName | undefined): number {
    const told = field !== undefined && line.end(field) > line.start(field) ? line.text(field) : '';
    if (this.#rules.length === 0) return told === '' ? -1 : this.#byName(told);
    const agent = this.#byAgent ? line.text('userAgent') : '';
    const found = this.#rules.find(({ value, path, agent: wanted }) => (value === undefined || value === told) && (path === undefined || beginsWith(line, path)) && (wanted === undefined || agent.includes(wanted)));
    return found?.number ?? (told === '' ? -1 : this.#byName(told));
  }

  #byName(told: string): number {
    const name: SafeText = safeText(told.slice(0, LONGEST));
    return this.#names.numberOf(name);
  }
}

function beginsWith(line: RequestLine, path: string): boolean {
  const start = line.start('path');
  if (line.end('path') - start < path.length) return false;
  for (let index = 0; index < path.length; index += 1) if (line.bytes[start + index] !== path.charCodeAt(index)) return false;
  return true;
}
