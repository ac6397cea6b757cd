import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabelSet } from '../../../src/alerts/language/label-set.ts';
import type { Sample } from '../../../src/alerts/language/value.ts';
import { SeriesWindow } from '../../../src/alerts/live/series-window.ts';
import { expectQuick } from '../../model/support.ts';
import { MINUTE } from '../support.ts';

const STEP = 1000;
const sample = (name: string, value: number): Sample => ({ labels: LabelSet.of([['n', name]]), value });
const shown = (found: ReturnType<SeriesWindow['range']>): string[] => found.map(({ labels, times, values }) => `${labels.get('n')} ${times.map((time, index) => `${time}=${values[index]}`).join(' ')}`).sort();

test('gives what was added, of every time that it is asked for', () => {
  const tick = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.subarray(['a', 'b', 'c']));
  fc.assert(fc.property(fc.array(tick, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), fc.nat(20), (ticks, reach, back) => {
    const window = new SeriesWindow(reach * STEP, STEP);
    const all: { time: number; name: string; value: number }[] = [];
    let time = 0;
    ticks.forEach(([steps, names], index) => {
      time += steps * STEP;
      window.add(time, names.map((name) => sample(name, index)));
      all.push(...names.map((name) => ({ time, name, value: index })));
      const [from, to] = [time - reach * STEP, time - Math.min(back, reach) * STEP];
      const wanted = ['a', 'b', 'c'].flatMap((name) => {
        const own = all.filter((each) => each.name === name && each.time >= from && each.time <= to);
        return own.length === 0 ? [] : [`${name} ${own.map((each) => `${each.time}=${each.value}`).join(' ')}`];
      });
      expect(shown(window.range(from, to))).toEqual(wanted);
    });
  }), { numRuns: 300 });
});

test('the same time again stands in place of the first', () => {
  const window = new SeriesWindow(MINUTE, STEP);
  window.add(STEP, [sample('a', 1), sample('b', 1)]);
  window.add(STEP, [sample('a', 2)]);
  window.add(2 * STEP, [sample('a', 3)]);
  window.add(2 * STEP, [sample('a', 4), sample('c', 4)]);
  expect(shown(window.range(0, MINUTE))).toEqual(['a 1000=2 2000=4', 'c 2000=4']);
});

test('the last one is there, also between two that stay', () => {
  // One in 10 s stays.
  const window = new SeriesWindow(7200 * STEP, STEP);
  for (let second = 0; second <= 25; second += 1) window.add(second * STEP, [sample('a', second)]);
  expect(shown(window.range(0, MINUTE))).toEqual(['a 0=0 10000=10 20000=20 25000=25']);
  expect(window.instant(9 * STEP, 3 * STEP)).toEqual([sample('a', 0)]);
});

test('a machine that starts a thousand programs a second does not fill it', () => {
  const window = new SeriesWindow(10 * MINUTE, STEP);
  expectQuick(() => {
    for (let second = 0; second < 30; second += 1) window.add(second * STEP, [sample('stays', second), ...Array.from({ length: 1000 }, (_, index) => sample(`${second} ${index}`, 1))]);
  }, 3000);
  const kept = window.range(0, MINUTE);
  expect(kept).toHaveLength(20_000);
  expect(kept.find(({ labels }) => labels.get('n') === 'stays')?.values).toHaveLength(30);
});
