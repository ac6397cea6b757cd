import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DENIED, FileHandles, GONE, openFileLimit } from '../../../../src/collectors/linux/processes/file-handles.ts';
import { recordedTree, withoutRights } from './support.ts';
import { chmodSync } from 'node:fs';

const SOURCE = join(import.meta.dirname, '../../../../src/collectors/linux/processes/file-handles.ts');

describe.runIf(process.platform === 'linux')('handles', () => {
  test('the limit is the one in force', () => {
    expect(openFileLimit()).toBe(Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]));
  });

  test('are kept as long as there are some to spare', () => {
    const handles = new FileHandles(514);
    const [first, second, third] = [handles.keep('/proc/self/stat'), handles.keep('/proc/self/stat'), handles.keep('/proc/self/stat')];
    expect([first >= 0, second >= 0, third]).toEqual([true, true, -1]);
    handles.close(first);
    const again = handles.keep('/proc/self/stat');
    expect(again).toBeGreaterThanOrEqual(0);
    for (const handle of [second, again, -1]) handles.close(handle);
  });

  test('are not kept at all below the reserve', () => {
    expect(new FileHandles(512).keep('/proc/self/stat')).toBe(-1);
    expect(new FileHandles(0).keep('/proc/self/stat')).toBe(-1);
  });

  test('read from the start each time, and the same without a handle', () => {
    const handles = new FileHandles(1024);
    const handle = handles.keep('/proc/self/stat');
    for (const by of [handle, handle, -1]) {
      const length = handles.read(by, '/proc/self', 'stat');
      expect(handles.buffer.toString('latin1', 0, length)).toMatch(new RegExp(`^${process.pid} \\(.*\\) [RSD] .*\n$`));
    }
    handles.close(handle);
  });

  test('a handle of an ended process says so, as does its path', async () => {
    const child = spawn('sleep', ['100']);
    const handles = new FileHandles(1024);
    const folder = `/proc/${child.pid}`;
    const path = `${folder}/stat`;
    const handle = handles.keep(path);
    expect(handles.read(handle, folder, 'stat')).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect([handles.read(handle, folder, 'stat'), handles.read(-1, folder, 'stat'), handles.keep(path)]).toEqual([GONE, GONE, -1]);
    handles.close(handle);
  });

  test('a file that may not be read is denied, not gone', () => {
    using tree = recordedTree();
    chmodSync(join(tree.roots.proc, '..'), 0o755);
    chmodSync(join(tree.roots.proc, '101/stat'), 0);
    const handles = new FileHandles(1024);
    expect(withoutRights(() => handles.read(-1, join(tree.roots.proc, '101'), 'stat'))).toBe(DENIED);
  });

  test('without a handle left in the whole program a process is not gone', () => {
    const script = `
      const { FileHandles, DENIED } = await import(${JSON.stringify(SOURCE)});
      const { openSync } = await import('node:fs');
      const handles = new FileHandles(100_000);
      const taken = [];
      try { for (;;) taken.push(openSync('/dev/null')); } catch {}
      const kept = handles.keep('/proc/1/stat');
      process.exitCode = handles.read(-1, '/proc/1', 'stat') === DENIED && kept === -1 ? 7 : 8;`;
    let status: unknown = 0;
    try {
      execFileSync('sh', ['-c', 'ulimit -n 60; exec "$0" --input-type=module -e "$1"', process.execPath, script], { stdio: ['ignore', 'ignore', 'ignore'] });
    } catch (error) {
      status = error instanceof Error && 'status' in error ? error.status : error;
    }
    expect(status).toBe(7);
  });
});
