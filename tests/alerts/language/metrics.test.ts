import { describe, expect, test } from 'vitest';
import { mendMetric, metricNamed } from '../../../src/alerts/language/metrics.ts';
import { CATALOG } from '../../../src/model/catalog.ts';
import { metricsOf } from '../../../src/model/prometheus.ts';

const meant = (name: string): string | undefined => {
  const metric = metricNamed(name);
  return metric === undefined ? undefined : `${metric.kind.name}.${metric.field ?? 'up'}${metric.scale === 1 ? '' : ` * ${metric.scale}`}`;
};

describe('names of series', () => {
  test.each([
    ['process.rssBytes', 'process.rssBytes'], ['process.rss', 'process.rssBytes'], ['process.RSS', 'process.rssBytes'], ['process.memory.rss', 'process.rssBytes'], ['process.mem', 'process.memoryPercent'], ['process.cpu', 'process.cpuPercent'], ['processes.cpu', 'process.cpuPercent'],
    ['process.fds', 'process.openFiles'], ['process.openFiles', 'process.openFiles'], ['process.open_files', 'process.openFiles'], ['process.anonymous', 'process.anonymousBytes'], ['process.read', 'process.readBytesPerSecond'], ['process.disk.read', 'process.readBytesPerSecond'],
    ['host.memoryAvailable', 'host.memoryAvailableBytes'], ['host.memory.available', 'host.memoryAvailableBytes'], ['host.memory_available', 'host.memoryAvailableBytes'], ['host.cpu', 'host.cpuPercent'], ['host.load1', 'host.load1'], ['host.swap.used', 'host.swapUsedBytes'],
    ['filesystem.used', 'filesystem.usedBytes'], ['filesystem.usedPercent', 'filesystem.usedPercent'], ['cgroup.outOfMemoryKills', 'cgroup.outOfMemoryKills'], ['cgroup.memoryLimit', 'cgroup.memoryLimitBytes'],
    ['process.up', 'process.up'], ['container.up', 'container.up'], ['containers.processes', 'container.processes'],
    ['process', undefined], ['process.', undefined], ['process.pid', undefined], ['process.state', undefined], ['process.name', undefined], ['nothing.cpu', undefined], ['thread.cpu', undefined], ['relative.cpu', undefined], ['fact.up', undefined], ['alert.value', undefined], ['pyprocwatch_thread_up', undefined], ['constructor.cpu', undefined], ['process.constructor', undefined], ['toString', undefined], ['', undefined],
  ])('%s: %s', (name, wanted) => expect(meant(name)).toBe(wanted));

  test('words that are left out must say what the figure belongs to', () => {
    // Inodes and bytes are two things; so are a swap and a memory.
    expect(meant('filesystem.inodes.used')).toBeUndefined();
    expect(meant('host.gpu.load1')).toBeUndefined();
    expect(meant('host.network.uptime')).toBeUndefined();
    expect(meant('process.memory.rss')).toBe('process.rssBytes');
  });

  test('those of Prometheus have its units: ratios rather than percents', () => {
    expect(meant('pyprocwatch_process_cpu_ratio')).toBe('process.cpuPercent * 0.01');
    expect(meant('pyprocwatch_process_resident_memory_bytes')).toBe('process.rssBytes');
    expect(meant('pyprocwatch_group_resident_memory_bytes')).toBe('group.rssBytes');
    expect(meant('pyprocwatch_container_up')).toBe('container.up');
    expect(meant('pyprocwatch_cgroup_out_of_memory_kills_total')).toBe('cgroup.outOfMemoryKills');
  });

  test('those of OpenTelemetry have its units too, where one figure has the name', () => {
    expect(meant('process.cpu.utilization')).toBe('process.cpuPercent * 0.01');
    expect(meant('process.memory.usage')).toBe('process.rssBytes');
    expect(meant('process.thread.count')).toBe('process.threads');
    expect(meant('system.uptime')).toBe('host.uptimeSeconds');
    expect(meant('system.linux.cpu.load_1m')).toBe('host.load1');
    // One name for user, system, iowait ...: which is meant, it does not say.
    expect(meant('system.cpu.utilization')).toBeUndefined();
    expect(meant('process.disk.io')).toBeUndefined();
  });

  test('how to mend one', () => {
    expect(mendMetric('process.rsss')).toBe('did you mean "process.rss"?');
    expect(mendMetric('proces.rss')).toBe('did you mean "process"?');
    expect(mendMetric('pyprocwatch_process_cpu_ration')).toBe('did you mean "pyprocwatch_process_cpu_ratio"?');
    expect(mendMetric('host.qqqqqqqqqqqq')).toMatch(/^use one of /);
    expect(mendMetric('system.cpu.utilization')).toMatch(/host\.(user|cpu)/);
    expect(mendMetric('process.disk.io')).toMatch(/process\.(read|write)/);
  });
});

describe('every figure of every kind', () => {
  const inspected = new Set(['fact', 'alert', 'file', 'socket', 'thread', 'variable', 'limit', 'mapping', 'relative']);
  const all = CATALOG.filter(({ name }) => !inspected.has(name)).flatMap(metricsOf);

  test('has a name of its own in Prometheus, and is known by it', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { kind, field, name, scale } of all) {
      expect(name).toMatch(/^pyprocwatch_[a-z][a-z0-9_]*[a-z0-9]$/);
      expect(metricNamed(name)).toEqual({ kind, field, scale, name });
    }
  });

  test('is known by its kind and its own name, its aliases, and without its unit', () => {
    for (const { kind, field, name, declared } of all) {
      for (const own of [field, ...(declared.aliases ?? []).filter((alias) => /^[a-z]\w*$/.test(alias))]) expect(metricNamed(`${kind.name}.${own}`), `${kind.name}.${own}`).toMatchObject({ field, name });
    }
  });

  test('of percents ends in _ratio there, and no other', () => {
    for (const { name, scale, declared } of all) {
      expect(name.endsWith('_ratio'), name).toBe(declared.unit === 'percent');
      expect(scale).toBe(declared.unit === 'percent' ? 0.01 : 1);
      if (declared.role === 'counter') expect(name).toMatch(/_total$/);
      if (declared.unit === 'bytes') expect(name).toMatch(/_bytes$/);
      if (declared.unit === 'seconds' && declared.role !== 'counter') expect(name).toMatch(/_seconds$/);
    }
  });
});
