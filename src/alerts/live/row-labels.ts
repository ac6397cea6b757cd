import type { Frame, Texts } from '../../model/frame.ts';
import type { Kind } from '../../model/kind.ts';
import { labelFields, snakeCase } from '../../model/prometheus.ts';
import { LabelSet, METRIC_NAME } from '../language/label-set.ts';

/** A key that is a time is a label as a person reads it; `startTime` is `started`. */
const STARTED = 'started';

interface LabelField {
  readonly label: string;
  readonly read: (frame: Frame, row: number) => string;
}

interface KindLabels {
  /** Numbers of the key. */
  readonly key: readonly string[];
  /** Those that a series has. */
  readonly own: readonly LabelField[];
  /** Those that may be asked for: every text, and numbers of the key. */
  readonly all: ReadonlyMap<string, LabelField>;
}

const KINDS = new WeakMap<Kind, KindLabels>();

function labelsOfKind(kind: Kind): KindLabels {
  let known = KINDS.get(kind);
  if (known !== undefined) return known;
  const numbers = kind.key.filter((name) => kind.numbers.includes(name)).map((name): LabelField => {
    const field = kind.fields[name];
    const time = field?.type === 'number' && field.unit === 'timestamp';
    return {
      label: time ? STARTED : snakeCase(name),
      read: (frame, row) => {
        const value = frame.number(name, row);
        return Number.isNaN(value) ? '' : time ? startWords(value) : String(value);
      },
    };
  });
  const texts = kind.texts.map((name): LabelField => ({ label: snakeCase(name), read: (frame, row) => frame.text(name, row) }));
  const shown = new Set(labelFields(kind).map(snakeCase));
  known = { key: kind.key.filter((name) => kind.numbers.includes(name)), own: [...numbers, ...texts.filter(({ label }) => shown.has(label))], all: new Map([...texts, ...numbers].map((each) => [each.label, each])) };
  KINDS.set(kind, known);
  return known;
}

const startWords = (seconds: number): string => (Math.abs(seconds) < 8.64e12 ? new Date(Math.round(seconds * 1000)).toISOString() : String(seconds));

/** Labels that series of a kind may be asked for. */
export const labelsOf = (kind: Kind): string[] => [...labelsOfKind(kind).all.keys()];

/** Reads one label of a row; undefined for one that the kind does not have. */
export const labelReader = (kind: Kind, label: string): LabelField['read'] | undefined => labelsOfKind(kind).all.get(label)?.read;

interface Kept {
  readonly key: readonly number[];
  readonly labels: LabelSet;
}

/** Labels of rows as series have them; made once for each entity for as long as its texts are the same. */
export class RowLabels {
  readonly #kept = new WeakMap<Texts, Kept>();

  of(frame: Frame, row: number): LabelSet {
    const { kind } = frame;
    const texts = frame.textsOf(row);
    const { key: names, own } = labelsOfKind(kind);
    const kept = this.#kept.get(texts);
    if (kept !== undefined && names.every((name, index) => frame.number(name, row) === kept.key[index])) return kept.labels;
    const key = names.map((name) => frame.number(name, row));
    const labels = LabelSet.of(own.map(({ label, read }) => [label, read(frame, row)] as const));
    this.#kept.set(texts, { key, labels });
    return labels;
  }
}

/** A series has its name beside its labels. */
export const withName = (labels: LabelSet, name: string): LabelSet => labels.with([[METRIC_NAME, name]]);
