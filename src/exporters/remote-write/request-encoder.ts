import type { Family } from '../family.ts';
import { type LabelPair, boundedLabel, type SeriesLabels } from '../series-labels.ts';
import { ProtoWriter, varintBytes } from './protobuf.ts';
import type { WriteRequest } from './request.ts';
import { snappy } from './snappy.ts';

/** Receivers bound what one request may hold; Prometheus itself sends fewer. */
const MOST_SAMPLES = 5000;
const FIELD = { series: 1, labels: 1, samples: 2, name: 1, value: 2, sampleValue: 1, sampleTime: 2 } as const;
/** The NaN by which a series says that it ends (value.StaleNaN of Prometheus). */
const STALE = 0x7ff0000000000002n;
const NAME_LABEL = '__name__';
const UTF8 = new TextEncoder();

/** A series that was sent before: its labels as bytes, and at which snapshot it was sent last. */
interface KnownSeries {
  readonly labels: Uint8Array;
  round: number;
}

function labelFields(pairs: readonly LabelPair[]): Uint8Array {
  const out = new ProtoWriter(256);
  for (const [label, value] of pairs) {
    const [labelBytes, valueBytes] = [UTF8.encode(label), UTF8.encode(value)];
    out.delimited(FIELD.labels, 2 + varintBytes(labelBytes.length) + labelBytes.length + varintBytes(valueBytes.length) + valueBytes.length);
    out.bytesField(FIELD.name, labelBytes);
    out.bytesField(FIELD.value, valueBytes);
  }
  return out.written.slice();
}

/**
 * Snapshots as remote-write requests. Remembers the series of the one before: what is no longer there ends at once with a
 * marker, as the specification asks, instead of seeming to go on for five minutes.
 */
export class RequestEncoder {
  readonly #external: readonly LabelPair[];
  readonly #known = new Map<string, Map<string, KnownSeries>>();
  /** What stands before and behind the name: the same for all figures of one row. */
  readonly #sides = new WeakMap<SeriesLabels, readonly [Uint8Array, Uint8Array]>();
  readonly #out = new ProtoWriter();
  #round = 0;

  /** `external`: labels of every series that has none of that name. */
  constructor(external: Readonly<Record<string, string>>) {
    this.#external = Object.entries(external).filter(([, value]) => value !== '').map(([name, value]): LabelPair => [name, boundedLabel(value)]);
  }

  /** `time`: ms since the epoch. Several requests where there are many series; they are to be sent in this order. */
  encode(families: readonly Family[], time: number): WriteRequest[] {
    this.#round += 1;
    const requests: WriteRequest[] = [];
    let samples = 0;
    const flush = (): void => {
      if (samples > 0) requests.push({ body: snappy(this.#out.written), samples, time });
      this.#out.reset();
      samples = 0;
    };
    const add = (labels: Uint8Array, value: number | undefined): void => {
      this.#write(labels, value, Math.max(0, Math.round(time)));
      samples += 1;
      if (samples === MOST_SAMPLES) flush();
    };
    for (const family of families) {
      const known = this.#knownOf(family.name);
      family.values.forEach((value, index) => {
        const labels = family.labels[index];
        if (labels === undefined || Number.isNaN(value)) return;
        let series = known.get(labels.text);
        if (series === undefined) known.set(labels.text, series = { labels: this.#labelBytes(family.name, labels), round: 0 });
        series.round = this.#round;
        add(series.labels, value);
      });
    }
    for (const ended of this.#takeEnded()) add(ended, undefined);
    flush();
    return requests;
  }

  #knownOf(name: string): Map<string, KnownSeries> {
    let known = this.#known.get(name);
    if (known === undefined) this.#known.set(name, known = new Map());
    return known;
  }

  #takeEnded(): Uint8Array[] {
    const ended: Uint8Array[] = [];
    for (const [name, known] of this.#known) {
      for (const [text, { labels, round }] of known) {
        if (round === this.#round) continue;
        known.delete(text);
        ended.push(labels);
      }
      if (known.size === 0) this.#known.delete(name);
    }
    return ended;
  }

  /** The label fields of a TimeSeries, sorted by name. */
  #labelBytes(name: string, labels: SeriesLabels): Uint8Array {
    let sides = this.#sides.get(labels);
    if (sides === undefined) {
      const own = new Set(labels.pairs.map(([label]) => label));
      const all = [...labels.pairs, ...this.#external.filter(([label]) => !own.has(label))].sort(([left], [right]) => (left < right ? -1 : 1));
      sides = [labelFields(all.filter(([label]) => label < NAME_LABEL)), labelFields(all.filter(([label]) => label > NAME_LABEL))];
      this.#sides.set(labels, sides);
    }
    return Buffer.concat([sides[0], labelFields([[NAME_LABEL, name]]), sides[1]]);
  }

  /** A TimeSeries of one sample; `value` undefined ends it. */
  #write(labels: Uint8Array, value: number | undefined, time: number): void {
    const out = this.#out;
    const sampleBytes = 9 + 1 + varintBytes(time);
    out.delimited(FIELD.series, labels.length + 1 + varintBytes(sampleBytes) + sampleBytes);
    out.raw(labels);
    out.delimited(FIELD.samples, sampleBytes);
    if (value === undefined) out.doubleBits(FIELD.sampleValue, STALE);
    else out.double(FIELD.sampleValue, value);
    out.varintField(FIELD.sampleTime, time);
  }
}
