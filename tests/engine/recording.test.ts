import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Recording } from '../../src/engine/recording.ts';
import type { RecorderOptions } from '../../src/engine/recorder.ts';
import type { Frame } from '../../src/model/frame.ts';
import type { RecordingState } from '../../src/model/timeline.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { long } from '../analysis/leaks/support.ts';
import { momentsOf, type Row, seen } from '../analysis/findings/processes.ts';
import { temporaryFolder } from '../config/support.ts';

const MINUTE = 60_000;
const INTERVAL = 5 * MINUTE;
type Moment = ReturnType<typeof momentsOf>[number];

const optionsOf = (folder: string, intervalMilliseconds = INTERVAL): RecorderOptions =>
  ({ folder, tiers: DEFAULT_TIERS, intervalMilliseconds, compactAfterMilliseconds: 24 * 60 * MINUTE, command: 'pyprocwatch record' });

/** A sampler without a clock: each moment is looked at, then kept. */
class Sampler {
  readonly recording: Recording;

  constructor(options: RecorderOptions | undefined) {
    this.recording = new Recording(options);
  }

  tick(time: number, row: Row): Frame | undefined {
    const snapshot = seen(time, [row]);
    const { intervalSeconds, notices } = snapshot;
    const sampled = snapshot.collected();
    const found = this.recording.findings({ time, intervalSeconds, notices, collected: () => [...sampled] });
    this.recording.record({ time, intervalSeconds, notices, collected: () => [...sampled, ...found] });
    return found[0];
  }

  /** Begins at the first of those moments, and sees the others once it is in that state. */
  async see(moments: readonly Moment[], state: RecordingState = 'on'): Promise<(Frame | undefined)[]> {
    const [first, ...others] = moments;
    if (first === undefined) return [];
    const found = [this.tick(first.time, first.row)];
    await this.until(() => this.recording.state === state);
    return [...found, ...others.map(({ time, row }) => this.tick(time, row))];
  }

  async until(holds: () => boolean): Promise<void> {
    for (let left = 1000; !holds(); left -= 1) {
      if (left === 0) throw new Error(`it is ${this.recording.state}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

const types = (frame: Frame | undefined): number[] | undefined => (frame === undefined ? undefined : Array.from({ length: frame.count }, (_, row) => frame.number('type', row)));
const LEAK = 3;

const moments = momentsOf(long({ leak: 200, days: 3, interval: INTERVAL / 1000 }));
/** Too little to call it a leak. */
const part = moments.slice(0, 200);
const rest = moments.slice(200);
const soon = (moment: Moment | undefined, milliseconds: number): readonly [number, Row] => {
  if (moment === undefined) throw new Error('there is no such moment');
  return [moment.time + milliseconds, moment.row];
};

describe('recording that is ended and begun again', () => {
  test('has the same findings at the same times as one that went on', async () => {
    const whole = new Sampler(optionsOf(temporaryFolder()));
    const expected = await whole.see(moments);
    whole.recording.close();
    const folder = temporaryFolder();
    const first = new Sampler(optionsOf(folder));
    expect((await first.see(part)).map(types)).not.toContainEqual([LEAK]);
    first.recording.close();
    const second = new Sampler(optionsOf(folder));
    const found = await second.see(rest);
    second.recording.close();
    expect(types(expected.at(-1))).toEqual([LEAK]);
    expect(found.map(types).slice(1)).toEqual(expected.slice(part.length + 1).map(types));
  });

  test('loses ten minutes of the evidence by a kill, and none of what is said', async () => {
    const [folder, killed] = [temporaryFolder(), join(temporaryFolder(), 'killed')];
    const first = new Sampler(optionsOf(folder));
    await first.see(moments);
    // The files as a kill leaves them.
    mkdirSync(killed, 0o700);
    cpSync(folder, killed, { recursive: true });
    first.recording.close();
    const second = new Sampler(optionsOf(killed));
    const [time, row] = soon(moments.at(-1), 1000);
    await second.see([{ time, row }]);
    expect(types(second.tick(time + INTERVAL, row))).toEqual([LEAK]);
    second.recording.close();
  });
});

describe('while another process records', () => {
  test('its findings are shown; they are taken over with the recording when it ends', async () => {
    const folder = temporaryFolder();
    const recorder = new Sampler(optionsOf(folder));
    await recorder.see(moments);
    const screen = new Sampler(optionsOf(folder, 5000));
    const [time, row] = soon(moments.at(-1), 1000);
    screen.tick(time, row);
    await screen.until(() => screen.tick(time, row) !== undefined);
    expect(screen.recording.state).toBe('elsewhere');
    const frame = screen.tick(time, row);
    expect(types(frame)).toEqual([LEAK]);
    expect(frame?.text('words', 0)).toBe(recorder.tick(time, row)?.text('words', 0));
    // As often as samples are kept, not at each.
    expect(screen.tick(time + 1000, row)).toBe(frame);
    recorder.recording.close();
    screen.tick(time + 31_000, row);
    await screen.until(() => screen.recording.state === 'on');
    expect(types(screen.tick(time + 36_000, row))).toEqual([LEAK]);
    screen.recording.close();
  });

  test('there are none when nothing was stored for half a minute, or three of its intervals', async () => {
    const folder = temporaryFolder();
    const recorder = new Sampler(optionsOf(folder, 5000));
    const [time, row] = soon(moments.at(-1), 0);
    await recorder.see([{ time, row }]);
    const later = (seconds: number, ...each: Sampler[]): (Frame | undefined)[] => each.map((sampler) => sampler.tick(time + seconds * 1000, { ...row, anonymousBytes: row.anonymousBytes + seconds * 1_048_576 }));
    const screen = new Sampler(optionsOf(folder, 5000));
    for (let second = 5; second < 1800; second += 5) later(second, recorder);
    later(1801, screen);
    await screen.until(() => later(1801, screen)[0] !== undefined);
    expect(types(later(1801, screen)[0])).toEqual([2]);
    expect(types(later(1824, screen)[0])).toEqual([2]);
    expect(types(later(1830, screen)[0])).toEqual([]);
    later(1880, recorder);
    expect(types(later(1990, screen)[0])).toEqual([2]);
    screen.recording.close();
    recorder.recording.close();
  });
});

test('where nothing is to be recorded, nothing is looked for', () => {
  const sampler = new Sampler(undefined);
  for (const { time, row } of moments.slice(-20)) expect(sampler.tick(time, row)).toBeUndefined();
  expect(sampler.recording.state).toBe('off');
  sampler.recording.close();
});
