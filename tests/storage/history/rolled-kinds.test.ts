import { describe, expect, test } from 'vitest';
import { CATALOG } from '../../../src/model/catalog.ts';
import { isNumber } from '../../../src/model/kind.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { layoutOf } from '../../../storage/history/codec/layout.ts';
import { ROLLED_KINDS, rolledKind } from '../../../storage/history/rolled-kinds.ts';

describe('kinds of which hourly totals are kept', () => {
  test('each is in the catalogue, once, and totals gauges that are stored of what it is made from', () => {
    const names = ROLLED_KINDS.map(({ kind }) => kind.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { kind, from, fields } of ROLLED_KINDS) {
      expect(CATALOG).toContain(kind);
      const stored = layoutOf(from).columns.map(({ name }) => name);
      expect(fields.length).toBeGreaterThan(0);
      for (const name of fields) {
        expect(stored).toContain(name);
        const field = from.fields[name];
        expect(field !== undefined && isNumber(field) && field.role).toBe('gauge');
      }
    }
  });

  test('processes are totalled by group, user and container, and only what may be added up', () => {
    for (const [name, text] of [['group', 'group'], ['user', 'user'], ['container', 'container']] as const) {
      const rolled = rolledKind(name);
      const layout = rolled === undefined ? undefined : layoutOf(rolled.from);
      if (rolled === undefined || layout === undefined) throw new Error(`no ${name}`);
      expect(rolled.counted).toBe('processes');
      expect(rolled.fields).toContain('cpuPercent');
      for (const field of rolled.fields) expect(rolled.from.fields[field]).toMatchObject({ rollup: 'sum' });
      const texts = layout.texts.map((each) => safeText(each === text ? 'mine' : 'other'));
      expect(rolled.entity({ numbers: [1, 2], texts }, layout)).toBe('mine');
      // An identity that is gone belongs to nobody.
      expect(rolled.entity({ numbers: [], texts: [] }, layout)).toBe('');
    }
  });

  test('parts of the host are named by their key', () => {
    const [cpu, disk] = [rolledKind('cpu'), rolledKind('disk')];
    if (cpu === undefined || disk === undefined) throw new Error('not rolled');
    expect(cpu.entity({ numbers: [7], texts: [] }, layoutOf(cpu.from))).toBe('7');
    const layout = layoutOf(disk.from);
    expect(disk.entity({ numbers: [], texts: layout.texts.map(() => safeText('sda')) }, layout)).toBe('sda');
    expect([cpu.counted, rolledKind('process')]).toEqual([undefined, undefined]);
  });
});
