/** Files as kernels of several ages print them; figures made up. */
export const STAT = {
  linux24: 'cpu  100 0 50 850\ncpu0 100 0 50 850\npage 1 2\nswap 0 0\nintr 99 1\nctxt 4000\nbtime 1000000000\nprocesses 300\n',
  linux26: 'cpu  100 10 50 800 40 1 2 3\ncpu0 100 10 50 800 40 1 2 3\nintr 99 1\nctxt 4000\nbtime 1100000000\nprocesses 300\nprocs_running 1\nprocs_blocked 0\n',
  linux6: 'cpu  5709 5 3219 170631 301 7 75 9 20 0\ncpu0 2644 2 1342 85915 17 3 15 3 10 0\ncpu2 3065 3 1877 84716 284 4 60 6 10 0\nintr 445645 0 0 1\nctxt 1061589\nbtime 1700000000\nprocesses 6456\nprocs_running 1\nprocs_blocked 0\nsoftirq 192539 0 19077\n',
};

export const LOADAVG = '0.08 0.04 0.05 2/85 6456\n';
export const UPTIME = '903.19 1706.31\n';

export const MEMINFO = {
  linux26: 'MemTotal:      1000000 kB\nMemFree:        100000 kB\nBuffers:         50000 kB\nCached:         300000 kB\nSwapCached:          0 kB\nSwapTotal:      500000 kB\nSwapFree:       400000 kB\n',
  linux3: 'MemTotal:        1000000 kB\nMemFree:          100000 kB\nBuffers:           50000 kB\nCached:           300000 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\nShmem:             20000 kB\nSReclaimable:      30000 kB\n',
  linux6: 'MemTotal:       16000000 kB\nMemFree:         1000000 kB\nMemAvailable:    9000000 kB\nBuffers:          100000 kB\nCached:          7000000 kB\nSwapCached:         5000 kB\nSwapTotal:       4000000 kB\nSwapFree:        3000000 kB\nZswap:                 0 kB\nShmem:            500000 kB\nKReclaimable:     700000 kB\nSReclaimable:     600000 kB\n',
};

export const PRESSURE = {
  linux420: 'some avg10=1.25 avg60=0.24 avg300=0.31 total=9891601\n',
  linux6: 'some avg10=12.50 avg60=0.24 avg300=0.31 total=9891601\nfull avg10=99.00 avg60=0.00 avg300=0.00 total=0\n',
};

export const DISKSTATS = {
  linux26: '   8    0 sda 100 1 2000 50 200 2 4000 150 0 180 200\n   8    1 sda1 10 20 30 40\n',
  linux418: '   8       0 sda 100 1 2000 50 200 2 4000 150 0 180 200 5 0 100 7\n 259       0 nvme0n1 1 0 8 1 0 0 0 0 0 1 1 0 0 0 0\n',
  linux6: '   7       0 loop0 1 0 1 1 0 0 0 0 0 1 1 0 0 0 0 0 0\n   1       0 ram0 1 0 1 1 0 0 0 0 0 1 1 0 0 0 0 0 0\n 104       0 cciss/c0d0 100 1 2000 50 200 2 4000 150 0 180 200 0 0 0 0 1 2\n 253       0 zram0 5 0 40 0 5 0 40 0 0 0 0 0 0 0 0 0 0\n',
};

const NET_HEAD = 'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';
export const NETDEV = {
  linux26: `${NET_HEAD}    lo:3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0\n  eth0:346052454   10489    1    2    0     0          0         0   741932    6417    3    4    0     0       0          0\n`,
  linux6: `${NET_HEAD}    lo:    3193      29    0    0    0     0          0         0     3193      29    0    0    0     0       0          0\nbr-0a1b2c3d4e5f: 346052454   10489    1    2    0     0          0         0   741932    6417    3    4    0     0       0          0\n`,
};

export const MOUNTINFO = `22 27 0:21 / /proc rw,relatime - proc proc rw
24 27 0:6 / /dev rw,relatime shared:2 - devtmpfs udev rw,size=1k
25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw
27 1 8:1 / / rw,relatime shared:1 master:3 - ext4 /dev/sda1 rw
29 27 8:1 /srv /srv/bound rw,relatime shared:1 - ext4 /dev/sda1 rw
30 27 259:1 / /mnt/my\\040data\\134x rw,relatime - xfs /dev/nvme0n1p1 rw
31 27 0:40 / /mnt/server rw - nfs4 server:/export rw
32 27 0:41 / /mnt/remote rw - fuse.sshfs user@server: rw
33 27 0:42 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw
34 27 7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro
35 27 0:43 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
36 27 0:50 / /pool rw - zfs pool rw
37 27 0:51 /@home /home rw - btrfs /dev/sdb1 rw
38 27 0:51 /@snapshots /home/.snapshots rw - btrfs /dev/sdb1 rw
`;

export const CGROUP = {
  stat2: 'anon 104857600\nfile 943718400\nkernel 1048576\nshmem 29360128\nanon_thp 0\n',
  stat1: 'cache 4096\nrss 8192\nshmem 4096\ntotal_cache 8192\ntotal_rss 16384\ntotal_shmem 4096\n',
  events: 'low 0\nhigh 5\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n',
  control: 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
  limit: '9223372036854771712\n', used: '536870912\n', unlimited: 'max\n',
};
