import { gauge, property, text } from '../fields.ts';
import { defineKind } from '../kind.ts';

const cpu = (help: string, header: string, mode: string) =>
  gauge('percent', help, { header, width: 6, precision: 0.1, most: 100, otel: 'system.cpu.utilization', prometheus: `pyprocwatch_host_cpu_${mode}_ratio` });
const memory = (help: string, header: string, state: string) =>
  gauge('bytes', help, { header, width: 7, precision: 1024, otel: 'system.memory.usage', prometheus: `pyprocwatch_host_memory_${state}_bytes` });
const pressure = (help: string, header: string, resource: string) =>
  gauge('percent', help, { header, width: 6, precision: 0.01, most: 100, prometheus: `pyprocwatch_host_pressure_${resource}_ratio` });

export const host = defineKind('host', {
  plural: 'hosts',
  help: 'The machine.',
  key: ['name'],
  fields: {
    name: text('Host name.', { header: 'HOST', width: 16, weight: 100, otel: 'host.name' }),
    kernel: text('Kernel release.', { header: 'KERNEL', width: 16, otel: 'os.version' }),
    cpuCount: property('count', 'CPUs online.', { header: 'CPUS', width: 4, otel: 'system.cpu.logical.count', prometheus: 'pyprocwatch_host_cpus' }),
    cpuPercent: cpu('CPU used, of all CPUs together; 100 is the whole machine.', 'CPU%', 'used'),
    userPercent: cpu('CPU in programs (nice included).', 'USER', 'user'),
    systemPercent: cpu('CPU in the kernel (interrupts included).', 'SYS', 'system'),
    iowaitPercent: cpu('CPU idle while a disk was waited for.', 'IOWAIT', 'iowait'),
    stealPercent: cpu('CPU that the hypervisor gave to others.', 'STEAL', 'steal'),
    load1: gauge('count', 'Load average over 1 minute.', { header: 'LOAD1', width: 6, precision: 0.01, prometheus: 'pyprocwatch_host_load1', otel: 'system.linux.cpu.load_1m' }),
    load5: gauge('count', 'Load average over 5 minutes.', { header: 'LOAD5', width: 6, precision: 0.01, prometheus: 'pyprocwatch_host_load5' }),
    load15: gauge('count', 'Load average over 15 minutes.', { header: 'LOAD15', width: 6, precision: 0.01, prometheus: 'pyprocwatch_host_load15' }),
    memoryTotalBytes: memory('Memory installed.', 'MEM', 'total'),
    memoryUsedBytes: memory('Memory that programs and the kernel hold: total less available.', 'USED', 'used'),
    memoryAvailableBytes: memory('Memory that can be had without swapping.', 'AVAIL', 'available'),
    memoryCachedBytes: memory('Page cache and buffers that can be given back.', 'CACHE', 'cached'),
    swapTotalBytes: memory('Swap space.', 'SWAP', 'swap_total'),
    swapUsedBytes: memory('Swap space in use.', 'SWAPUSE', 'swap_used'),
    cpuPressurePercent: pressure('Time in which some task waited for a CPU (PSI, 10 s).', 'PSICPU', 'cpu'),
    memoryPressurePercent: pressure('Time in which some task waited for memory (PSI, 10 s).', 'PSIMEM', 'memory'),
    ioPressurePercent: pressure('Time in which some task waited for a disk (PSI, 10 s).', 'PSIIO', 'io'),
    processes: gauge('count', 'Processes.', { header: 'PROCS', width: 6, otel: 'system.process.count', prometheus: 'pyprocwatch_host_processes' }),
    threads: gauge('count', 'Threads.', { header: 'THR', width: 6, prometheus: 'pyprocwatch_host_threads' }),
    running: gauge('count', 'Processes running or ready to run.', { header: 'RUN', width: 4, prometheus: 'pyprocwatch_host_processes_running' }),
    zombies: gauge('count', 'Processes that ended and were not waited for.', { header: 'ZOMB', width: 4, prometheus: 'pyprocwatch_host_processes_zombie' }),
    forksPerSecond: gauge('perSecond', 'Processes and threads started.', { header: 'FORK/s', width: 6, precision: 0.1 }),
    contextSwitchesPerSecond: gauge('perSecond', 'Context switches.', { header: 'CTX/s', width: 6 }),
    diskReadBytesPerSecond: gauge('bytesPerSecond', 'Bytes read from all disks.', { header: 'READ/s', width: 7, otel: 'system.disk.io', prometheus: 'pyprocwatch_host_disk_read_bytes_per_second' }),
    diskWriteBytesPerSecond: gauge('bytesPerSecond', 'Bytes written to all disks.', { header: 'WRIT/s', width: 7, otel: 'system.disk.io', prometheus: 'pyprocwatch_host_disk_write_bytes_per_second' }),
    networkReceiveBytesPerSecond: gauge('bytesPerSecond', 'Bytes received, loopback left out.', { header: 'RX/s', width: 7, otel: 'system.network.io', prometheus: 'pyprocwatch_host_network_receive_bytes_per_second' }),
    networkTransmitBytesPerSecond: gauge('bytesPerSecond', 'Bytes sent, loopback left out.', { header: 'TX/s', width: 7, otel: 'system.network.io', prometheus: 'pyprocwatch_host_network_transmit_bytes_per_second' }),
    uptimeSeconds: gauge('seconds', 'Time since boot.', { header: 'UPTIME', width: 8, otel: 'system.uptime', prometheus: 'pyprocwatch_host_uptime_seconds' }),
    bootTime: property('timestamp', 'When it was booted.', { header: 'BOOT', width: 8, precision: 0.001 }),
  },
  columns: ['name', 'cpuPercent', 'memoryUsedBytes', 'load1', 'uptimeSeconds'],
});
