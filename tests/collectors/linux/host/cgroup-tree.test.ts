import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { foldersOf, MAX_DEPTH, MAX_FOLDERS } from '../../../../src/collectors/linux/host/cgroup-tree.ts';
import { fakeTree } from '../inspect/support.ts';

const pathsIn = (root: string): string[] => foldersOf(root).map((folder) => folder.path);
afterEach(() => {
  vi.restoreAllMocks();
});

it('lists folders, those near the root first', () => {
  using tree = fakeTree({ 'a/b/c/pids.max': '', 'd/pids.max': '', 'd/e/pids.max': '', 'pids.max': '' });
  const found = foldersOf(tree.root);
  expect(found.map((folder) => folder.path).toSorted()).toEqual(['/', '/a', '/a/b', '/a/b/c', '/d', '/d/e']);
  expect(found.map((folder) => folder.path.split('/').length)).toEqual([2, 2, 2, 3, 3, 4]);
  expect(found.find((folder) => folder.path === '/d/e')).toMatchObject({ directory: `${tree.root}/d/e`, inode: fs.statSync(`${tree.root}/d/e`).ino });
  expect(found[0]).toMatchObject({ path: '/', directory: tree.root });
});

it('follows no link but that to the root', () => {
  using tree = fakeTree({ 'real/a/pids.max': '', 'real/loop': { link: '.' }, 'real/out': { link: '/' }, alias: { link: 'real' } });
  expect(pathsIn(`${tree.root}/alias`)).toEqual(['/', '/a']);
});

it('has none where there is nothing, or no folder', () => {
  using tree = fakeTree({ file: '' });
  expect(pathsIn(`${tree.root}/file`)).toEqual([]);
  expect(pathsIn(`${tree.root}/none`)).toEqual([]);
});

describe('within bounds', () => {
  it('of depth', () => {
    using tree = fakeTree({ [`${'x/'.repeat(MAX_DEPTH + 6)}pids.max`]: '' });
    expect(pathsIn(tree.root).at(-1)).toBe('/x'.repeat(MAX_DEPTH));
  });

  it('of number', () => {
    const names = (above: string, count: number): [string, string][] => Array.from({ length: count }, (_, index) => [`${above}/${index}/x`, '']);
    using tree = fakeTree(Object.fromEntries([...names('a', 1300), ...names('b', 1300)]));
    expect(new Set(pathsIn(tree.root)).size).toBe(MAX_FOLDERS);
    expect(pathsIn(`${tree.root}/a`)).toHaveLength(1301);
  });
});

describe('a folder that is out of reach is left out', () => {
  const failure = (code: string): Error => Object.assign(new Error(code), { code });

  it.each(['before', 'after'])('for it went after it was listed, %s it was looked at', (when) => {
    using tree = fakeTree({ 'top/a/b/x': '', 'top/c/d/x': '' });
    const root = `${tree.root}/top`;
    const ask = fs.lstatSync.bind(fs);
    vi.spyOn(fs, 'lstatSync').mockImplementation((directory, options) => {
      const isIt = directory === `${root}/a`;
      if (isIt && when === 'before') fs.renameSync(directory, `${tree.root}/gone`);
      const facts = ask(directory, options);
      if (isIt && when === 'after') fs.renameSync(directory, `${tree.root}/gone`);
      return facts;
    });
    expect(pathsIn(root).filter((each) => each !== '/a')).toEqual(['/', '/c', '/c/d']);
    expect(fs.existsSync(`${tree.root}/gone`)).toBe(true);
  });

  it.each(['EACCES', 'ENAMETOOLONG', 'ENODEV', 'ENOENT'])('for %s', (code) => {
    using tree = fakeTree({ 'a/b/x': '', 'c/d/x': '' });
    const ask = fs.lstatSync.bind(fs);
    vi.spyOn(fs, 'lstatSync').mockImplementation((directory, options) => {
      if (String(directory).endsWith('/a')) throw failure(code);
      return ask(directory, options);
    });
    expect(pathsIn(tree.root)).toEqual(['/', '/c', '/c/d']);
  });

  it('but what fails otherwise is told', () => {
    using tree = fakeTree({ 'a/x': '' });
    vi.spyOn(fs, 'readdirSync').mockImplementation(() => {
      throw failure('EMFILE');
    });
    expect(() => pathsIn(tree.root)).toThrow('EMFILE');
  });
});

it('agrees with the cgroups of this machine', (context) => {
  const root = ['/sys/fs/cgroup', '/sys/fs/cgroup/memory'].findLast((each) => fs.existsSync(`${each}/cgroup.procs`));
  if (root === undefined) return context.skip('no cgroup file system may be read here');
  const list = (): string[] => ['/', ...fs.readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name).slice(root.length))];
  const [before, found, after] = [list(), pathsIn(root), list()];
  // Some come and go meanwhile.
  expect([...before, ...after]).toEqual(expect.arrayContaining(found));
  if (found.length < MAX_FOLDERS) expect(found).toEqual(expect.arrayContaining(before.filter((each) => after.includes(each) && each.split('/').length <= MAX_DEPTH)));
});
