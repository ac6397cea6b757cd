import { describeContainer } from './cgroup-containers.ts';
import type { CgroupDescription } from './cgroup-description.ts';
import { describeUnit } from './cgroup-units.ts';

export type { CgroupDescription } from './cgroup-description.ts';

/** Longest name that a directory, hence a cgroup, can have: what is longer did not come from the kernel. */
const LONGEST_NAME = 255;
const LONG_ID = /^[\da-f]{32,}$/;

/** Path in each hierarchy of PROC/PID/cgroup, by its controllers (`memory`, `cpu,cpuacct`, `name=systemd`); '' is version 2. */
export function parseHierarchies(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(\/.*)$/s.exec(line);
    if (match !== null) paths.set(match[1] ?? '', match[2] ?? '');
  }
  return paths;
}

/**
 * The cgroup of a process, of PROC/PID/cgroup (cgroups(7)): the path of version 2, else of systemd, else the longest of a
 * controller. A version 2 hierarchy beside those of version 1 is often unused, and all are in its root: then it says nothing.
 */
export function parseCgroupFile(text: string): string {
  const paths = parseHierarchies(text);
  for (const name of ['', 'name=systemd']) {
    const path = paths.get(name);
    if (path !== undefined && path !== '/') return path;
  }
  let longest = '';
  for (const path of paths.values()) if (path.length > longest.length) longest = path;
  return longest;
}

/** What a person calls the cgroup of that path; undefined for the root, which says nothing. Container ids are cut to 12 digits. */
export function describeCgroup(path: string): CgroupDescription | undefined {
  // `..` leads out of our own cgroup namespace: the rest of the path still names the cgroup.
  const segments = path.replace(/ \(deleted\)$/, '').split('/')
    .filter((segment) => segment !== '' && segment !== '..' && segment.length <= LONGEST_NAME);
  if (segments.length === 0) return undefined;
  const name = segments.map((segment) => (LONG_ID.test(segment) ? segment.slice(0, 12) : segment)).join('/');
  return describeContainer(segments) ?? describeUnit(segments) ?? { runtime: '', name, isUnit: false };
}
