import { rollUp } from '../analysis/rollup.ts';
import { container } from '../model/kinds/container.ts';
import { group } from '../model/kinds/group.ts';
import { process } from '../model/kinds/process.ts';
import { user } from '../model/kinds/user.ts';
import type { Frame } from '../model/frame.ts';
import type { SafeText } from '../model/safe-text.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { describeCgroup } from '../collectors/linux/cgroup-path.ts';
import { safeText } from '../model/safe-text.ts';

/** Frames that follow from the process frame: made when a view, a dump or an alert first asks for them. */
const DERIVED: ReadonlyMap<string, (processes: Frame) => Frame> = new Map([
  [group.name, (processes: Frame) => rollUp(processes, 'group', group, { name: 'group', users: 'user' })],
  [user.name, (processes: Frame) => rollUp(processes, 'user', user, { name: 'user' })],
  [container.name, (processes: Frame) => rollUp(processes, 'container', container, { name: 'container', cgroup: 'cgroup', runtime: 'cgroup' }, { runtime: runtimeOf })],
]);

function runtimeOf(cgroup: SafeText): SafeText {
  return safeText(describeCgroup(cgroup)?.runtime ?? '');
}

export function derive(kind: string, snapshot: Snapshot): Frame | undefined {
  const make = DERIVED.get(kind);
  // Asked for only then: a snapshot without processes would ask here for them, and so on.
  const processes = make === undefined ? undefined : snapshot.frame(process);
  return processes === undefined ? undefined : make?.(processes);
}
