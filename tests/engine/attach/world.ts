import { derive } from '../../../src/engine/derive.ts';
import { Frame, type Texts } from '../../../src/model/frame.ts';
import type { Kind } from '../../../src/model/kind.ts';
import { alert } from '../../../src/model/kinds/alert.ts';
import { finding } from '../../../src/model/kinds/finding.ts';
import { host } from '../../../src/model/kinds/host.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot } from '../../../src/model/snapshot.ts';

/** 2026-01-01, ms. */
export const BEGIN = Date.UTC(2026, 0, 1);

/** A made-up machine: each sample has rows that came, went, came back or changed their texts; numbers are anything, NaN among them. */
export class World {
  readonly #rows = new Map<string, Map<number, Texts>>();
  readonly #size: number;
  #seed: number;
  #tick = 0;

  constructor(seed: number, size = 30) {
    this.#seed = seed;
    this.#size = size;
  }

  next(): Snapshot {
    this.#tick += 1;
    const frames = [processKind, finding, alert].filter((kind) => kind !== alert || this.#random() > 0.2).map((kind) => this.#frame(kind, this.#size));
    const notices = Array.from({ length: Math.floor(this.#random() * 3) }, (_, index) => ({ source: `s${index}`, message: safeText(`notice ${this.#tick} ü`) }));
    return new Snapshot(BEGIN + this.#tick * 1000, this.#tick === 1 ? Number.NaN : 1, [this.#frame(host, 1), ...frames], notices, derive);
  }

  #frame(kind: Kind, most: number): Frame {
    const rows = this.#rows.get(kind.name) ?? new Map<number, Texts>();
    this.#rows.set(kind.name, rows);
    const shown = Array.from({ length: most }, (_, id) => id).filter(() => most === 1 || this.#random() > 0.2);
    const texts = shown.map((id): Texts => {
      const known = rows.get(id);
      if (known !== undefined && this.#random() > 0.05) return known;
      const made = kind.texts.map((name) => safeText(`${name} ${id} ${this.#tick} ${id % 3 === 0 ? '中文 é' : ''}`));
      rows.set(id, made);
      return made;
    });
    const numbers = Float64Array.from({ length: kind.numbers.length * shown.length }, () => [Number.NaN, 0, -0, Infinity, this.#random() * 1e12][Math.floor(this.#random() * 5)] ?? 0);
    const pids = kind.numbers.indexOf('pid');
    if (pids >= 0) shown.forEach((id, row) => numbers.set([id], pids * shown.length + row));
    return new Frame(kind, shown.length, numbers, texts, this.#random() > 0.9);
  }

  /** Park and Miller, from 0 to 1. */
  #random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}
