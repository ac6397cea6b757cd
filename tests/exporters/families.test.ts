import { describe, expect, test } from 'vitest';
import { exportedValue, familiesOf } from '../../src/exporters/families.ts';
import type { Family } from '../../src/exporters/family.ts';
import { buildInfo } from '../../src/exporters/self-metric.ts';
import { CATALOG } from '../../src/model/catalog.ts';
import { filesystem } from '../../src/model/kinds/host-parts.ts';
import { host } from '../../src/model/kinds/host.ts';
import { metricsOf } from '../../src/model/prometheus.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { frameOf } from '../model/support.ts';
import { sampleSnapshot } from './sample.ts';

const named = (families: readonly Family[], name: string): Family => {
  const found = families.find((family) => family.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const rows = (families: readonly Family[], name: string): [string, number][] => {
  const { labels, values } = named(families, name);
  return labels.map((each, index): [string, number] => [each.text, values[index] ?? Number.NaN]);
};

describe('names of the catalogue', () => {
  // What is read on demand of one process never is in a snapshot.
  const inspected = new Set(CATALOG.flatMap(({ links }) => links.filter(({ by }) => by === 'inspect').map(({ kind }) => kind)));
  const all = CATALOG.filter(({ name }) => !inspected.has(name)).flatMap(metricsOf);

  test('are those of Prometheus, and none is there twice, the families of counters included', () => {
    const families = all.flatMap(({ name, type }) => (type === 'counter' ? [name, name.replace(/_total$/, '')] : [name]));
    expect(new Set(families).size).toBe(families.length);
    for (const { name, type } of all) {
      expect(name).toMatch(/^pyprocwatch_[a-z0-9_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      // What OpenMetrics keeps for types of its own.
      expect(name).not.toMatch(/_(?:count|sum|bucket|created|info)$/);
    }
  });
});

describe('families', () => {
  const families = familiesOf(sampleSnapshot(), { processes: 3 }, [buildInfo('1.2.3')]);

  test('hold the host and its parts in base units', () => {
    expect(rows(families, 'pyprocwatch_host_cpu_used_ratio')).toEqual([['{kernel="6.18",name="vault"}', 0.291]]);
    expect(rows(families, 'pyprocwatch_host_boot_time_seconds')).toEqual([['{kernel="6.18",name="vault"}', 1_789_000_000.25]]);
    expect(rows(families, 'pyprocwatch_cpu_used_ratio')).toEqual([['{id="0"}', 0.123], ['{id="1"}', 1]]);
    expect(rows(families, 'pyprocwatch_filesystem_used_ratio')).toEqual([['{device="/dev/sda1",mount="/",type="ext4"}', 0.4]]);
    expect(rows(families, 'pyprocwatch_disk_wait_seconds')).toEqual([['{name="sda"}', 0.00125]]);
    expect(rows(families, 'pyprocwatch_cgroup_out_of_memory_kills_total')).toEqual([['{name="db.service",path="/system.slice/db.service"}', 2]]);
  });

  test('hold totals, as the screen has them', () => {
    expect(rows(families, 'pyprocwatch_group_processes')).toEqual(expect.arrayContaining([[expect.stringContaining('name="program0"'), 10], [expect.stringContaining('name="program2"'), 10]]));
    expect(rows(families, 'pyprocwatch_user_processes')).toHaveLength(5);
    expect(rows(families, 'pyprocwatch_container_processes')).toHaveLength(2);
    const seconds = Array.from({ length: 10 }, (_, index) => index).reduce((sum, each) => sum + each, 0);
    expect(rows(families, 'pyprocwatch_group_cpu_seconds_total').find(([labels]) => labels.includes('"program0"'))?.[1]).toBe(seconds);
  });

  test('have the time of the sample and what this program is', () => {
    expect(rows(families, 'pyprocwatch_snapshot_timestamp_seconds')).toEqual([['', 1_790_000_000]]);
    expect(rows(families, 'pyprocwatch_build_info')[0]?.[0]).toContain('version="1.2.3"');
  });

  test('of which nothing is known are left out', () => {
    expect(families.some(({ name }) => name === 'pyprocwatch_group_pss_bytes')).toBe(false);
    expect(families.some(({ name }) => name === 'pyprocwatch_host_pressure_cpu_ratio')).toBe(false);
  });

  test('say what a ratio is, whose words speak of percent', () => {
    expect(named(families, 'pyprocwatch_group_cpu_ratio').help).toContain('1 is 100 %');
  });

  test('of nothing are those of this program', () => {
    expect(familiesOf(undefined, {}, [buildInfo('1')]).map(({ name }) => name)).toEqual(['pyprocwatch_build_info']);
  });
});

describe('values', () => {
  const cpu = metricsOf(host).find(({ field }) => field === 'cpuPercent');
  const size = metricsOf(filesystem).find(({ field }) => field === 'sizeBytes');

  test('have the precision of their declaration', () => {
    if (cpu === undefined || size === undefined) throw new Error('there are no such figures');
    expect(exportedValue(cpu, 29.149999)).toBe(0.291);
    expect(exportedValue(cpu, 0)).toBe(0);
    expect(exportedValue(cpu, Number.NaN)).toBeNaN();
    expect(exportedValue(size, 1.5e15 + 1)).toBe(1.5e15 + 1);
    expect(exportedValue(size, Infinity)).toBe(Infinity);
  });

  test('of an earlier tick are not told as if they were new', () => {
    const stale = new Snapshot(0, 1, [frameOf(host, [{ name: 'vault', load1: 1 }], true)], []);
    expect(familiesOf(stale, {}).map(({ name }) => name)).toEqual(['pyprocwatch_snapshot_timestamp_seconds']);
  });
});
