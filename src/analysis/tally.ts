import { Sketch } from './sketch.ts';

/** What is kept of one figure of one entity over a period; mergeable. */
export class Tally {
  /** Samples in which it was known. */
  count = 0;
  /** Time that those samples stand for. */
  seconds = 0;
  /** Sum of value times seconds: CPU percent x s / 100 is CPU-seconds, bytes a second x s are bytes. */
  integral = 0;
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;
  /** When it was `most`, ms since the epoch. */
  mostAt = Number.NaN;
  readonly sketch: Sketch;

  constructor(sketch = new Sketch()) {
    this.sketch = sketch;
  }

  /** `seconds`: the time that the value stands for; `samples`: how many of them it is the mean of. */
  add(value: number, seconds: number, time: number, samples = 1): void {
    this.count += samples;
    this.seconds += seconds;
    this.integral += value * seconds;
    if (value < this.least) this.least = value;
    if (value > this.most || (value === this.most && time < this.mostAt)) {
      this.most = value;
      this.mostAt = time;
    }
    this.sketch.add(value, samples);
  }

  merge(other: Tally): void {
    this.count += other.count;
    this.seconds += other.seconds;
    this.integral += other.integral;
    this.least = Math.min(this.least, other.least);
    // Of equal ones the first counts, in whatever order they are merged.
    if (other.most > this.most || (other.most === this.most && other.mostAt < this.mostAt)) {
      this.most = other.most;
      this.mostAt = other.mostAt;
    }
    this.sketch.merge(other.sketch);
  }

  /** Mean over the time in which it was known; NaN when it never was. */
  get mean(): number {
    return this.seconds > 0 ? this.integral / this.seconds : Number.NaN;
  }

  /** A percentile, never outside of what was seen. */
  quantile(q: number): number {
    return Math.min(this.most, Math.max(this.least, this.sketch.quantile(q)));
  }
}

/** Tallies of the entities of one kind, by the name of the entity and of the field. */
export class Tallies {
  readonly entities = new Map<string, Map<string, Tally>>();

  of(entity: string, field: string): Tally {
    let fields = this.entities.get(entity);
    if (fields === undefined) {
      fields = new Map();
      this.entities.set(entity, fields);
    }
    let tally = fields.get(field);
    if (tally === undefined) {
      tally = new Tally();
      fields.set(field, tally);
    }
    return tally;
  }

  merge(other: Tallies): void {
    for (const [entity, fields] of other.entities) for (const [field, tally] of fields) this.of(entity, field).merge(tally);
  }
}
