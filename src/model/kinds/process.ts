import { counter, gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

/** Process states of proc_pid_stat(5), as ps prints them. */
export const PROCESS_STATES = ['?', 'R', 'S', 'D', 'Z', 'T', 't', 'X', 'I', 'P', 'W', 'K'] as const;

export const process = defineKind('process', {
  plural: 'processes',
  help: 'A running program: one PID from its start to its end.',
  key: ['pid', 'startTime'],
  sort: { field: 'cpuPercent', descending: true },
  ties: 'rssBytes',
  fields: {
    pid: property('id', 'Process ID.', { header: 'PID', width: 7, weight: 100, otel: 'process.pid' }),
    parentPid: property('id', 'Process ID of the parent.', { header: 'PPID', width: 7, aliases: ['ppid'], otel: 'process.parent_pid' }),
    user: text('Owner: effective user, by name where known.', { header: 'USER', width: 9, weight: 70 }),
    state: property('level', 'State: R running, S sleeping, D waiting for a disk or device, Z zombie, T stopped, I idle kernel thread.', { header: 'S', width: 1, weight: 80, aliases: ['status'], choices: PROCESS_STATES }),
    cpuPercent: gauge('percent', 'CPU used over the last interval; 100 is one core.', { header: 'CPU%', width: 6, weight: 99, precision: 0.1, rollup: 'sum', aliases: ['cpu', 'cpu%'], otel: 'process.cpu.utilization', prometheus: 'pyprocwatch_process_cpu_ratio' }),
    memoryPercent: gauge('percent', 'Resident memory as a part of the host\'s memory.', { header: 'MEM%', width: 5, weight: 60, precision: 0.1, course: 'level', rollup: 'sum', aliases: ['mem', 'mem%'] }),
    rssBytes: gauge('bytes', 'Resident memory (RSS): pages in RAM, shared ones counted in full.', { header: 'RSS', width: 6, weight: 95, precision: 4096, rollup: 'sum', aliases: ['rss', 'memory', 'res'], otel: 'process.memory.usage', prometheus: 'pyprocwatch_process_resident_memory_bytes' }),
    pssBytes: gauge('bytes', 'Proportional memory (PSS): shared pages divided among those who share them.', { header: 'PSS', width: 6, precision: 1024, rollup: 'sum', aliases: ['pss'], demand: 'smaps' }),
    swapBytes: gauge('bytes', 'Memory swapped out.', { header: 'SWAP', width: 6, precision: 1024, rollup: 'sum', aliases: ['swap'], demand: 'smaps' }),
    virtualBytes: gauge('bytes', 'Address space reserved (VSZ), used or not.', { header: 'VIRT', width: 6, precision: 4096, rollup: 'sum', aliases: ['vsz', 'virt', 'virtual'], otel: 'process.memory.virtual', prometheus: 'pyprocwatch_process_virtual_memory_bytes' }),
    readBytesPerSecond: gauge('bytesPerSecond', 'Bytes read from disks.', { header: 'READ/s', width: 6, weight: 58, rollup: 'sum', aliases: ['read', 'diskread'], demand: 'io', otel: 'process.disk.io', prometheus: 'pyprocwatch_process_disk_read_bytes_per_second' }),
    writeBytesPerSecond: gauge('bytesPerSecond', 'Bytes written towards disks.', { header: 'WRIT/s', width: 6, weight: 58, rollup: 'sum', aliases: ['write', 'diskwrite'], demand: 'io', otel: 'process.disk.io', prometheus: 'pyprocwatch_process_disk_write_bytes_per_second' }),
    threads: gauge('count', 'Threads.', { header: 'THR', width: 4, weight: 55, rollup: 'sum', aliases: ['thr', 'nlwp'], otel: 'process.thread.count', prometheus: 'pyprocwatch_process_threads' }),
    openFiles: gauge('count', 'Open file descriptors.', { header: 'FDS', width: 5, rollup: 'sum', aliases: ['fds', 'fd'], demand: 'files', otel: 'process.unix.file_descriptor.count', prometheus: 'pyprocwatch_process_open_fds' }),
    priority: property('level', 'Scheduling priority as the kernel sees it; negative is real-time.', { header: 'PRI', width: 4, aliases: ['pri'] }),
    nice: property('level', 'Niceness: -20 is favoured most, 19 least.', { header: 'NI', width: 3, weight: 40, aliases: ['ni'] }),
    minorFaultsPerSecond: gauge('perSecond', 'Page faults answered without a disk.', { header: 'MINF/s', width: 6, rollup: 'sum', aliases: ['minflt'] }),
    majorFaultsPerSecond: gauge('perSecond', 'Page faults that had to read from a disk.', { header: 'MAJF/s', width: 6, precision: 0.1, rollup: 'sum', aliases: ['majflt'], otel: 'process.paging.faults' }),
    cpuSeconds: counter('seconds', 'CPU time used since the start.', { header: 'TIME+', width: 9, weight: 54, precision: 0.01, rollup: 'sum', aliases: ['time', 'time+'], otel: 'process.cpu.time', prometheus: 'pyprocwatch_process_cpu_seconds_total' }),
    startTime: property('timestamp', 'When it started.', { header: 'START', width: 8, rollup: 'min', aliases: ['start'], otel: 'process.creation.time' }),
    processor: property('id', 'CPU it ran on last.', { header: 'CPU#', width: 4, aliases: ['core'] }),
    ports: text('Ports it listens on, and local and remote ports of its connections (TCP and UDP).', { header: 'PORTS', width: 14, list: true, changing: true, aliases: ['port'], demand: 'sockets' }),
    listenPorts: text('Ports it listens on (TCP), or has bound (UDP).', { header: 'LISTEN', width: 12, list: true, changing: true, aliases: ['listen'], demand: 'sockets' }),
    group: text('What a person calls the program: the container or unit, else the script or program.', { header: 'GROUP', width: 18, aliases: ['program'] }),
    container: text('Container, pod, systemd unit or user slice, by its cgroup.', { header: 'CONTAINER', width: 18, aliases: ['unit', 'ctr'] }),
    cgroup: text('Path of its cgroup.', { header: 'CGROUP', width: 24 }),
    name: text('Name the kernel has for it (at most 15 bytes).', { header: 'NAME', width: 15, aliases: ['comm'], otel: 'process.executable.name' }),
    executable: text('Path of the program file, where it may be read.', { header: 'EXE', width: 24, aliases: ['exe'], otel: 'process.executable.path' }),
    command: text('Command line; secrets are masked unless asked for.', { header: 'COMMAND', width: 12, weight: 98, grow: true, aliases: ['cmd', 'args', 'cmdline'], otel: 'process.command_line' }),
  },
  columns: ['pid', 'user', 'state', 'cpuPercent', 'memoryPercent', 'rssBytes', 'readBytesPerSecond', 'writeBytesPerSecond', 'threads', 'nice', 'cpuSeconds', 'command'],
  links: [
    { kind: 'socket', title: 'Sockets', by: 'inspect' },
    { kind: 'file', title: 'Files', by: 'inspect' },
    { kind: 'thread', title: 'Threads', by: 'inspect' },
    { kind: 'variable', title: 'Environment', by: 'inspect' },
    { kind: 'limit', title: 'Limits', by: 'inspect' },
    { kind: 'mapping', title: 'Memory', by: 'inspect' },
    { kind: 'relative', title: 'Family', by: 'inspect' },
  ],
});
