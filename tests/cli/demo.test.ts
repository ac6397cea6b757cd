import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { type DemoArguments, demoCommand } from '../../src/cli/commands/demo.ts';
import { runDemo } from '../../src/cli/run-demo.ts';
import { UserError } from '../../src/model/errors.ts';

const QUIET = { out: () => undefined, err: () => undefined, exit: () => undefined };

async function asked(...words: readonly string[]): Promise<DemoArguments | undefined> {
  let given: DemoArguments | undefined;
  const command = demoCommand((args) => {
    given = args;
    return Promise.resolve();
  });
  await yargs(['demo', ...words]).command(command).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return given;
}

describe('what a demo is asked for', () => {
  test('by default 40 requests a second on a screen', async () => {
    expect(await asked('endpoints')).toEqual({ rate: 40, seconds: undefined, json: false });
    expect(await asked('endpoints', '--rate', '100', '--seconds', '20', '--json')).toEqual({ rate: 100, seconds: 20, json: true });
  });

  test.each([[['--rate', '0']], [['--rate', 'x']], [['--rate', '1e9']], [['--seconds', '0']], [['--seconds', '99999']]])('%j is refused', async (words) => {
    await expect(asked('endpoints', ...words)).rejects.toBeInstanceOf(UserError);
  });

  test('nothing else is made up', async () => {
    await expect(asked('sandwiches')).rejects.toThrow();
  });
});

describe('a demo', () => {
  test('without a terminal needs to be told how long', async () => {
    await expect(runDemo({ rate: 40, seconds: undefined, json: false }, QUIET)).rejects.toThrow('this is no terminal');
  });
});
