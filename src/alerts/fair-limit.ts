/** How many each may keep so that all together keep no more than `most`: who has few keeps them all. Infinite where nobody must give. */
export function fairLimit(counts: readonly number[], most: number): number {
  let left = most;
  const ascending = [...counts].sort((one, other) => one - other);
  for (const [index, count] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (count > share) return share;
    left -= count;
  }
  return Infinity;
}
