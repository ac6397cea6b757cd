import type { JsonTree } from '../json-map.ts';
import type { RequestLine } from '../request-line.ts';
import { OPERATION, type Operation } from '../template-step.ts';
import type { TimeReader } from '../times.ts';
import { type JsonLeaf, type JsonOutline, outline } from './json-outline.ts';
import { LineProgram } from './line-program.ts';
import { ACTION, type Action, type ProgramStep } from './program-step.ts';
import { actionOf } from './template-program.ts';

const QUOTE = 34;
/** A gateway writes lines of a few shapes; where each line is another, looking for its shape is not worth it. */
const MOST_SHAPES = 8;
const MOST_LEAVES = 200;
/** So many lines are taken apart at once, later ones now and then. */
const EAGER = 100;
const SELDOM = 64;
/** How often it is asked whether shapes are worth while, and for how long they are left alone if not. */
const PROBATION = 1024;
const PAUSE = 16_384;

/** What some lines have in common: where the same text stands, and where another in each line. */
interface Shape {
  /** The first line of it, and its leaves. */
  readonly bytes: Uint8Array;
  readonly outline: JsonOutline;
  /** 1 for leaves that differ between lines. */
  readonly differs: Uint8Array;
  program: LineProgram | undefined;
}

/**
 * Learns in what order a gateway writes the members of its lines and which of them are always the same, and reads lines
 * that are so in one go. What differs is left to the one who reads any JSON.
 */
export class JsonShapes {
  readonly #tree: JsonTree;
  readonly #times: TimeReader;
  /** The one that fitted last first. */
  readonly #shapes: Shape[] = [];
  #missed = 0;
  #hits = 0;
  #tried = 0;
  #paused = 0;
  /** The line whose fields are those of the first shape, and no others. */
  #line: RequestLine | undefined;
  portStart = 0;
  portEnd = 0;

  constructor(tree: JsonTree, times: TimeReader) {
    this.#tree = tree;
    this.#times = times;
  }

  /** Reads an object that begins at `start`; false if it is of no known shape: then the line is as it was after `reset`. */
  read(line: RequestLine, bytes: Uint8Array, start: number, end: number, plain: boolean): boolean {
    if (this.#paused > 0) {
      this.#paused -= 1;
      this.#forget(line);
      return false;
    }
    this.#tried += 1;
    if (this.#tried === PROBATION) this.#judge();
    for (let place = 0; place < this.#shapes.length; place += 1) {
      const shape = this.#shapes[place];
      if (shape === undefined) break;
      if (place > 0 || this.#line !== line) line.reset();
      if (shape.program === undefined || shape.program.run(line, bytes, start, end, plain) < 0) continue;
      this.#hits += 1;
      this.#line = line;
      this.portStart = shape.program.portStart;
      this.portEnd = shape.program.portEnd;
      if (place > 0) {
        this.#shapes.splice(place, 1);
        this.#shapes.unshift(shape);
      }
      return true;
    }
    this.#forget(line);
    this.#missed += 1;
    if (plain && (this.#missed <= EAGER || this.#missed % SELDOM === 0)) this.#learn(bytes, start, end);
    return false;
  }

  #forget(line: RequestLine): void {
    this.#line = undefined;
    line.reset();
  }

  #judge(): void {
    if (this.#hits * 4 < PROBATION && this.#missed > EAGER) this.#paused = PAUSE;
    this.#tried = 0;
    this.#hits = 0;
  }

  #learn(bytes: Uint8Array, start: number, end: number): void {
    const found = outline(this.#tree, bytes, start, end);
    if (found === undefined || found.leaves.length > MOST_LEAVES || bytes.subarray(start, found.end).includes(0)) return;
    for (const shape of this.#shapes) {
      if (!isAlike(shape, bytes, found)) continue;
      let news = false;
      found.leaves.forEach(({ from, to, fixed }, place) => {
        const own = shape.outline.leaves[place];
        if (own === undefined || fixed || shape.differs[place] === 1 || isSame(shape.bytes, own.from, own.to, bytes, from, to)) return;
        shape.differs[place] = 1;
        news = true;
      });
      if (news) shape.program = this.#compile(shape);
      return;
    }
    const length = found.end - start;
    const leaves = found.leaves.map((leaf) => ({ ...leaf, from: leaf.from - start, to: leaf.to - start }));
    // One byte more: where a number ends the object's look, what ends the number belongs to it.
    const shape = { bytes: Uint8Array.from(bytes.subarray(start, Math.min(end, found.end + 1))), outline: { start: 0, end: length, leaves }, differs: Uint8Array.from(leaves, ({ node }) => (node === undefined ? 0 : 1)) };
    if (this.#shapes.length >= MOST_SHAPES) this.#shapes.pop();
    this.#shapes.push({ ...shape, program: this.#compile(shape) });
  }

  #compile({ bytes, outline: { leaves, end }, differs }: Omit<Shape, 'program'>): LineProgram | undefined {
    const steps: ProgramStep[] = [];
    let from = 0;
    let pending: Omit<ProgramStep, 'literal'> = { action: ACTION.nothing, step: undefined };
    for (const [place, leaf] of leaves.entries()) {
      if (differs[place] !== 1) continue;
      steps.push({ ...pending, literal: bytes.slice(from, leaf.from) });
      const told = isToldLater(leaf, leaves, place) ? { ...leaf, node: undefined } : leaf;
      pending = { action: leafAction(told, bytes), step: told.node?.step, scalar: !leaf.quoted };
      from = leaf.to;
    }
    steps.push({ ...pending, literal: bytes.slice(from, Math.max(end, Math.min(bytes.length, from + 1))) });
    return LineProgram.of(steps, this.#times, true);
  }
}

function leafAction({ node, quoted, from, to }: JsonLeaf, bytes: Uint8Array): Action {
  const step = node?.step;
  if (step === undefined) return quoted ? ACTION.skipString : ACTION.skipScalar;
  if (step.operation === OPERATION.port) return ACTION.port;
  const action = actionOf(step, QUOTE);
  if (!quoted) return action === ACTION.number ? action : ACTION.read;
  return step.operation === OPERATION.time && to - from >= 19 && bytes[from + 4] === 45 && bytes[from + 10] === 84 ? ACTION.time : action;
}

/** Texts that are always written, whatever stands there: what comes later in a line takes the place of what was told before. */
const WRITTEN: ReadonlySet<Operation> = new Set<Operation>([OPERATION.text, OPERATION.address, OPERATION.firstAddress, OPERATION.authority]);

/** Whether a later value of the same line tells the same text, so that this one need not be read; a number or time that cannot be read makes a bad line, so it is. */
function isToldLater({ node }: JsonLeaf, leaves: readonly JsonLeaf[], place: number): boolean {
  const step = node?.step;
  if (step === undefined || !WRITTEN.has(step.operation)) return false;
  return leaves.some(({ node: later }, index) => index > place && later?.step !== undefined && WRITTEN.has(later.step.operation) && later.step.field === step.field);
}

/** Whether two lines are the same but for their values, each of which tells as much in one as in the other. */
function isAlike(shape: Shape, bytes: Uint8Array, found: JsonOutline): boolean {
  const { leaves } = shape.outline;
  if (leaves.length !== found.leaves.length) return false;
  let [mine, theirs] = [0, found.start];
  for (const [place, own] of leaves.entries()) {
    const other = found.leaves[place];
    if (other === undefined || own.quoted !== other.quoted || own.node !== other.node || own.fixed !== other.fixed || !isSame(shape.bytes, mine, own.from, bytes, theirs, other.from)) return false;
    if (own.fixed && !isSame(shape.bytes, own.from, own.to, bytes, other.from, other.to)) return false;
    [mine, theirs] = [own.to, other.to];
  }
  return isSame(shape.bytes, mine, shape.outline.end, bytes, theirs, found.end);
}

function isSame(one: Uint8Array, start: number, end: number, other: Uint8Array, otherStart: number, otherEnd: number): boolean {
  if (end - start !== otherEnd - otherStart) return false;
  for (let index = start; index < end; index += 1) if (one[index] !== other[otherStart + index - start]) return false;
  return true;
}
