import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { candidates, located, surroundings } from '../../src/config/locate.ts';
import { place, put } from './support.ts';

test('upward from the current folder to home, then home, then XDG', () => {
  const around = { cwd: '/h/a/b', home: '/h', env: {}, userId: 1 };
  const first = candidates(around).filter(({ path }) => !/\.(ya?ml|json)$/.test(path));
  expect(first).toEqual([
    { path: '/h/a/b/.pyprocwatchrc', origin: 'project' },
    { path: '/h/a/.pyprocwatchrc', origin: 'project' },
    { path: '/h/.pyprocwatchrc', origin: 'home' },
    { path: '/h/.config/pyprocwatch/pyprocwatchrc', origin: 'xdg' },
  ]);
  expect(candidates(around).slice(0, 4).map(({ path }) => path)).toEqual([
    '/h/a/b/.pyprocwatchrc', '/h/a/b/.pyprocwatchrc.yaml', '/h/a/b/.pyprocwatchrc.yml', '/h/a/b/.pyprocwatchrc.json',
  ]);
  expect(candidates(around).at(-1)?.path).toBe('/h/.config/pyprocwatch/config.yaml');
});

test('outside home the search goes up to the root; without a home there is neither home nor XDG', () => {
  expect(candidates({ cwd: '/srv/app', home: '/h', env: {}, userId: 1 }).map(({ path }) => path)).toContain('/.pyprocwatchrc');
  expect(candidates({ cwd: '/', home: undefined, env: {}, userId: 1 }).map(({ origin }) => origin)).toEqual(Array(4).fill('project'));
});

test('XDG_CONFIG_HOME counts when it is absolute, as its specification says', () => {
  const paths = (folder: string) => candidates({ cwd: '/h', home: '/h', env: { XDG_CONFIG_HOME: folder }, userId: 1 }).map(({ path }) => path);
  expect(paths('/x')).toContain('/x/pyprocwatch/pyprocwatchrc');
  expect(paths('x')).toContain('/h/.config/pyprocwatch/pyprocwatchrc');
});

test('the first file found wins; a folder within home that is home by another name is home', () => {
  const around = place();
  put(join(around.home, '.config/pyprocwatch/config.yaml'), '');
  put(join(around.home, '.pyprocwatchrc.json'), '{}');
  expect(located(around)[0]).toEqual({ path: join(around.home, '.pyprocwatchrc.json'), origin: 'home' });
  put(join(around.home, 'project/.pyprocwatchrc.yml'), '');
  put(join(around.home, 'project/.pyprocwatchrc.yaml'), '');
  expect(located(around)[0]).toEqual({ path: join(around.home, 'project/.pyprocwatchrc.yaml'), origin: 'project' });

  const alias = join(around.root, 'alias');
  symlinkSync(around.home, alias);
  expect(located({ ...around, cwd: around.home, home: alias })[0]?.origin).toBe('home');
});

test('a link to nothing is found, so that its owner is told', () => {
  const around = place();
  symlinkSync('nowhere', join(around.home, '.pyprocwatchrc'));
  expect(located(around)).toHaveLength(1);
});

test('folders that cannot be looked into are passed by', () => {
  const around = place();
  const file = put(join(around.root, 'file'), '');
  expect(located({ ...around, cwd: join(file, 'below') })).toEqual([]);
  mkdirSync(join(around.cwd, 'x'.repeat(200)), { recursive: true });
  expect(located({ ...around, cwd: `/${'x'.repeat(5000)}` })).toEqual([]);
});

test('this process has surroundings', () => {
  expect(surroundings()).toMatchObject({ cwd: process.cwd(), env: process.env });
});
