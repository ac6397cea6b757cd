import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { gatherLogs } from '../../../src/cli/requests/gather-logs.ts';

describe('several logs on a command line', () => {
  test.each([
    [['endpoints', '--log', 'a', '--top', '5', '--log', 'b'], ['endpoints', '--top', '5', '--log=a', 'b']], [['endpoints', '--log', 'a', 'b', '--json'], ['endpoints', '--json', '--log=a', 'b']], [['endpoints', '--log=a', '--log', '-'], ['endpoints', '--log=-', 'a']],
    [['top', '--once'], ['top', '--once']], [['endpoints', '--log'], ['endpoints', '--log']], [['endpoints', '--log', '--json'], ['endpoints', '--log', '--json']], [['geo', '--log', 'x', '--', '--log', 'y'], ['geo', '--log=x', '--', '--log', 'y']], [['attribute', '--log', 'x', '--log', 'y'], ['attribute', '--log', 'x', '--log', 'y']], [['--log-format', 'x'], ['--log-format', 'x']],
  ])('%j', (words, expected) => {
    expect(gatherLogs(words)).toEqual(expected);
  });

  test('bug: of two logs the last was read alone, and standard input was no value', () => {
    const parsed = yargs([...gatherLogs(['endpoints', '--log', 'a', '--log', '-', '--json'])]).option('log', { type: 'array', string: true, requiresArg: true }).parserConfiguration({ 'duplicate-arguments-array': false }).parseSync();
    expect(parsed.log?.toSorted()).toEqual(['-', 'a']);
  });
});
