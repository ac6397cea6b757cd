import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { describeCgroup, parseCgroupFile } from '../../../src/collectors/linux/cgroup-path.ts';
import { expectRobust } from './inspect/support.ts';

const ID = '4fbc9d1f6b3d0a5c7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d';
const SHORT = '4fbc9d1f6b3d';
const POD = 'd3c9d5a2-1b0f-4b7c-9a53-0f2f6d5c8e11';
const SLICE_POD = POD.replaceAll('-', '_');
const SESSION = '/user.slice/user-1000.slice/user@1000.service';

describe('parseCgroupFile', () => {
  it.each([
    ['version 2', '0::/system.slice/nginx.service\n', '/system.slice/nginx.service'],
    ['version 2 in its root', '0::/\n', '/'],
    ['version 1', '12:pids:/docker/x\n11:cpu,cpuacct:/docker/x\n1:name=systemd:/docker/x\n', '/docker/x'],
    ['both, version 2 unused', '9:name=systemd:/\n4:memory:/jobs/7\n1:cpu:/\n0::/\n', '/jobs/7'],
    ['systemd on both', '4:memory:/user.slice\n1:name=systemd:/user.slice/user-1.slice/session-2.scope\n0::/user.slice/user-1.slice/session-2.scope\n', '/user.slice/user-1.slice/session-2.scope'],
    ['a colon in the path', '0::/kubepods.slice:cri-containerd:abc\n', '/kubepods.slice:cri-containerd:abc'],
    ['nothing', '', ''],
    ['no cgroup file', 'hello\n1:2\n', ''],
  ])('%s', (_, text, path) => expect(parseCgroupFile(text)).toBe(path));

  it('takes anything', () => expectRobust(parseCgroupFile, ['0::/system.slice/nginx.service\n', '12:pids:/docker/x\n1:name=systemd:/\n']));
});

describe('describeCgroup', () => {
  it.each([
    ['/', undefined],
    ['', undefined],
    ['/..', undefined],
    // containers
    [`/docker/${ID}`, ['docker', SHORT]],
    [`/system.slice/docker-${ID}.scope`, ['docker', SHORT]],
    [`/docker/${ID}/init.scope`, ['docker', SHORT]],
    [`/../${ID}`, ['docker', SHORT]],
    [`/actions_job/${ID}`, ['docker', SHORT]],
    [`/ecs/9f3a/${ID}`, ['docker', SHORT]],
    [`/system.slice/cri-containerd-${ID}.scope`, ['containerd', SHORT]],
    [`/default/nerdctl-${ID}.scope`, ['containerd', SHORT]],
    [`/default/${ID}`, ['containerd', SHORT]],
    [`/machine.slice/libpod-${ID}.scope/container`, ['podman', SHORT]],
    [`/machine.slice/libpod-conmon-${ID}.scope`, ['podman', SHORT]],
    [`/libpod_parent/libpod-${ID}`, ['podman', SHORT]],
    [`${SESSION}/user.slice/user-libpod_pod_1.slice/libpod-${ID}.scope`, ['podman', SHORT]],
    [`/machine.slice/crio-${ID}.scope`, ['cri-o', SHORT]],
    // Kubernetes
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${SLICE_POD}.slice/cri-containerd-${ID}.scope`, ['containerd', `pod d3c9d5a2/${SHORT}`]],
    [`/kubepods.slice/kubepods-pod${SLICE_POD}.slice/crio-${ID}.scope`, ['cri-o', `pod d3c9d5a2/${SHORT}`]],
    [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${SLICE_POD}.slice/docker-${ID}.scope`, ['docker', `pod d3c9d5a2/${SHORT}`]],
    [`/kubepods/burstable/pod${POD}/${ID}`, ['containerd', `pod d3c9d5a2/${SHORT}`]],
    [`/kubepods/pod6d5c8e111b0f4b7c9a530f2fd3c9d5a2/${ID}`, ['containerd', `pod 6d5c8e11/${SHORT}`]],
    [`/docker/${ID.replace('4', '5')}/kubelet/kubepods/besteffort/pod${POD}/${ID}`, ['containerd', `pod d3c9d5a2/${SHORT}`]],
    [`/docker/${ID}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${SLICE_POD}.slice/cri-containerd-${ID}.scope`, ['containerd', `pod d3c9d5a2/${SHORT}`]],
    [`/system.slice/containerd.service/kubepods-burstable-pod${SLICE_POD}.slice:cri-containerd:${ID}`, ['containerd', `pod d3c9d5a2/${SHORT}`]],
    [`/kubepods/burstable/pod${POD}`, ['kubernetes', 'pod d3c9d5a2']],
    // LXC
    ['/lxc/web1', ['lxc', 'web1']],
    ['/lxc.payload/web1/system.slice/ssh.service', ['lxc', 'web1']],
    ['/lxc.payload.web1/init.scope', ['lxc', 'web1']],
    ['/lxc.monitor.web1', ['lxc', 'web1']],
    ['/lxc/101/ns/user.slice/user-0.slice', ['lxc', '101']],
    [`/lxc.payload.web1/docker/${ID}`, ['docker', SHORT]],
  ])('%s', (path, expected) => {
    expect(describeCgroup(path)).toEqual(expected === undefined ? undefined : { runtime: expected[0], name: expected[1], isUnit: false });
  });

  it.each([
    ['/init.scope', 'init.scope'],
    ['/system.slice/nginx.service', 'nginx.service'],
    ['/system.slice/nginx.service (deleted)', 'nginx.service'],
    ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
    ['/system.slice/system-postgresql.slice/postgresql@16-main.service', 'postgresql@16-main.service'],
    ['/system.slice/systemd-udevd.service/udev', 'systemd-udevd.service'],
    ['/system.slice/system-systemd\\x2dfsck.slice/systemd-fsck@dev-disk-by\\x2duuid-1234.service', 'systemd-fsck@dev-disk-by-uuid-1234.service'],
    ['/system.slice/caf\\xc3\\xa9.service', 'café.service'],
    ['/system.slice/run-u42.service', 'run-u42.service'],
    ['/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator', 'machine-qemu-1-vm.scope'],
    ['/system.slice', 'system.slice'],
    ['/user.slice/user-1000.slice/user-runtime-dir@1000.service', 'user-runtime-dir@1000.service'],
    [`${SESSION}/session.slice/pipewire.service`, 'pipewire.service'],
    [`${SESSION}/session.slice/org.gnome.Shell@wayland.service`, 'org.gnome.Shell@wayland.service'],
    [`${SESSION}/app.slice/app-gnome-firefox-1234.scope`, 'firefox'],
    [`${SESSION}/app.slice/app-gnome-org.gnome.Terminal-5678.scope`, 'org.gnome.Terminal'],
    [`${SESSION}/app.slice/app-flatpak-com.valvesoftware.Steam-4242.scope`, 'com.valvesoftware.Steam'],
    [`${SESSION}/app.slice/app-glib-code\\x2durl\\x2dhandler-5678.scope`, 'code-url-handler'],
    [`${SESSION}/app.slice/app-org.kde.konsole-0123456789abcdef0123456789abcdef.scope`, 'org.kde.konsole'],
    [`${SESSION}/app.slice/app-dolphin@0123456789abcdef0123456789abcdef.service`, 'dolphin'],
    [`${SESSION}/app.slice/app-gnome\\x2dkeyring\\x2dssh@autostart.service`, 'gnome-keyring-ssh'],
    [`${SESSION}/app.slice/snap.firefox.firefox-2f3c9d5a-1b0f-4b7c-9a53-0f2f6d5c8e11.scope`, 'firefox'],
    ['/system.slice/snap.lxd.daemon.service', 'lxd.daemon'],
  ])('unit %s', (path, name) => expect(describeCgroup(path)).toEqual({ runtime: 'systemd', name, isUnit: true }));

  it.each([
    ['/user.slice/user-1000.slice/session-3.scope', 'user 1000'],
    ['/user.slice/user-0.slice/session-c1.scope', 'user 0'],
    [`${SESSION}/init.scope`, 'user 1000'],
    [SESSION, 'user 1000'],
    ['/user.slice/user-1000.slice', 'user 1000'],
    [`${SESSION}/app.slice/app-org.gnome.Terminal.slice/vte-spawn-2f3c9d5a-1b0f-4b7c-9a53-0f2f6d5c8e11.scope`, 'user 1000'],
    ['/session-3.scope', 'user'],
  ])('login %s', (path, name) => expect(describeCgroup(path)).toEqual({ runtime: 'user', name, isUnit: false }));

  test('a cgroup of somebody else is called by its path, ids cut', () => {
    expect(describeCgroup('/batch/job-7')).toEqual({ runtime: '', name: 'batch/job-7', isUnit: false });
    expect(describeCgroup('/batch/0123456789abcdef0123456789abcdef')).toEqual({ runtime: '', name: 'batch/0123456789ab', isUnit: false });
  });

  it('takes anything', () => {
    expectRobust(describeCgroup, [`/docker/${ID}`, `/kubepods/burstable/pod${POD}/${ID}`, `${SESSION}/app.slice/app-gnome-firefox-1234.scope`, '/lxc.payload.web1', '/system.slice/a\\x2db.service']);
    fc.assert(fc.property(fc.array(fc.constantFrom('docker', 'kubepods', ID, `pod${POD}`, 'user-1.slice', 'init.scope', 'app-.scope', 'app-@.service', '.service', 'lxc', 'snap.a.b.scope')), (parts) => {
      const found = describeCgroup(`/${parts.join('/')}`);
      expect(found === undefined || found.name !== '').toBe(true);
    }));
  });
});
