import { FrameBuilder, type Frame } from '../../../src/model/frame.ts';
import { cpu } from '../../../src/model/kinds/host-parts.ts';
import { process as processKind } from '../../../src/model/kinds/process.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { Snapshot, type Notice } from '../../../src/model/snapshot.ts';

/** Time of tick 0, ms since the epoch. */
export const START = Date.UTC(2026, 0, 1);
export const timeOf = (tick: number): number => START + tick * 1000;

/** A number below `below` that follows from its place alone: whoever reads knows what was written. */
function noise(tick: number, row: number, salt: number, below: number): number {
  let state = (tick * 374_761_393 + row * 668_265_263 + salt * 1_274_126_177) >>> 0;
  state = Math.imul(state ^ (state >>> 13), 1_274_126_177) >>> 0;
  return ((state ^ (state >>> 16)) >>> 0) % below;
}

/** Processes of a tick: most sleep, some come and go, some work, some open ports. */
export function processFrame(tick: number, count: number): Frame {
  const builder = new FrameBuilder(processKind);
  for (let row = 0; row < count; row += 1) {
    // Every ninth lives for five ticks, then another one of its pid comes.
    const life = row % 9 === 0 ? Math.floor((tick + row) / 5) : 0;
    if (row % 9 === 0 && (tick + row) % 5 === 4) continue;
    const works = noise(tick, row, 1, 4) === 0;
    builder.add({
      pid: row + 1,
      startTime: 1_700_000_000 + row + life * 0.01,
      parentPid: 1,
      state: works ? 1 : 2,
      cpuPercent: works ? noise(tick, row, 2, 4000) / 10 : 0,
      rssBytes: (1000 + row * 3 + noise(Math.floor(tick / 7), row, 3, 900)) * 4096,
      memoryPercent: noise(Math.floor(tick / 7), row, 3, 900) / 10,
      readBytesPerSecond: works ? noise(tick, row, 4, 1e6) : 0,
      writeBytesPerSecond: row % 5 === 0 ? Number.NaN : 0,
      nice: -(row % 3),
      cpuSeconds: tick * (row % 4) * 0.25,
      threads: 1 + (row % 7),
      user: safeText(row % 2 === 0 ? 'root' : 'ann'),
      name: safeText(`worker-${row % 40}`),
      command: safeText(`/usr/bin/worker-${row % 40} --number ${row} --life ${life}`),
      ports: safeText(row % 11 === 0 ? `${8000 + noise(Math.floor(tick / 3), row, 5, 3)}` : ''),
    });
  }
  return builder.build();
}

export function cpuFrame(tick: number): Frame {
  const builder = new FrameBuilder(cpu);
  for (let id = 0; id < 2; id += 1) builder.add({ id, usedPercent: noise(tick, id, 6, 1001) / 10 });
  return builder.build();
}

/** All of a tick with about so many processes. */
export const snapshotOf = (tick: number, count: number, notices: readonly Notice[] = [], time = timeOf(tick)): Snapshot => new Snapshot(time, 1, [cpuFrame(tick), processFrame(tick, count)], notices);
