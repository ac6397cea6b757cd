import { expect, test, vi } from 'vitest';
import type { Frame } from '../../src/model/frame.ts';
import { group } from '../../src/model/kinds/group.ts';
import { cpu, disk } from '../../src/model/kinds/host-parts.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf } from './support.ts';

const cpus = frameOf(cpu, [{ id: 0, usedPercent: 12 }]);
const groups = frameOf(group, [{ name: 'nginx', processes: 3 }]);

test('a collected frame is given by its kind and by its name', () => {
  const snapshot = new Snapshot(5, 1, [cpus], []);
  expect(snapshot.frame(cpu)).toBe(cpus);
  expect(snapshot.named('cpu')).toBe(cpus);
  expect(snapshot.frame(disk)).toBeUndefined();
  expect(snapshot.named('nothing')).toBeUndefined();
});

test('a derived frame is made once, when first asked for', () => {
  const derive = vi.fn<(kind: string, snapshot: Snapshot) => Frame | undefined>((kind) => (kind === 'group' ? groups : undefined));
  const snapshot = new Snapshot(5, 1, [cpus], [], derive);
  expect(derive).not.toHaveBeenCalled();
  expect(snapshot.frame(group)).toBe(groups);
  expect(snapshot.named('group')).toBe(groups);
  expect(snapshot.frame(group)).toBe(groups);
  expect(derive.mock.calls).toEqual([['group', snapshot]]);
});

test('a collected frame is not derived, and derived ones are not among the collected', () => {
  const derive = vi.fn<(kind: string, snapshot: Snapshot) => Frame | undefined>(() => groups);
  const snapshot = new Snapshot(5, 1, [cpus], [], derive);
  expect(snapshot.frame(cpu)).toBe(cpus);
  expect(derive).not.toHaveBeenCalled();
  snapshot.frame(group);
  expect(snapshot.collected()).toEqual([cpus]);
});

test('of two frames of one kind the later counts', () => {
  const later = frameOf(cpu, [{ id: 9 }]);
  expect(new Snapshot(5, 1, [cpus, later], []).collected()).toEqual([later]);
});

test('time, interval and notices are kept', () => {
  const notices = [{ source: 'io', message: safeText('disk I/O may not be read') }];
  expect(new Snapshot(7, 2.5, [], notices)).toMatchObject({ time: 7, intervalSeconds: 2.5, notices });
});
