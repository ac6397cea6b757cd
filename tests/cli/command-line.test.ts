import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/cli/command-line.ts';
import { UserError } from '../../src/model/errors.ts';

const io = { out: () => undefined, err: () => undefined, exit: () => undefined };

const nothing = (): Promise<void> => Promise.resolve();

async function complaint(...words: readonly string[]): Promise<string> {
  try {
    await parseCommandLine(['node', 'pyprocwatch', ...words], { top: nothing, replay: nothing, record: nothing, watch: nothing, demo: nothing }, io);
  } catch (error) {
    if (error instanceof UserError) return error.line;
    throw error;
  }
  return '';
}

describe('the command line', () => {
  it.each([
    [['top', '--intervl', '2'], 'Unknown argument: intervl; did you mean "--interval"?'],
    [['--jsn'], 'Unknown argument: jsn; did you mean "--json"?'],
    [['tpo'], 'Unknown argument: tpo; did you mean "top"?'],
    [['--xyzzy'], 'Unknown argument: xyzzy; see pyprocwatch --help'],
  ])('%j: %s', async (words, expected) => {
    expect(await complaint(...words)).toBe(expected);
  });
});
