import { createHash } from 'node:crypto';
import type { Frame } from '../model/frame.ts';
import type { Kind } from '../model/kind.ts';
import { labelFields, snakeCase } from '../model/prometheus.ts';

/** Longest value of a label, in UTF-16 units: paths of nested cgroups fit, and no receiver refuses it. */
export const LONGEST_LABEL = 256;
const HASH_DIGITS = 12;

export type LabelPair = readonly [name: string, value: string];

/** A value within bounds. What is cut ends in `~` and a hash of the whole, so that two that begin alike stay two. */
export function boundedLabel(value: string): string {
  if (value.length <= LONGEST_LABEL) return value;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, HASH_DIGITS);
  const kept = value.slice(0, LONGEST_LABEL - HASH_DIGITS - 1);
  // Half of a surrogate pair would be no text.
  return `${kept.toWellFormed() === kept ? kept : kept.slice(0, -1)}~${hash}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': String.raw`\\`, '"': String.raw`\"`, '\n': String.raw`\n` };
const escapeLabel = (value: string): string => (/["\\\n]/.test(value) ? value.replace(/["\\\n]/g, (character) => ESCAPES[character] ?? character) : value);

/** The labels of one series, without its name. Two with the same `text` are one series. */
export class SeriesLabels {
  readonly pairs: readonly LabelPair[];
  /** `{mount="/",type="ext4"}` as both text formats have it; '' for none. */
  readonly text: string;

  /** `pairs`: by name, each once; values are cut to their bounds, empty ones are no labels. */
  constructor(pairs: readonly LabelPair[]) {
    this.pairs = pairs.filter(([, value]) => value !== '').map(([name, value]): LabelPair => [name, boundedLabel(value)]);
    let text = '';
    for (const [name, value] of this.pairs) text += `${text === '' ? '{' : ','}${name}="${escapeLabel(value)}"`;
    this.text = text === '' ? '' : `${text}}`;
  }
}

interface LabelSource {
  readonly field: string;
  readonly label: string;
  readonly numeric: boolean;
}

const SOURCES = new WeakMap<Kind, readonly LabelSource[]>();

/** Where the labels of a kind come from: the numbers that name an entity (a pid, not the time of its start), and its texts. */
function sourcesOf(kind: Kind): readonly LabelSource[] {
  let sources = SOURCES.get(kind);
  if (sources === undefined) {
    const isId = (name: string): boolean => {
      const field = kind.fields[name];
      return field?.type === 'number' && field.unit === 'id';
    };
    sources = [
      ...kind.key.filter(isId).map((field): LabelSource => ({ field, label: snakeCase(field), numeric: true })),
      ...labelFields(kind).map((field): LabelSource => ({ field, label: snakeCase(field), numeric: false })),
    ].sort((left, right) => (left.label < right.label ? -1 : 1));
    SOURCES.set(kind, sources);
  }
  return sources;
}

/** Names of the labels that series of this kind have, sorted. */
export const labelNames = (kind: Kind): readonly string[] => sourcesOf(kind).map(({ label }) => label);

/** The labels of a row. */
export function labelsOfRow(frame: Frame, row: number): SeriesLabels {
  return new SeriesLabels(sourcesOf(frame.kind).map(({ field, label, numeric }): LabelPair => [label, numeric ? String(frame.number(field, row)) : frame.text(field, row)]));
}
