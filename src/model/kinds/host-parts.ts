import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

const percent = (help: string, header: string) => gauge('percent', help, { header, width: 6, precision: 0.1, most: 100 });
const rate = (help: string, header: string) => gauge('bytesPerSecond', help, { header, width: 7 });
const perSecond = (help: string, header: string) => gauge('perSecond', help, { header, width: 7, precision: 0.1 });

export const cpu = defineKind('cpu', {
  plural: 'cpus',
  help: 'One logical CPU.',
  key: ['id'],
  fields: {
    id: property('id', 'Number of the CPU.', { header: 'CPU', width: 4, weight: 100 }),
    usedPercent: percent('Busy: all but idle and iowait.', 'USED'),
    userPercent: percent('In programs (nice included).', 'USER'),
    systemPercent: percent('In the kernel (interrupts included).', 'SYS'),
    iowaitPercent: percent('Idle while a disk was waited for.', 'IOWAIT'),
    stealPercent: percent('Given to others by the hypervisor.', 'STEAL'),
  },
  columns: ['id', 'usedPercent', 'userPercent', 'systemPercent', 'iowaitPercent', 'stealPercent'],
});

export const disk = defineKind('disk', {
  plural: 'disks',
  help: 'One block device (whole disks; partitions left out).',
  key: ['name'],
  sort: { field: 'busyPercent', descending: true },
  fields: {
    name: text('Device.', { header: 'DISK', width: 12, weight: 100 }),
    readBytesPerSecond: rate('Bytes read.', 'READ/s'),
    writeBytesPerSecond: rate('Bytes written.', 'WRIT/s'),
    readsPerSecond: perSecond('Reads completed.', 'RD-IO/s'),
    writesPerSecond: perSecond('Writes completed.', 'WR-IO/s'),
    busyPercent: percent('Time in which it had at least one request.', 'BUSY%'),
    waitSeconds: gauge('seconds', 'Mean time of a request, waiting included.', { header: 'WAIT', width: 7, precision: 1e-5 }),
  },
  columns: ['name', 'readBytesPerSecond', 'writeBytesPerSecond', 'readsPerSecond', 'writesPerSecond', 'busyPercent', 'waitSeconds'],
});

export const networkInterface = defineKind('interface', {
  plural: 'interfaces',
  help: 'One network interface.',
  key: ['name'],
  sort: { field: 'receiveBytesPerSecond', descending: true },
  fields: {
    name: text('Interface.', { header: 'IFACE', width: 14, weight: 100 }),
    receiveBytesPerSecond: rate('Bytes received.', 'RX/s'),
    transmitBytesPerSecond: rate('Bytes sent.', 'TX/s'),
    receivePacketsPerSecond: perSecond('Packets received.', 'RXPK/s'),
    transmitPacketsPerSecond: perSecond('Packets sent.', 'TXPK/s'),
    errorsPerSecond: perSecond('Errors, both ways.', 'ERR/s'),
    dropsPerSecond: perSecond('Packets dropped, both ways.', 'DROP/s'),
  },
  columns: ['name', 'receiveBytesPerSecond', 'transmitBytesPerSecond', 'receivePacketsPerSecond', 'transmitPacketsPerSecond', 'errorsPerSecond', 'dropsPerSecond'],
});

export const filesystem = defineKind('filesystem', {
  plural: 'filesystems',
  help: 'One mounted file system that holds data.',
  key: ['mount'],
  sort: { field: 'usedPercent', descending: true },
  fields: {
    mount: text('Where it is mounted.', { header: 'MOUNT', width: 24, weight: 100 }),
    device: text('Device.', { header: 'DEVICE', width: 20 }),
    type: text('Type.', { header: 'TYPE', width: 8 }),
    sizeBytes: gauge('bytes', 'Size.', { header: 'SIZE', width: 7 }),
    usedBytes: gauge('bytes', 'In use.', { header: 'USED', width: 7 }),
    freeBytes: gauge('bytes', 'Free to ordinary users.', { header: 'FREE', width: 7, otel: 'system.filesystem.usage' }),
    usedPercent: gauge('percent', 'In use, as df counts it.', { most: 100, header: 'USED%', width: 6, precision: 0.1, course: 'level' }),
  },
  columns: ['mount', 'sizeBytes', 'usedBytes', 'freeBytes', 'usedPercent', 'type', 'device'],
});

export const sensor = defineKind('sensor', {
  plural: 'sensors',
  help: 'One temperature sensor.',
  key: ['name'],
  sort: { field: 'celsius', descending: true },
  fields: {
    name: text('Chip and label.', { header: 'SENSOR', width: 24, weight: 100 }),
    celsius: gauge('celsius', 'Temperature.', { header: 'TEMP', width: 6, precision: 0.1 }),
    highCelsius: property('celsius', 'Temperature that its maker calls high.', { header: 'HIGH', width: 6, precision: 0.1 }),
  },
  columns: ['name', 'celsius', 'highCelsius'],
});

export const fact = defineKind('fact', {
  plural: 'facts',
  help: 'What this machine is: processor, system, graphics, battery. Read once, when asked for.',
  key: ['topic'],
  sort: { field: 'order', descending: false },
  fields: {
    order: property('id', 'Place in the list.', { header: '#', width: 3 }),
    topic: text('What it is about.', { header: 'TOPIC', width: 20, weight: 100 }),
    value: text('What is known.', { header: 'FACT', width: 30, weight: 99, grow: true }),
  },
  columns: ['topic', 'value'],
});
