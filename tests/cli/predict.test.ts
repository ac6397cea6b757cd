import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { predictCommand } from '../../src/cli/commands/predict.ts';
import { EXIT } from '../../src/model/errors.ts';
import { HistoryWriter } from '../../storage/history/writer.ts';
import { DEFAULT_TIERS } from '../../storage/history/tiers.ts';
import { machineAt } from '../analysis/exhaustion/machine.ts';
import { temporaryFolder } from '../config/support.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const STEP = 60_000;
const GB = 2 ** 30;
const HOURS = 4;

/** Four hours till now: a disk that fills in ten more, a process that takes memory and files, and one that does not. */
async function recorded(): Promise<string> {
  const folder = temporaryFolder();
  const writer = await HistoryWriter.open(folder, { pid: 1, command: 'test', since: NOW }, DEFAULT_TIERS);
  for (let time = NOW - HOURS * 3_600_000; time <= NOW; time += STEP) {
    const hour = (time - NOW) / 3_600_000;
    writer.record(machineAt(time, {
      usedBytes: (90 + hour) * GB, freeBytes: (10 - hour) * GB, memoryAvailableBytes: 8 * GB, memoryUsedBytes: 8 * GB, memoryTotalBytes: 16 * GB,
      processes: [
        { pid: 7, anonymousBytes: (4 + hour / 2) * GB, openFiles: 500 + 60 * hour, openFilesLimit: 1024, threads: 5, group: 'server.js' },
        { pid: 8, anonymousBytes: GB, openFiles: 20, openFilesLimit: 1024, threads: 5, group: 'calm' },
      ],
    }));
  }
  writer.close();
  return folder;
}

async function run(folder: string, ...words: readonly string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '', exit: -1 };
  const command = predictCommand({
    out: (text) => { said.out += text; },
    err: (text) => { said.err += text; },
    exit: (code) => { said.exit = code; },
  }, () => ({ folder, now: NOW + 1000 }));
  await yargs(['predict', ...words]).command(command).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}

describe('predict', () => {
  test('tells what runs out, the soonest first, and counts the rest', async () => {
    const { out, err, exit } = await run(await recorded());
    expect([err, exit]).toEqual(['', EXIT.ok]);
    const rows = out.split('\n').filter((line) => /^(filesystem|process|host)/.test(line)).map((line) => line.split(/ {2,}/));
    expect(rows.map(([kind, subject, figure]) => [kind, subject, figure])).toEqual([
      ['process', 'server.js (7)', 'openFiles'], ['filesystem', '/', 'usedBytes'], ['process', 'server.js (7)', 'anonymousBytes'],
    ]);
    expect(out).toContain('Not on their way to it: 3 other figures; --all shows them');
    expect((await run(await recorded(), '--all')).out.match(/not on its way there/g)).toHaveLength(3);
  });

  test('one process as JSON, with times and an interval', async () => {
    const { out } = await run(await recorded(), '--pid', '7', '--json');
    const { time, predictions } = JSON.parse(out);
    expect(time).toBe(new Date(NOW).toISOString());
    expect(predictions.map(({ figure }: { figure: string }) => figure)).toEqual(['openFiles', 'anonymousBytes']);
    const [files, memory] = predictions;
    expect(files).toMatchObject({ kind: 'process', key: '7@100', subject: 'server.js', value: 500, limit: 1024, of: 'open files it may have' });
    expect(files.secondsToLimit / 3600).toBeCloseTo(524 / 60, 0);
    expect(files.slopePerHour).toBeCloseTo(60, 0);
    // 8 GB are left of the host's memory.
    expect(memory.secondsToLimit / 3600).toBeCloseTo(16, 0);
    for (const each of predictions) expect([each.limitFrom, each.limitAt, each.limitUntil]).toEqual([each.limitFrom, each.limitAt, each.limitUntil].toSorted());
  });

  test('as it could be told earlier, where too little was known', async () => {
    const { out } = await run(await recorded(), '--at=-235m', '--json');
    expect(JSON.parse(out).predictions).toEqual([]);
  });

  test('says in one line what is not there', async () => {
    const folder = await recorded();
    expect(await run(folder, '--pid', '99')).toMatchObject({ out: '', exit: EXIT.unavailable, err: expect.stringMatching(/^process 99 was not recorded at .*; pyprocwatch history info tells what there is\n$/) });
    expect(await run(temporaryFolder())).toMatchObject({ out: '', exit: EXIT.unavailable, err: expect.stringContaining('there is no history yet') });
    expect(await run(folder, '--at', 'someday')).toMatchObject({ exit: EXIT.usage });
  });
});
