/** The sum of products of `count` values of two rows from given places on. */
export function dot(left: Float64Array, from: number, right: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let place = 0; place < count; place += 1) sum += (left[from + place] ?? 0) * (right[start + place] ?? 0);
  return sum;
}

/** Four of them at once, the right rows `stride` apart: each value of the left row is read once, and no sum waits for itself. */
export function fourDots(left: Float64Array, from: number, right: Float64Array, start: number, stride: number, count: number, into: Float64Array): void {
  // Not by destructuring, which takes three times as long here.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const [second, third, fourth] = [start + stride, start + 2 * stride, start + 3 * stride];
  for (let place = 0; place < count; place += 1) {
    const value = left[from + place] ?? 0;
    a += value * (right[start + place] ?? 0);
    b += value * (right[second + place] ?? 0);
    c += value * (right[third + place] ?? 0);
    d += value * (right[fourth + place] ?? 0);
  }
  into[0] = a;
  into[1] = b;
  into[2] = c;
  into[3] = d;
}

/** The sums of products of one row with all `count` windows of another, from `first` on. */
export function slidingDots(row: Float64Array, values: Float64Array, first: number, count: number): Float64Array {
  const sums = new Float64Array(count);
  const four = new Float64Array(4);
  let place = 0;
  for (; place + 4 <= count; place += 4) {
    fourDots(row, 0, values, first + place, 1, row.length, four);
    sums.set(four, place);
  }
  for (; place < count; place += 1) sums[place] = dot(row, 0, values, first + place, row.length);
  return sums;
}
