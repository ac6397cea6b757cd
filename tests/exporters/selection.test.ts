import { describe, expect, test } from 'vitest';
import { selectRows } from '../../src/exporters/selection.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { cpu, filesystem } from '../../src/model/kinds/host-parts.ts';
import { group } from '../../src/model/kinds/group.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { frameOf, processes } from '../model/support.ts';
import { processRow } from './sample.ts';

const groups = (count: number) => frameOf(group, Array.from({ length: count }, (_, index) => ({ name: `g${index}`, cpuPercent: index, rssBytes: (count - index) * 4096 })));
const names = (selected: ReturnType<typeof selectRows>): string[] => selected.rows.map((row) => selected.frame.text('name', row)).sort();

describe('what is exported', () => {
  test('of programs: those that use most CPU and those that use most memory', () => {
    expect(names(selectRows(groups(1000), { top: 2 }))).toEqual(['g0', 'g1', 'g998', 'g999']);
    expect(selectRows(groups(1000), {}).rows).toHaveLength(100);
    expect(selectRows(groups(40), {}).rows).toHaveLength(40);
    expect(selectRows(groups(40), { top: 0 }).rows).toHaveLength(0);
  });

  test('what is not known of is last', () => {
    const frame = frameOf(group, [{ name: 'unknown' }, { name: 'idle', cpuPercent: 0, rssBytes: 0 }, { name: 'busy', cpuPercent: 5, rssBytes: 1 }]);
    expect(names(selectRows(frame, { top: 1 }))).toEqual(['busy']);
    expect(names(selectRows(frame, { top: 2 }))).toEqual(['busy', 'idle']);
  });

  test('processes only when asked for', () => {
    const frame = processes(...Array.from({ length: 20 }, (_, index) => processRow(index)));
    expect(selectRows(frame, {}).rows).toHaveLength(0);
    const { labels } = selectRows(frame, { processes: 1 });
    expect(labels[0]?.pairs.map(([name]) => name)).toEqual(['container', 'group', 'name', 'pid', 'user']);
    expect(selectRows(frame, { processes: 1000 }).rows).toHaveLength(20);
  });

  test('all CPUs, and no alerts', () => {
    expect(selectRows(frameOf(cpu, Array.from({ length: 512 }, (_, id) => ({ id, usedPercent: 1 }))), { top: 1 }).rows).toHaveLength(512);
    expect(selectRows(frameOf(alert, [{ fingerprint: 'a', value: 1 }]), { top: 10 }).rows).toHaveLength(0);
  });

  test('one series once: of rows with the same labels the first', () => {
    const frame = frameOf(filesystem, [{ mount: '/', device: 'a', type: 'x', sizeBytes: 1 }, { mount: '/', device: 'a', type: 'x', sizeBytes: 2 }, { mount: '/', device: 'b', type: 'x', sizeBytes: 3 }]);
    expect(selectRows(frame, {}).rows).toEqual([0, 2]);
  });

  test('nothing of an earlier tick', () => {
    expect(selectRows(frameOf(processKind, [processRow(1)], true), { processes: 5 }).rows).toEqual([]);
  });
});
