import { describe, expect, test } from 'vitest';
import { HostReadings } from '../../../../src/collectors/linux/host-readings.ts';
import { cpu } from '../../../../src/model/kinds/host-parts.ts';
import { frameOf } from '../../../model/support.ts';

const roots = { proc: '/nonexistent', sys: '/nonexistent' };

describe('collectors of a host', () => {
  const at = (readings: HostReadings, monotonic: number) => readings.collect({ monotonic, wall: 0 });

  test('are read as often as they say, and give their last rows in between', () => {
    let reads = 0;
    const slow = { name: 'slow', everySeconds: 10, start: () => () => ({ frames: [frameOf(cpu, [{ id: (reads += 1) }])] }) };
    const readings = new HostReadings([slow], roots);
    expect([0, 5000, 10_000, 19_999, 20_000].map((time) => at(readings, time).frames[0]?.number('id', 0))).toEqual([1, 1, 2, 2, 3]);
  });

  test('one that fails stays stale until it is read again, however seldom that is', () => {
    let fails = false;
    const moody = { name: 'moody', everySeconds: 10, start: () => () => {
      if (fails) throw new Error('lost\u001B[31m');
      return { host: { load1: 1 }, frames: [frameOf(cpu, [{ id: 7 }])] };
    } };
    const readings = new HostReadings([moody], roots);
    expect(at(readings, 0).frames[0]?.stale).toBe(false);
    fails = true;
    const failed = at(readings, 10_000);
    expect([failed.frames[0]?.stale, failed.host, failed.notices]).toEqual([true, { load1: 1 }, [{ source: 'moody', message: 'moody: lost\u{FFFD}[31m' }]]);
    // Not due yet: the rows are as old, and the notice is still true.
    const between = at(readings, 11_000);
    expect([between.frames[0]?.stale, between.notices.length]).toEqual([true, 1]);
    fails = false;
    const well = at(readings, 20_000);
    expect([well.frames[0]?.stale, well.notices]).toEqual([false, []]);
  });

  test('the later of two collectors has the last word on a field of the host', () => {
    const say = (name: string, load1: number) => ({ name, start: () => () => ({ host: { load1 } }) });
    expect(at(new HostReadings([say('a', 1), say('b', 2)], roots), 0).host).toEqual({ load1: 2 });
  });
});
