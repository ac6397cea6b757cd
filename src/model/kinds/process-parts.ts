import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { process, PROCESS_STATES } from './process.ts';

export const file = defineKind('file', {
  plural: 'files',
  help: 'One open file descriptor of a process.',
  key: ['fd'],
  fields: {
    fd: property('id', 'File descriptor number.', { header: 'FD', width: 5, weight: 100 }),
    type: text('file, directory, device, pipe, socket, event and the like.', { header: 'TYPE', width: 9, weight: 90 }),
    mode: text('r read, w write, rw both; a append.', { header: 'MODE', width: 4, weight: 80 }),
    positionBytes: gauge('bytes', 'Position in the file.', { header: 'POS', width: 7 }),
    sizeBytes: gauge('bytes', 'Size of the file now.', { header: 'SIZE', width: 7 }),
    target: text('What it points to.', { header: 'TARGET', width: 20, weight: 99, grow: true, aliases: ['path', 'name'] }),
  },
  columns: ['fd', 'type', 'mode', 'positionBytes', 'sizeBytes', 'target'],
});

export const SOCKET_STATES = ['', 'ESTABLISHED', 'SYN_SENT', 'SYN_RECV', 'FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT', 'CLOSE', 'CLOSE_WAIT', 'LAST_ACK', 'LISTEN', 'CLOSING', 'NEW_SYN_RECV', 'BOUND'] as const;

export const socket = defineKind('socket', {
  plural: 'sockets',
  help: 'One socket of a process.',
  key: ['inode'],
  sort: { field: 'state', descending: true },
  fields: {
    fd: property('id', 'File descriptor number.', { header: 'FD', width: 5, weight: 70 }),
    protocol: text('tcp, tcp6, udp, udp6, unix ...', { header: 'PROTO', width: 5, weight: 100 }),
    state: property('level', 'State of the connection (TCP), or whether it is bound.', { header: 'STATE', width: 12, weight: 96, choices: SOCKET_STATES }),
    localAddress: text('Address and port on this side; path of a Unix socket.', { header: 'LOCAL', width: 28, weight: 98, aliases: ['local'] }),
    remoteAddress: text('Address and port on the other side.', { header: 'REMOTE', width: 28, weight: 97, aliases: ['remote'] }),
    localPort: property('id', 'Port on this side.', { header: 'LPORT', width: 5, aliases: ['port'] }),
    remotePort: property('id', 'Port on the other side.', { header: 'RPORT', width: 5 }),
    sendQueueBytes: gauge('bytes', 'Sent but not yet acknowledged; for listeners the longest queue allowed is not shown by /proc.', { header: 'SENDQ', width: 6 }),
    receiveQueueBytes: gauge('bytes', 'Received but not yet read by the program.', { header: 'RECVQ', width: 6 }),
    peerPid: property('id', 'Process on the other end, when it is on this machine and may be seen.', { header: 'PEER', width: 7, weight: 60, aliases: ['peer'] }),
    peerName: text('Name of that process.', { header: 'PEER NAME', width: 15, weight: 60, grow: true }),
    inode: property('id', 'Inode of the socket.', { header: 'INODE', width: 10 }),
  },
  columns: ['fd', 'protocol', 'state', 'localAddress', 'remoteAddress', 'receiveQueueBytes', 'sendQueueBytes', 'peerPid', 'peerName'],
});

export const thread = defineKind('thread', {
  plural: 'threads',
  help: 'One thread of a process.',
  key: ['tid'],
  sort: { field: 'cpuPercent', descending: true },
  fields: {
    tid: property('id', 'Thread ID.', { header: 'TID', width: 7, weight: 100 }),
    state: property('level', 'State, as of a process.', { header: 'S', width: 1, weight: 90, choices: PROCESS_STATES }),
    cpuPercent: process.fields.cpuPercent,
    cpuSeconds: process.fields.cpuSeconds,
    priority: process.fields.priority,
    nice: process.fields.nice,
    processor: process.fields.processor,
    waitingIn: text('Kernel function it sleeps in, where it may be read.', { header: 'WAITS IN', width: 24, aliases: ['wchan'] }),
    name: text('Name of the thread.', { header: 'NAME', width: 15, weight: 95, grow: true }),
  },
  columns: ['tid', 'state', 'cpuPercent', 'cpuSeconds', 'priority', 'nice', 'processor', 'waitingIn', 'name'],
});

export const variable = defineKind('variable', {
  plural: 'variables',
  help: 'One environment variable that a process was started with.',
  key: ['name'],
  fields: {
    name: text('Name.', { header: 'NAME', width: 28, weight: 100 }),
    value: text('Value; masked until asked for.', { header: 'VALUE', width: 20, grow: true }),
  },
  columns: ['name', 'value'],
});

export const limit = defineKind('limit', {
  plural: 'limits',
  help: 'One resource limit, of the process (rlimit) or of its cgroup, with what is used of it.',
  key: ['scope', 'name'],
  fields: {
    scope: text('process or cgroup.', { header: 'SCOPE', width: 8, weight: 95 }),
    name: text('What is limited.', { header: 'LIMIT', width: 26, weight: 100 }),
    used: text('In use now, where it is known.', { header: 'USED', width: 14, weight: 90 }),
    soft: text('Limit in force.', { header: 'LIMIT', width: 14, weight: 92 }),
    hard: text('Ceiling to which the process may raise it.', { header: 'CEILING', width: 14 }),
    usedPercent: gauge('percent', 'Part of the limit in use.', { most: 100, header: 'USED%', width: 6, weight: 91, precision: 0.1 }),
    note: text('Where the figure comes from.', { header: 'SOURCE', width: 20, grow: true }),
  },
  columns: ['scope', 'name', 'used', 'soft', 'hard', 'usedPercent', 'note'],
});

export const mapping = defineKind('mapping', {
  plural: 'mappings',
  help: 'The memory that a process has mapped from one file or for one purpose.',
  key: ['name', 'mode'],
  sort: { field: 'rssBytes', descending: true },
  fields: {
    rssBytes: gauge('bytes', 'In RAM.', { header: 'RSS', width: 7, weight: 99 }),
    pssBytes: gauge('bytes', 'In RAM, shared pages divided among those who share them.', { header: 'PSS', width: 7 }),
    privateDirtyBytes: gauge('bytes', 'Written by this process alone: what its end would free.', { header: 'DIRTY', width: 7 }),
    swapBytes: gauge('bytes', 'Swapped out.', { header: 'SWAP', width: 7 }),
    sizeBytes: gauge('bytes', 'Address space.', { header: 'SIZE', width: 7 }),
    count: gauge('count', 'Mappings added up in this row.', { header: 'MAPS', width: 5 }),
    mode: text('r read, w write, x execute; p private, s shared.', { header: 'MODE', width: 4 }),
    name: text('File, or [heap], [stack], [anonymous].', { header: 'WHAT', width: 20, weight: 100, grow: true }),
  },
  columns: ['rssBytes', 'pssBytes', 'privateDirtyBytes', 'swapBytes', 'sizeBytes', 'count', 'mode', 'name'],
});

export const relative = defineKind('relative', {
  plural: 'relatives',
  help: 'An ancestor or descendant of a process.',
  key: ['pid'],
  fields: {
    relation: text('parent, self, child and so on.', { header: 'RELATION', width: 12, weight: 90 }),
    pid: process.fields.pid,
    user: process.fields.user,
    state: process.fields.state,
    cpuPercent: process.fields.cpuPercent,
    rssBytes: process.fields.rssBytes,
    startTime: process.fields.startTime,
    command: process.fields.command,
  },
  columns: ['relation', 'pid', 'user', 'state', 'cpuPercent', 'rssBytes', 'startTime', 'command'],
  links: [{ kind: 'process', title: 'Process', by: { rows: 'pid', from: 'pid' } }],
});
