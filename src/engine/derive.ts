import { rollUp } from '../analysis/rollup.ts';
import { container } from '../model/kinds/container.ts';
import { group } from '../model/kinds/group.ts';
import { process } from '../model/kinds/process.ts';
import type { Frame } from '../model/frame.ts';
import type { SafeText } from '../model/safe-text.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { describeCgroup } from '../collectors/linux/cgroup-path.ts';
import { safeText } from '../model/safe-text.ts';

/** Frames that follow from the process frame: made when a view, a dump or an alert first asks for them. */
const DERIVED: Readonly<Record<string, (processes: Frame) => Frame>> = {
  [group.name]: (processes) => rollUp(processes, 'group', group, { name: 'group', users: 'user' }),
  [container.name]: (processes) => rollUp(processes, 'container', container, { name: 'container', cgroup: 'cgroup', runtime: 'cgroup' }, { runtime: runtimeOf }),
};

function runtimeOf(cgroup: SafeText): SafeText {
  return safeText(describeCgroup(cgroup)?.runtime ?? '');
}

export function derive(kind: string, snapshot: Snapshot): Frame | undefined {
  const make = DERIVED[kind];
  const processes = snapshot.frame(process);
  return make === undefined || processes === undefined ? undefined : make(processes);
}
