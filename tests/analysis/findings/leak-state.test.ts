import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeakFinder } from '../../../src/analysis/findings/leak-finder.ts';
import { LEAK_STATE_VERSION } from '../../../src/analysis/findings/leak-state.ts';
import { long } from '../leaks/support.ts';
import { found, momentsOf, type Row, seen } from './processes.ts';

const DAY = 86_400_000;
const MB = 1_048_576;
const moments = momentsOf(long({ leak: 150, saw: 30, restartHours: 9, days: 2 }));
const [now, row] = [moments.at(-1)?.time ?? 0, moments.at(-1)?.row ?? { pid: 1, startTime: 1, anonymousBytes: MB }];

function saved(): Uint8Array {
  const finder = new LeakFinder();
  found(finder, moments);
  return finder.save()?.bytes ?? new Uint8Array(0);
}
const whole = saved();
const restore = (bytes: Uint8Array, at = now, version = LEAK_STATE_VERSION): LeakFinder | undefined => LeakFinder.restore({ version, bytes }, at);

/** Whatever it remembers, it goes on without a fault: through blocks of all lengths, a restart and an end. */
function goOn(finder: LeakFinder | undefined): void {
  if (finder === undefined) return;
  const rows = (minute: number): Row[] => (minute % 97 === 96 ? [] : [{ ...row, pid: minute < 300 ? row.pid : 77, anonymousBytes: (200 + minute) * MB }]);
  for (let minute = 1; minute < 600; minute += 1) finder.observe(seen(now + minute * 60_000, rows(minute)));
  finder.save();
}

describe('what was saved of leaks', () => {
  test('is what is saved again', () => {
    expect(restore(whole)?.save()?.bytes).toEqual(whole);
    expect(new LeakFinder().save()).toBeUndefined();
  });

  test('is ignored when it is of another version, older than a day, or of a time that is yet to come', () => {
    expect(restore(whole, now + DAY)).toBeDefined();
    expect(restore(whole, now + DAY + 1)).toBeUndefined();
    expect(restore(whole, now - 1)).toBeUndefined();
    expect(restore(whole, now, LEAK_STATE_VERSION + 1)).toBeUndefined();
    expect(restore(whole, Number.NaN)).toBeUndefined();
    // Written by a machine of another byte order.
    expect(restore(Uint8Array.of(...whole.slice(0, 4).toReversed(), ...whole.subarray(4)))).toBeUndefined();
  });

  test('is ignored whole when a part of it is missing, or something follows', () => {
    fc.assert(fc.property(fc.nat({ max: whole.length - 1 }), (length) => {
      expect(restore(whole.subarray(0, length))).toBeUndefined();
    }), { seed: 17 });
    expect(restore(Uint8Array.of(...whole, 0))).toBeUndefined();
  });

  test('damaged bytes are refused, or are a state like another: nothing throws, then or later', () => {
    const damage = fc.array(fc.record({ at: fc.nat({ max: whole.length - 1 }), byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(damage, (places) => {
      const bytes = whole.slice();
      for (const { at, byte } of places) bytes[at] = byte;
      goOn(restore(bytes));
    }), { seed: 19, numRuns: 200 });
  });

  test('foreign bytes are refused, or are a state like another', () => {
    const header = whole.subarray(0, 12);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, led) => {
      goOn(restore(led ? Uint8Array.of(...header, ...bytes) : bytes));
    }), { seed: 23, numRuns: 400 });
  });
});
