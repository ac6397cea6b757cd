const OPTION = '--log';
/** Commands that read several; `attribute` reads one. */
const COMMANDS: readonly string[] = ['endpoints', 'geo'];

/** Whether a word is a value, and no option: - is standard input. */
const isValue = (word: string | undefined): word is string => word !== undefined && (word === '-' || !word.startsWith('-'));

/**
 * Words of a command line with all its `--log` in one: elsewhere of an option that is given twice the last counts, but whoever writes
 * `--log a --log b` means both. And `-` after it is a value, which the parser takes for an option.
 */
export function gatherLogs(words: readonly string[]): readonly string[] {
  if (!COMMANDS.includes(words[0] ?? '')) return words;
  const logs: string[] = [];
  const others: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return [...others, ...together(logs), ...words.slice(at)];
    if (word.startsWith(`${OPTION}=`)) logs.push(word.slice(OPTION.length + 1));
    else if (word === OPTION && isValue(words[at + 1])) {
      for (let next = words[at + 1]; isValue(next); next = words[at + 1]) {
        logs.push(next);
        at += 1;
      }
    } else others.push(word);
  }
  return [...others, ...together(logs)];
}

function together(logs: readonly string[]): readonly string[] {
  // The first is joined to the option, where - is none.
  const [first, ...rest] = logs.toSorted((one, other) => Number(other === '-') - Number(one === '-'));
  return first === undefined ? [] : [`${OPTION}=${first}`, ...rest];
}
