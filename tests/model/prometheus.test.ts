import { describe, expect, test } from 'vitest';
import { CATALOG, kindOf } from '../../src/model/catalog.ts';
import { labelFields, metricsOf, snakeCase } from '../../src/model/prometheus.ts';

test.each([['readBytesPerSecond', 'read_bytes_per_second'], ['load1', 'load1'], ['cpuPercent', 'cpu_percent'], ['outOfMemoryKills', 'out_of_memory_kills'], ['x', 'x']])('%s: %s', (name, wanted) => expect(snakeCase(name)).toBe(wanted));

const named = (kind: string): Record<string, string> => Object.fromEntries(metricsOf(kindOf(kind)).map(({ field, name }) => [field, name]));

describe('names as Prometheus has them', () => {
  test('of a process, by its declarations', () => {
    expect(named('process')).toMatchObject({ cpuPercent: 'pyprocwatch_process_cpu_ratio', rssBytes: 'pyprocwatch_process_resident_memory_bytes', cpuSeconds: 'pyprocwatch_process_cpu_seconds_total', anonymousBytes: 'pyprocwatch_process_anonymous_bytes', openFiles: 'pyprocwatch_process_open_fds', minorFaultsPerSecond: 'pyprocwatch_process_minor_faults_per_second', startTime: 'pyprocwatch_process_start_time_seconds' });
  });

  test('totals have names of their own, not those of a process', () => {
    expect(named('group')).toMatchObject({ cpuPercent: 'pyprocwatch_group_cpu_ratio', rssBytes: 'pyprocwatch_group_resident_memory_bytes' });
    expect(named('cgroup')).toMatchObject({ outOfMemoryKills: 'pyprocwatch_cgroup_out_of_memory_kills_total', memoryUsedPercent: 'pyprocwatch_cgroup_memory_used_ratio' });
    expect(named('filesystem')).toMatchObject({ usedPercent: 'pyprocwatch_filesystem_used_ratio', usedBytes: 'pyprocwatch_filesystem_used_bytes' });
    expect(named('sensor')).toMatchObject({ celsius: 'pyprocwatch_sensor_celsius' });
  });

  test('ids and codes are none', () => {
    const { process } = { process: named('process') };
    for (const field of ['pid', 'parentPid', 'processor', 'state']) expect(process).not.toHaveProperty(field);
  });
});

describe('labels', () => {
  test.each([['process', ['user', 'group', 'container', 'name']], ['group', ['name']], ['container', ['name', 'runtime']], ['filesystem', ['mount', 'device', 'type']], ['cgroup', ['path', 'name']], ['host', ['name', 'kernel']], ['user', ['name']]])('of a %s tell it from others', (kind, wanted) => {
    expect([...labelFields(kindOf(kind))].sort()).toEqual(wanted.toSorted());
  });

  test('never hold what changes while the entity lives, nor long lists', () => {
    for (const kind of CATALOG) {
      for (const name of labelFields(kind)) {
        const field = kind.fields[name];
        expect(field?.type === 'text' && field.changing !== true && field.list !== true, `${kind.name}.${name}`).toBe(true);
      }
    }
  });
});
