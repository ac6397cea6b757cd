import { describe, expect, it } from 'vitest';
import { INSPECTORS } from '../../../../src/collectors/linux/inspect/index.ts';
import { inspectionError } from '../../../../src/collectors/linux/inspect/read.ts';
import { CATALOG } from '../../../../src/model/catalog.ts';
import { InspectError } from '../../../../src/model/errors.ts';
import { contextFor, expectSafe, fakeTree, HOSTILE, rowsOf } from './support.ts';

const NOBODY = 2 ** 22 + 1;
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('what goes wrong', () => {
  it.each(INSPECTORS)('$kind: the process has ended', ({ inspect }) => {
    expect(() => inspect(contextFor(NOBODY))).toThrow(new InspectError(`process ${NOBODY} has ended`, 'go back and choose another'));
  });

  it.each(['ENOENT', 'ESRCH'])('%s: ended', (code) => expect(inspectionError(systemError(code), 7, 'the limits')).toMatchObject({ message: 'process 7 has ended' }));

  it.each(['EACCES', 'EPERM'])('%s: forbidden', (code) => {
    expect(inspectionError(systemError(code), 7, 'the open files')).toMatchObject({ message: 'the open files of process 7 may not be read', mend: 'run as its owner or as root' });
  });

  it('leaves other errors as they are', () => {
    const error = systemError('EIO');
    expect(inspectionError(error, 7, 'the limits')).toBe(error);
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('says who may read, to another user', () => {
    try {
      process.seteuid?.(65_534);
      const messages = INSPECTORS.map(({ kind, inspect }) => {
        try {
          inspect(contextFor(1));
          return `${kind}: read`;
        } catch (error) {
          return error instanceof InspectError ? `${kind}: ${error.message}` : `${kind}: ${String(error)}`;
        }
      });
      expect(messages).toEqual([
        'socket: the sockets of process 1 may not be read', 'file: the open files of process 1 may not be read', 'thread: read',
        'variable: the environment of process 1 may not be read', 'limit: read', 'mapping: the memory of process 1 may not be read',
      ]);
    } finally {
      process.seteuid?.(0);
    }
  });
});

describe('the register', () => {
  it('names kinds that there are, each once', () => {
    const kinds = INSPECTORS.map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(CATALOG.map(({ name }) => name)).toEqual(expect.arrayContaining(kinds));
  });

  it('shows nothing that a terminal would obey, whatever the kernel says', () => {
    using proc = fakeTree({
      '7/fd/0': { link: `/tmp/${HOSTILE}` }, '7/fd/1': { link: 'socket:[1]' }, '7/fd/2': { link: `anon_inode:[${HOSTILE}]` }, '7/fdinfo/0': 'pos:\t1\nflags:\t02\nmnt_id:\t1\n',
      '7/net/unix': `0000000000000000: 00000002 00000000 00010000 0001 01 1 @${HOSTILE.replace('\n', '')}\n`,
      '7/task/7/stat': `7 (${HOSTILE}) S 1 7 7 0 -1 4194560 0 0 0 0 5 6 0 0 20 0 1 0 99 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 3 0 0 0`, '7/task/7/wchan': HOSTILE,
      '7/environ': `${HOSTILE}=${HOSTILE}\0${HOSTILE}\0`,
      '7/limits': `Max ${'open files'.padEnd(21)} 1 2 \u001b\nMax ${HOSTILE}\n`, '7/cgroup': `0::/${HOSTILE.replace('\n', '')}\n`, [`sys/fs/cgroup/${HOSTILE.replace('\n', '')}/pids.max`]: '5\n',
      '7/smaps': `00400000-00401000 r-xp 00000000 fe:00 1 /tmp/${HOSTILE.replace('\n', '\\012')}\nRss: 4 kB\n`,
    });
    const context = contextFor(7, { roots: { proc: proc.root, sys: `${proc.root}/sys` }, reveal: true });
    for (const { kind, inspect } of INSPECTORS) {
      const frame = inspect(context);
      expect(rowsOf(frame).length, kind).toBeGreaterThan(0);
      expectSafe(frame);
    }
  });
});
