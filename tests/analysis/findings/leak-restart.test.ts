import { describe, expect, test } from 'vitest';
import { LeakFinder } from '../../../src/analysis/findings/leak-finder.ts';
import { long } from '../leaks/support.ts';
import { found, momentsOf, type Row, seen, START } from './processes.ts';

const MB = 1_048_576;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** One that was saved by the first and goes on at that time. */
function again(finder: LeakFinder, now: number): LeakFinder {
  const state = finder.save();
  const next = state === undefined ? undefined : LeakFinder.restore(state, now);
  if (next === undefined) throw new Error('it was not restored');
  return next;
}

const verdicts = (finder: LeakFinder): string[] => finder.found().map(({ type }) => type);

describe('a monitor that is started anew', () => {
  test('finds the leak at the same time, with the same evidence, as one that was never ended', () => {
    const moments = momentsOf(long({ leak: 200, days: 3 }));
    const whole = found(new LeakFinder(), moments);
    let finder = new LeakFinder();
    // Each of them too short to tell anything of a day.
    const pieces: (typeof whole)[number][] = [];
    for (let from = 0; from < moments.length; from += 400) {
      if (from > 0) finder = again(finder, moments[from]?.time ?? 0);
      pieces.push(...found(finder, moments.slice(from, from + 400)));
    }
    expect(whole.at(-1)?.[0]?.type).toBe('LEAK');
    expect(pieces).toEqual(whole);
  });

  test('without what was saved there is nothing to say for hours', () => {
    const moments = momentsOf(long({ leak: 200, days: 3 }));
    expect(found(new LeakFinder(), moments.slice(-400)).flat().filter(({ type }) => type === 'LEAK')).toEqual([]);
  });

  test('counts lives over restarts of the service as if it had been there', () => {
    const moments = momentsOf(long({ leak: 300, restartHours: 8, days: 4 }));
    const whole = found(new LeakFinder(), moments);
    // The service is restarted while nobody looks for two minutes.
    const ended = moments.findIndex(({ row }, index) => index > 0 && row.pid !== moments[index - 1]?.row.pid);
    const finder = new LeakFinder();
    found(finder, moments.slice(0, ended - 1));
    const next = again(finder, moments[ended + 1]?.time ?? 0);
    const after = found(next, moments.slice(ended + 1));
    const lives = (each: typeof whole): string | undefined => /\d+ of \d+ lives/.exec(each.at(-1)?.[0]?.words ?? '')?.[0];
    expect([whole, after].map((each) => each.at(-1)?.[0]?.type)).toEqual(['LEAK', 'LEAK']);
    expect(lives(whole)).toBe('6 of 6 lives');
    expect(lives(after)).toBe('6 of 6 lives');
  });

  test('takes the time away as a gap: what grew meanwhile grew in that time', () => {
    const moments = momentsOf(long({ leak: 200, days: 4 }));
    const cut = moments.findIndex(({ time }) => time >= START + 40 * HOUR);
    const back = moments.findIndex(({ time }) => time >= START + 52 * HOUR);
    const finder = new LeakFinder();
    found(finder, moments.slice(0, cut));
    expect(verdicts(finder)).toEqual(['LEAK']);
    const next = again(finder, moments[back]?.time ?? 0);
    const after = found(next, moments.slice(back));
    for (const each of after) expect(each.map(({ type }) => type)).toEqual(['LEAK']);
    const rate = Number(/, ([\d.]+) MB\/h/.exec(after.at(-1)?.[0]?.words ?? '')?.[1]);
    expect(rate).toBeGreaterThan((0.85 * 200) / 24);
    expect(rate).toBeLessThan((1.15 * 200) / 24);
  });

  test('takes no step that came meanwhile for a leak', () => {
    const finder = new LeakFinder();
    const at = (minute: number): Row => ({ pid: 7, startTime: START / 1000, anonymousBytes: (minute < 1500 ? 100 : 300) * MB + (minute % 7) * 4096 });
    for (let minute = 0; minute < 1440; minute += 1) finder.observe(seen(START + minute * MINUTE, [at(minute)]));
    const next = again(finder, START + 1560 * MINUTE);
    for (let minute = 1560; minute < 4000; minute += 1) {
      next.observe(seen(START + minute * MINUTE, [at(minute)]));
      expect(verdicts(next)).not.toContain('LEAK');
    }
  });
});

describe('who is who after a restart', () => {
  const grown = momentsOf(long({ leak: 200, days: 2 }));
  const last = grown.at(-1) ?? { time: 0, row: { pid: 0, startTime: 0, anonymousBytes: 0 } };

  function leaking(): LeakFinder {
    const finder = new LeakFinder();
    found(finder, grown);
    expect(verdicts(finder)).toEqual(['LEAK']);
    return finder;
  }

  /** What is said of that process, seen after that time. */
  function after(row: Partial<Row>, milliseconds: number): string[] {
    const time = last.time + milliseconds;
    const next = again(leaking(), time);
    next.observe(seen(time, [{ ...last.row, ...row }]));
    return verdicts(next);
  }

  test('the same process goes on, also where its start time wavers by a second', () => {
    expect(after({}, 5000)).toEqual(['LEAK']);
    expect(after({}, 20 * HOUR)).toEqual(['LEAK']);
    expect(after({ startTime: last.row.startTime + 1 }, 5000)).toEqual(['LEAK']);
  });

  test('a pid that was given away is another process, as is one of another program or user', () => {
    expect(after({ startTime: last.time / 1000 + 2 }, 5000)).toEqual([]);
    expect(after({ group: 'other' }, 5000)).toEqual([]);
    expect(after({ user: 'bob' }, 5000)).toEqual([]);
  });

  test('one that became small is watched on, one whose program is not read yet is not taken for another', () => {
    const time = last.time + 5000;
    const next = again(leaking(), time);
    next.observe(seen(time, [{ ...last.row, group: '', user: '', anonymousBytes: last.row.anonymousBytes }]));
    expect(verdicts(next)).toEqual(['LEAK']);
    next.observe(seen(time + MINUTE, [{ ...last.row, anonymousBytes: MB, openFiles: 1, threads: 1 }]));
    next.observe(seen(time + 2 * MINUTE, [last.row]));
    expect(verdicts(next)).toEqual(['LEAK']);
  });
});

test('programs that came and went are let go', () => {
  const finder = new LeakFinder();
  for (let minute = 0; minute < 300; minute += 1) {
    finder.observe(seen(START + minute * MINUTE, [{ pid: 1000 + minute, startTime: START / 1000 + minute * 60, anonymousBytes: 100 * MB, group: `job-${minute}` }]));
  }
  expect(finder.save()?.bytes.length).toBeLessThan(5000);
  for (let minute = 300; minute < 310; minute += 1) finder.observe(seen(START + minute * MINUTE, []));
  expect(finder.save()?.bytes.length).toBeLessThan(30);
});
