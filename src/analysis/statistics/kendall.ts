/** Concordant less discordant pairs of y over rising x: the S of Mann (1945) and Kendall. x must not fall. */
export function kendallScore(x: ArrayLike<number>, y: ArrayLike<number>, count = y.length): number {
  let score = 0;
  for (let left = 0; left < count; left += 1) {
    for (let right = left + 1; right < count; right += 1) {
      if ((x[right] ?? 0) > (x[left] ?? 0)) score += Math.sign((y[right] ?? 0) - (y[left] ?? 0));
    }
  }
  return score;
}

/** Kendall's tau-a of y over rising x, -1..1: 1 where y never falls, 0 of fewer than two values. */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>, count = y.length): number {
  return count < 2 ? 0 : kendallScore(x, y, count) / ((count * (count - 1)) / 2);
}
