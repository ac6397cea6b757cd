import { addEquations, noEquations, nonnegative, type NormalEquations } from '../nonnegative.ts';

const SWEEPS = 60;
/** What has no new evidence stays where it was. */
const RIDGE = 1e-4;
/** What all is weighed in grows as older evidence fades; before it is beyond all numbers it is brought back to 1. */
const SMALLEST_UNIT = 1e-100;

/** The same equations with more unknowns at the end. */
function grown({ size, matrix, target }: NormalEquations, larger: number): NormalEquations {
  const next = noEquations(larger);
  for (let row = 0; row < size; row += 1) next.matrix.set(matrix.subarray(row * size, (row + 1) * size), row * larger);
  next.target.set(target);
  return next;
}

/** Least squares whose evidence fades, with the solution it had last. */
export class DecayingSystem {
  #equations = noEquations(0);
  #solution: Float64Array = new Float64Array(0);
  /** What a weight of 1 stands for. Equations scaled as a whole have the same solution: what is newer counts more, instead of the megabyte of a hundred endpoints less. */
  #unit = 1;

  get solution(): Float64Array {
    return this.#solution;
  }

  grow(size: number): void {
    if (size <= this.#equations.size) return;
    this.#equations = grown(this.#equations, size);
    const solution = new Float64Array(size);
    solution.set(this.#solution);
    this.#solution = solution;
  }

  /** Where an unknown begins. */
  place(unknown: number, value: number): void {
    this.#solution[unknown] = value;
  }

  /** Two unknowns turned out to be one: what was seen of either is seen of `to`. `share`: part of `from` in the two, for where it begins. */
  merge(from: number, to: number, share: number): void {
    const { size, matrix, target } = this.#equations;
    if (from === to || from >= size || to >= size) return;
    for (let other = 0; other < size; other += 1) matrix[to * size + other] = (matrix[to * size + other] ?? 0) + (matrix[from * size + other] ?? 0);
    for (let other = 0; other < size; other += 1) matrix[other * size + to] = (matrix[other * size + to] ?? 0) + (matrix[other * size + from] ?? 0);
    target[to] = (target[to] ?? 0) + (target[from] ?? 0);
    this.#solution[to] = share * (this.#solution[from] ?? 0) + (1 - share) * (this.#solution[to] ?? 0);
    this.forget(from);
  }

  forget(unknown: number): void {
    const { size, matrix, target } = this.#equations;
    for (let other = 0; other < size; other += 1) {
      matrix[unknown * size + other] = 0;
      matrix[other * size + unknown] = 0;
    }
    target[unknown] = 0;
    this.#solution[unknown] = 0;
  }

  /** All that was known counts `decay` as much from now on; a block counts `weight` times. */
  add(block: NormalEquations, decay: number, weight: number): void {
    this.#unit *= decay;
    if (weight > 0) addEquations(this.#equations, block, weight / this.#unit);
    if (this.#unit >= SMALLEST_UNIT) return;
    for (const values of [this.#equations.matrix, this.#equations.target]) for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) * this.#unit;
    this.#unit = 1;
  }

  solve(sweeps = SWEEPS): Float64Array {
    const { size, matrix, target } = this.#equations;
    // A copy of the matrix of a hundred endpoints would be a megabyte, two dozen times each block.
    const diagonal = Float64Array.from({ length: size }, (_, unknown) => matrix[unknown * (size + 1)] ?? 0);
    const held = { size, matrix, target: target.map((value, unknown) => value + RIDGE * (diagonal[unknown] ?? 0) * (this.#solution[unknown] ?? 0)) };
    for (let unknown = 0; unknown < size; unknown += 1) matrix[unknown * (size + 1)] = (diagonal[unknown] ?? 0) * (1 + RIDGE);
    const solution = nonnegative(held, this.#solution, sweeps);
    for (let unknown = 0; unknown < size; unknown += 1) matrix[unknown * (size + 1)] = diagonal[unknown] ?? 0;
    // Without evidence nothing says that it costs nothing.
    for (let unknown = 0; unknown < size; unknown += 1) if (!((diagonal[unknown] ?? 0) > 0)) solution[unknown] = this.#solution[unknown] ?? 0;
    this.#solution = solution;
    return solution;
  }
}
