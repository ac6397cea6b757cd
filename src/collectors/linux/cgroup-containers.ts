import type { CgroupDescription } from './cgroup-description.ts';

type Runtime = CgroupDescription['runtime'];

const BY_NAME: readonly { readonly runtime: Runtime; readonly pattern: RegExp }[] = [
  { runtime: 'docker', pattern: /^docker-([\da-f]{64})\.scope$/ },
  { runtime: 'containerd', pattern: /^(?:cri-containerd|nerdctl)-([\da-f]{64})\.scope$/ },
  { runtime: 'cri-o', pattern: /^crio-(?:conmon-)?([\da-f]{64})(?:\.scope)?$/ },
  { runtime: 'podman', pattern: /^libpod-(?:conmon-|payload-)?([\da-f]{64})(?:\.scope)?$/ },
  // A runtime that was not told of systemd takes the three parts of SLICE:PREFIX:ID for one name.
  { runtime: 'containerd', pattern: /^[^:]*:cri-containerd:([\da-f]{64})$/ },
  { runtime: 'docker', pattern: /^[^:]*:docker:([\da-f]{64})$/ },
  { runtime: 'cri-o', pattern: /^[^:]*:crio:([\da-f]{64})$/ },
];
const BARE_ID = /^[\da-f]{64}$/;
/** Namespaces of containerd that stand before a bare id; before other bare ids stands whatever cgroup Docker was told. */
const CONTAINERD_PARENTS: ReadonlySet<string> = new Set(['default', 'k8s.io']);
const LXC_PARENTS: ReadonlySet<string> = new Set(['lxc', 'lxc.payload', 'lxc.monitor']);
const LXC_NAME = /^lxc\.(?:payload|monitor)\.(.+)$/;
/** `pod<uid>`, or the slice `kubepods-burstable-pod<uid>.slice` whose uid has underscores for dashes. */
const POD = /(?:^|kubepods-(?:burstable-|besteffort-)?)pod([\da-f]{8})[\da-f_-]*(?:\.slice)?(?::|$)/;

/** The uid of the innermost Kubernetes pod, cut to its first 8 characters. */
function podOf(segments: readonly string[]): string | undefined {
  if (!segments.some((segment) => segment.includes('kubepods'))) return undefined;
  return segments.findLast((segment) => POD.test(segment))?.match(POD)?.[1];
}

function idOf(segments: readonly string[], at: number, inPod: boolean): { runtime: Runtime; id: string } | undefined {
  const segment = segments[at] ?? '';
  for (const { runtime, pattern } of BY_NAME) {
    const id = pattern.exec(segment)?.[1];
    if (id !== undefined) return { runtime, id: id.slice(0, 12) };
  }
  if (BARE_ID.test(segment)) {
    const isContainerd = inPod || CONTAINERD_PARENTS.has(segments[at - 1] ?? '');
    return { runtime: isContainerd ? 'containerd' : 'docker', id: segment.slice(0, 12) };
  }
  const name = LXC_PARENTS.has(segments[at - 1] ?? '') ? segment : LXC_NAME.exec(segment)?.[1];
  return name === undefined ? undefined : { runtime: 'lxc', id: name };
}

/** The innermost container that the parts of a path name. */
export function describeContainer(segments: readonly string[]): CgroupDescription | undefined {
  const pod = podOf(segments);
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const found = idOf(segments, at, pod !== undefined);
    if (found === undefined) continue;
    const name = pod === undefined || found.runtime === 'lxc' ? found.id : `pod ${pod}/${found.id}`;
    return { runtime: found.runtime, name, isUnit: false };
  }
  return pod === undefined ? undefined : { runtime: 'kubernetes', name: `pod ${pod}`, isUnit: false };
}
