/** Longer words are no slip of the keys; comparing them would only cost time. */
const LONGEST = 64;

/**
 * Edits that lead from `left` to `right`: a letter put in, left out, changed, or swapped with its
 * neighbour (optimal string alignment). Case does not count.
 */
export function editDistance(left: string, right: string): number {
  const from = [...left.toLowerCase()];
  const to = [...right.toLowerCase()];
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [column, other] of to.entries()) {
      const change = (last[column] ?? 0) + (letter === other ? 0 : 1);
      let best = Math.min(change, (last[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1);
      const swapped = row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other;
      if (swapped) best = Math.min(best, (beforeLast[column - 1] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/** The candidate that `word` was most likely meant to be; undefined when none is near enough to be a slip. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least || candidate.length > LONGEST) continue;
    const distance = editDistance(word, candidate);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

const SHOWN = 12;

/** How to mend an unknown name: `did you mean "interval"?`, or else what there is to choose from. */
export function suggest(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (candidates.length === 0) return 'remove it';
  return `use one of ${candidates.slice(0, SHOWN).join(', ')}${candidates.length > SHOWN ? ' ...' : ''}`;
}
