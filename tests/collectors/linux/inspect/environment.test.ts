import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { environment, MASK, parseEnvironment } from '../../../../src/collectors/linux/inspect/environment.ts';
import { contextFor, expectRobust, expectSafe, rowsOf } from './support.ts';

describe('parsing', () => {
  it('splits at NUL and the first =', () => {
    expect(parseEnvironment('A=1\0B=x=y\0EMPTY=\0')).toEqual([{ name: 'A', value: '1' }, { name: 'B', value: 'x=y' }, { name: 'EMPTY', value: '' }]);
  });

  it('numbers names that come twice, and takes what has no name for a value', () => {
    expect(parseEnvironment('A=1\0A=2\0worker process\0\0')).toEqual([{ name: 'A', value: '1' }, { name: 'A (2)', value: '2' }, { name: '(no name)', value: 'worker process' }]);
    expect(parseEnvironment('')).toEqual([]);
  });

  it('takes anything', () => expectRobust(parseEnvironment, ['A=1\0B=x=y\0', 'A=1\0A=2\0']));
});

describe.runIf(process.platform === 'linux')('reading a child', () => {
  it('masks values until asked, and defuses them even then', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'], {
      env: { SECRET: 'hunter2', EVIL: 'a\u001b]52;c;aGk=\u0007b', 'NAME\u001b[2J': 'x', LINES_FEED: 'one\ntwo' }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const masked = environment.inspect(contextFor(child.pid ?? 0));
      expectSafe(masked);
      expect(rowsOf(masked).map((row) => row['value'])).toEqual([MASK, MASK, MASK, MASK]);
      const shown = environment.inspect(contextFor(child.pid ?? 0, { reveal: true }));
      expectSafe(shown);
      expect(rowsOf(shown)).toEqual(expect.arrayContaining([
        { name: 'SECRET', value: 'hunter2' }, { name: 'EVIL', value: 'a\uFFFD]52;c;aGk=\uFFFDb' }, { name: 'NAME\uFFFD[2J', value: 'x' }, { name: 'LINES_FEED', value: 'one two' },
      ]));
    } finally {
      child.kill('SIGKILL');
    }
  });
});
