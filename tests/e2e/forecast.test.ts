import { describe, expect, it } from 'vitest';
import { FrameBuilder } from '../../src/model/frame.ts';
import { host } from '../../src/model/kinds/host.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { temporaryFolder } from '../config/support.ts';
import { Sandbox } from './support/program.ts';
import { hasTerminal, open } from './support/terminal.ts';

const QUARTER = 900_000;
const DAY = 86_400_000;

/** Three weeks of a machine with a day's wave, up to now. */
async function recorded(): Promise<string> {
  const folder = temporaryFolder();
  const now = Date.now();
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: now }, DEFAULT_TIERS);
  for (let time = now - 21 * DAY; time <= now; time += QUARTER) {
    const hosts = new FrameBuilder(host);
    hosts.add({ name: safeText('vm'), cpuCount: 2, cpuPercent: 40 + 30 * Math.sin((time / DAY) * 2 * Math.PI) });
    writer.record(new Snapshot(time, QUARTER / 1000, [hosts.build()], []));
  }
  writer.close();
  return folder;
}

describe.skipIf(!hasTerminal)('forecasts on the screen (needs script(1))', () => {
  it('shows what the machine did and what comes, by the library, other lengths of time by keys, and goes back', async () => {
    using sandbox = new Sandbox();
    await using top = await open({ sandbox, args: ['--history', await recorded()] });
    await top.shows('processes');
    await top.press('H');
    await top.shows('Forecast, 7 days ahead: this machine, CPU%');
    await top.shows('Comes round by the day');
    // Braille is the library's: dots stand in until it is there.
    await top.shows('⡇');
    expect(top.frame()).toMatch(/\bnow\b/);
    expect(top.frame()).not.toMatch(/NaN|undefined/);
    await top.press('3');
    await top.shows('Forecast, 30 days ahead');
    await top.hides('reading the past');
    const [found, redrawn] = await top.isClean();
    expect(redrawn).toEqual(found);
    await top.press('Escape');
    await top.hides('Forecast,');
    await top.press('g', 'f');
    await top.shows('CPU%: CPU used; 100 is one core');
    await top.shows('tell nothing of what comes');
    await top.press('Escape', 'C');
    await top.shows('Capacity, the next 7 days, at 95 %: all of it');
    await top.shows('instance-hours');
    await top.press('+');
    await top.shows('What if: users x1.1');
    expect(top.frame()).not.toMatch(/NaN|undefined/);
    await top.press('q');
    expect(await top.exited()).toBe(0);
  });
});
