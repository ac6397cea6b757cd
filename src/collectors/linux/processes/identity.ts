import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { groupOf } from '../../../analysis/grouping.ts';
import { process as processKind } from '../../../model/kinds/process.ts';
import { EMPTY_TEXT, safeText, type SafeText } from '../../../model/safe-text.ts';
import type { Texts } from '../../../model/frame.ts';
import { describeCgroup, parseCgroupFile } from '../cgroup-path.ts';
import type { Users } from './users.ts';

/** What a process is, as against what it uses: read once, and again when its name changes. */
export interface Identity {
  readonly texts: Texts;
  readonly name: SafeText;
  readonly group: SafeText;
  readonly executable: SafeText;
}

/** What is read of a command line; what is kept of it is cut after secrets are masked, so that none is cut in two. */
const LONGEST_READ = 65_536;
const LONGEST_KEPT = 4096;
/** Whose cgroups are what a person calls a program; a login session (`user`) or an unknown cgroup is not. */
const CONTAINER_RUNTIMES: ReadonlySet<string> = new Set(['docker', 'containerd', 'cri-o', 'podman', 'kubernetes', 'lxc']);
const PF_KTHREAD = 0x200000;
type TextField = (typeof processKind.texts)[number];

/** Field texts in the kind's order; those not given stay as they were in `base`. */
export function withTexts(base: Texts, change: Partial<Record<TextField, SafeText>>): Texts {
  return processKind.texts.map((name, index) => change[name] ?? base[index] ?? EMPTY_TEXT);
}

export const sameTexts = (left: Texts, right: Texts): boolean => left.length === right.length && left.every((value, index) => value === right[index]);

/** What a file says, or '' when it may not be read or is gone. */
export function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOr(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The effective user. The folder of a process that may not be dumped belongs to root, so root is looked up in status. */
function userId(folder: string): number {
  let owner = 0;
  try {
    owner = statSync(folder).uid;
  } catch {
    return -1;
  }
  if (owner !== 0) return owner;
  const match = /^Uid:\s+\d+\s+(\d+)/m.exec(readOr(`${folder}/status`));
  return match === null ? owner : Number(match[1]);
}

/** Arguments of a NUL-separated cmdline; a title that a program wrote over it has no NULs and stays one. */
export function parseCommandLine(raw: string): readonly string[] {
  const cut = raw.length > LONGEST_READ ? raw.slice(0, LONGEST_READ) : raw;
  const args = cut.replace(/\0+$/, '').split('\0');
  return args.length === 1 && args[0] === '' ? [] : args;
}

/** What stands for a process whose files have not been read yet. */
export const provisionalTexts = (rawName: string): Texts => withTexts([], { name: safeText(rawName), command: safeText(rawName) });

export interface IdentityOptions {
  readonly folder: string;
  readonly rawName: string;
  readonly flags: number;
  readonly users: Users;
  readonly redact: (args: readonly string[]) => readonly string[];
  readonly parent: Identity | undefined;
  readonly before: Identity | undefined;
  /** Texts it has now; those that are not of the identity (ports) are kept. */
  readonly texts: Texts;
}

/** Reads who a process is. Gives `before` again when nothing changed, so that nothing is sent anew. */
export function readIdentity(options: IdentityOptions): Identity {
  const { folder, rawName, flags, users, redact, parent, before } = options;
  const kernelThread = (flags & PF_KTHREAD) !== 0;
  const args = kernelThread ? [] : redact(parseCommandLine(readOr(`${folder}/cmdline`)));
  const cgroup = parseCgroupFile(readOr(`${folder}/cgroup`));
  const place = describeCgroup(cgroup);
  const executable = safeText(kernelThread ? '' : linkOr(`${folder}/exe`));
  const name = safeText(rawName);
  const unit = place !== undefined && (place.isUnit || CONTAINER_RUNTIMES.has(place.runtime)) ? place.name : undefined;
  const group = safeText(groupOf({ name, args, kernelThread, unit, executable, parent }));
  const texts = withTexts(options.texts, {
    user: users.name(kernelThread ? 0 : userId(folder)),
    group,
    container: safeText(place?.name ?? ''),
    cgroup: safeText(cgroup === '/' ? '' : cgroup),
    name,
    executable,
    command: safeText(args.length > 0 ? args.join(' ').slice(0, LONGEST_KEPT) : `[${rawName}]`),
  });
  if (before !== undefined && sameTexts(texts, options.texts)) return before;
  return { texts, name, group, executable };
}
