import { type Frame, FrameBuilder } from '../model/frame.ts';
import { relative } from '../model/kinds/process-parts.ts';
import { safeText } from '../model/safe-text.ts';
import { familyOf } from './tree.ts';

const WORDS = ['self', 'child', 'grandchild'];

/** Ancestors, from the first down, the process itself, and all its descendants. Empty when there is no such process. */
export function relativesOf(processes: Frame | undefined, pid: number): Frame {
  const builder = new FrameBuilder(relative);
  const self = processes?.find((row) => processes.number('pid', row) === pid) ?? -1;
  if (processes === undefined || self < 0) return builder.build();
  const add = (row: number, relation: string): void => {
    const number = (name: string): number => processes.number(name, row);
    builder.add({
      relation: safeText(relation),
      pid: number('pid'),
      state: number('state'),
      cpuPercent: number('cpuPercent'),
      rssBytes: number('rssBytes'),
      startTime: number('startTime'),
      user: processes.text('user', row),
      command: processes.text('command', row),
    });
  };
  const { children, parents } = familyOf(processes.column('pid'), processes.column('parentPid'));
  const ancestors: number[] = [];
  for (let at = parents.get(self); at !== undefined; at = parents.get(at)) ancestors.unshift(at);
  ancestors.forEach((row, index) => {
    const distance = ancestors.length - index;
    add(row, distance === 1 ? 'parent' : distance === 2 ? 'grandparent' : `ancestor ${distance}`);
  });
  let generation = [self];
  for (let distance = 0; generation.length > 0; distance += 1) {
    for (const row of generation) add(row, WORDS[distance] ?? `descendant ${distance}`);
    generation = generation.flatMap((row) => children.get(row) ?? []);
  }
  return builder.build();
}
