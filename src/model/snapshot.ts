import type { Frame } from './frame.ts';
import type { Kind } from './kind.ts';
import type { SafeText } from './safe-text.ts';

/** Something that could not be seen, and why: shown on the screen and in JSON, never fatal. */
export interface Notice {
  /** Which collector says so. */
  readonly source: string;
  readonly message: SafeText;
}

/** All frames of one time. Frames that follow from others (groups, containers) are made when first asked for. */
export class Snapshot {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Seconds that rates are measured over; NaN on the first sample. */
  readonly intervalSeconds: number;
  readonly notices: readonly Notice[];
  readonly #frames: Map<string, Frame>;
  readonly #derived = new Map<string, Frame>();
  readonly #derive: (kind: string, snapshot: Snapshot) => Frame | undefined;

  constructor(
    time: number,
    intervalSeconds: number,
    frames: Iterable<Frame>,
    notices: readonly Notice[],
    derive: (kind: string, snapshot: Snapshot) => Frame | undefined = () => undefined,
  ) {
    this.time = time;
    this.intervalSeconds = intervalSeconds;
    this.notices = notices;
    this.#frames = new Map([...frames].map((frame) => [frame.kind.name, frame]));
    this.#derive = derive;
  }

  /** The frame of a kind, or undefined when nothing collects it here. */
  frame<N extends string, T extends string>(kind: Kind<N, T>): Frame<N, T> | undefined {
    const found = this.named(kind.name);
    return found !== undefined && isOf(found, kind) ? found : undefined;
  }

  /** The frames that were collected; not those that follow from them. */
  collected(): Frame[] {
    return [...this.#frames.values()];
  }

  named(name: string): Frame | undefined {
    const known = this.#frames.get(name) ?? this.#derived.get(name);
    if (known !== undefined) return known;
    const derived = this.#derive(name, this);
    if (derived !== undefined) this.#derived.set(name, derived);
    return derived;
  }
}

function isOf<N extends string, T extends string>(frame: Frame, kind: Kind<N, T>): frame is Frame<N, T> {
  return frame.kind.name === kind.name;
}
