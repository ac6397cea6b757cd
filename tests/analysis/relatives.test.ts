import { expect, test } from 'vitest';
import { relativesOf } from '../../src/analysis/relatives.ts';
import { processes } from '../model/support.ts';
import type { Frame } from '../../src/model/frame.ts';

const frame = processes(
  { pid: 1, parentPid: 0, command: 'init' }, { pid: 10, parentPid: 1, command: 'sshd' }, { pid: 20, parentPid: 10, command: 'bash' },
  { pid: 30, parentPid: 20, command: 'make', user: 'dev', state: 2, cpuPercent: 7, rssBytes: 9, startTime: 11 },
  { pid: 40, parentPid: 30, command: 'cc' }, { pid: 41, parentPid: 30, command: 'ld' }, { pid: 50, parentPid: 40, command: 'as' }, { pid: 60, parentPid: 50, command: 'x' },
  { pid: 99, parentPid: 1, command: 'other' },
);
const words = (family: Frame): string[] => Array.from({ length: family.count }, (_, row) => `${family.text('relation', row)} ${family.number('pid', row)}`);

test('ancestors from the first down, the process itself, then what is below it by generation', () => {
  expect(words(relativesOf(frame, 30))).toEqual([
    'ancestor 3 1', 'grandparent 10', 'parent 20', 'self 30', 'child 40', 'child 41', 'grandchild 50', 'descendant 3 60',
  ]);
});

test('each with what it is', () => {
  const family = relativesOf(frame, 30);
  const row = family.find((at) => family.number('pid', at) === 30);
  expect([family.text('user', row), family.number('state', row), family.number('cpuPercent', row), family.number('rssBytes', row), family.number('startTime', row), family.text('command', row)]).toEqual(['dev', 2, 7, 9, 11, 'make']);
});

test('a process without any has itself', () => {
  expect(words(relativesOf(frame, 99))).toEqual(['parent 1', 'self 99']);
  expect(words(relativesOf(processes({ pid: 5, parentPid: 5 }), 5))).toEqual(['self 5']);
});

test('a process that is not there has none', () => {
  expect(relativesOf(frame, 12345).count).toBe(0);
  expect(relativesOf(undefined, 1).count).toBe(0);
});

test('a loop of parents ends', () => {
  expect(words(relativesOf(processes({ pid: 1, parentPid: 2 }, { pid: 2, parentPid: 1 }), 1)).toSorted()).toHaveLength(2);
});
