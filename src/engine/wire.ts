import { kindOf } from '../model/catalog.ts';
import { Frame, type Texts } from '../model/frame.ts';

/** A frame on its way between threads. Texts that the receiver has already are not sent again. */
export interface WireFrame {
  readonly kind: string;
  readonly count: number;
  readonly stale: boolean;
  /** Column-major numbers; the buffer is handed over, not copied. */
  readonly numbers: Float64Array;
  /** Number of the texts of each row; absent when all rows have the texts they had in the frame before. */
  readonly ids?: Uint32Array;
  readonly added: readonly (readonly [id: number, texts: Texts])[];
}

/** Sender's side. Rows are told apart by the identity of their texts, which never change once made. */
export class FrameEncoder {
  readonly #ids = new WeakMap<Texts, number>();
  readonly #sent = new Map<string, { ids: Uint32Array; known: Set<number> }>();
  #next = 1;

  encode(frame: Frame): WireFrame {
    const { numbers, texts } = frame.parts();
    const before = this.#sent.get(frame.kind.name);
    const ids = new Uint32Array(frame.count);
    const added: [number, Texts][] = [];
    let same = before !== undefined && before.ids.length === frame.count;
    texts.forEach((rowTexts, row) => {
      let id = this.#ids.get(rowTexts);
      if (id === undefined) {
        id = this.#next;
        this.#next += 1;
        this.#ids.set(rowTexts, id);
      }
      ids[row] = id;
      if (before?.ids[row] !== id) same = false;
      if (before === undefined || !before.known.has(id)) added.push([id, rowTexts]);
    });
    const head = { kind: frame.kind.name, count: frame.count, stale: frame.stale, numbers, added };
    if (same) return head;
    this.#sent.set(frame.kind.name, { ids, known: new Set(ids) });
    return { ...head, ids };
  }
}

/** Receiver's side. */
export class FrameDecoder {
  readonly #kept = new Map<string, { byId: Map<number, Texts>; texts: readonly Texts[] }>();

  decode(wire: WireFrame): Frame {
    const kind = kindOf(wire.kind);
    const before = this.#kept.get(wire.kind);
    if (wire.ids === undefined) return new Frame(kind, wire.count, wire.numbers, before?.texts ?? [], wire.stale);
    const added = new Map(wire.added);
    const byId = new Map<number, Texts>();
    const texts: Texts[] = [];
    for (const id of wire.ids) {
      const rowTexts = added.get(id) ?? before?.byId.get(id) ?? [];
      byId.set(id, rowTexts);
      texts.push(rowTexts);
    }
    this.#kept.set(wire.kind, { byId, texts });
    return new Frame(kind, wire.count, wire.numbers, texts, wire.stale);
  }
}
