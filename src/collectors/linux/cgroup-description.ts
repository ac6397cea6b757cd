/** Which program runs what is in a cgroup, and what a person calls it. Strings come from outside: not yet safe to show. */
export interface CgroupDescription {
  readonly runtime: 'docker' | 'containerd' | 'cri-o' | 'podman' | 'kubernetes' | 'lxc' | 'systemd' | 'user' | '';
  readonly name: string;
  /** A unit of systemd: a program of its own, not a container and not a login. */
  readonly isUnit: boolean;
}
