import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { z } from 'zod';
import { leaksCommand } from '../../src/cli/detect/leaks.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'leaks-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(argv: readonly string[], input = ''): Promise<string> {
  let text = '';
  const io = { out: (more: string) => { text += more; }, err: () => undefined, exit: () => undefined };
  async function* standardInput(): AsyncGenerator<Buffer> {
    for (let at = 0; at < input.length; at += 1000) yield Buffer.from(input.slice(at, at + 1000));
  }
  await yargs([...argv]).command(leaksCommand(io, standardInput())).fail((message: string | null, error: unknown) => { throw error ?? new Error(message ?? ''); }).parseAsync();
  return text;
}

async function complaint(argv: readonly string[], input = ''): Promise<UserError> {
  try {
    await run(argv, input);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('there was no complaint');
}

const file = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** 19 minutes of two processes, the second of which takes 4 MB a minute. */
const LEAKING = ['t,pid,start,anon_kb,fds,threads,cpu_ticks', ...Array.from({ length: 1140 }, (_, second) =>
  `${second},7,1,30000,5,1,${second}\n${second},8,1,${40_000 + Math.round(second * 68)},5,1,${second * 3}`), ''].join('\n');

const DOCUMENT = z.object({
  schema: z.literal('pyprocwatch/1'), input: z.string(), rows: z.number(),
  tracks: z.array(z.object({ pid: z.number(), metric: z.string(), verdict: z.string().nullable(), limit: z.object({ secondsToLimit: z.number() }).optional() })),
  alarms: z.array(z.object({ metric: z.string(), growing: z.object({ seconds: z.number(), pid: z.number(), confidence: z.number(), slopePerHour: z.number() }), leak: z.null() })),
});

describe('detect leaks', () => {
  test('names the process that grows, how fast, and why it says so', async () => {
    const text = await run(['leaks', '--in', file('leak.csv', LEAKING)]);
    expect(text).toContain('pid 8, anonymous memory');
    expect(text).toMatch(/growing \d\d %: floor \+\d+(\.\d)? MB in \d+ min, 239 MB\/h/);
    expect(text).toContain('never given back');
    expect(text).not.toContain('pid 7');
  });

  test('gzip and standard input give the same', async () => {
    const plain = await run(['leaks', '--in', file('same.csv', LEAKING)]);
    expect(await run(['leaks', '--in', file('same.csv.gz', gzipSync(LEAKING))])).toBe(plain);
    expect(await run(['leaks', '--in', '-'], LEAKING)).toBe(plain);
  });

  test('as JSON, with the time to a limit', async () => {
    const document = DOCUMENT.parse(JSON.parse(await run(['leaks', '--in', '-', '--json', '--limit', '256M'], LEAKING)));
    expect(document.rows).toBe(2280);
    expect(document.alarms).toHaveLength(1);
    expect(document.alarms[0]?.growing.pid).toBe(8);
    expect(document.alarms[0]?.growing.seconds).toBeLessThan(600);
    const memory = document.tracks.find(({ pid, metric }) => pid === 8 && metric === 'anonymousMemory');
    expect(memory?.verdict).toBe('growing');
    // (256 MB - 40000 kB) / 68 kB/s, less the 1139 s that passed.
    const left = (256 * 1024 - 40_000) / 68 - 1139;
    expect(memory?.limit?.secondsToLimit).toBeGreaterThan(0.95 * left);
    expect(memory?.limit?.secondsToLimit).toBeLessThan(1.05 * left);
  });

  test('says so when nothing grows', async () => {
    expect(await run(['leaks', '--in', '-'], 't,pid,fds\n0,1,5\n60,1,5\n')).toBe('nothing grows (2 rows, 60 s)\n');
  });

  test.each([
    ['t,pid,fds\n1,2,3\n2,x,4\n', 'standard input:3: "x" in column pid is no number'],
    ['t,pid,fds\n1,2,3\n2,2\n', 'standard input:3: 2 cells where the header has 3'],
    ['t,pid,fds\n5,2,3\n4,2,3\n', 'standard input:3: time goes back from 5 to 4'],
    ['t,pid,fds\n,2,3\n', 'standard input:2: a row without t or pid'],
    ['t,pid,rss\n1,2,3\n', 'standard input:1: the header has nothing that can leak'],
    ['a,b\n', 'standard input:1: the header has no column "t", "pid"'],
    ['', 'standard input: there is nothing in it'],
  ])('%j: %s', async (input, words) => {
    const error = await complaint(['leaks', '--in', '-'], input);
    expect(error.line.startsWith(`${words}; `)).toBe(true);
    expect(error.exitCode).toBe(EXIT.data);
  });

  test('a file that is not there, a broken gzip, a limit that is none', async () => {
    expect((await complaint(['leaks', '--in', join(folder, 'none.csv')])).line).toContain('there is no such file');
    expect((await complaint(['leaks', '--in', file('cut.gz', gzipSync(LEAKING).subarray(0, 500))])).exitCode).toBe(EXIT.data);
    expect((await complaint(['leaks', '--in', '-', '--limit', 'much'], LEAKING)).exitCode).toBe(EXIT.usage);
  });

  test('foreign bytes end in a finding or a complaint', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string(), fc.array(fc.array(fc.oneof(fc.double().map(String), fc.string({ maxLength: 4 })), { minLength: 3, maxLength: 3 }).map((cells) => cells.join(',')))
      .map((rows) => `t,pid,fds\n${rows.join('\n')}`)), async (input) => {
      try {
        expect(await run(['leaks', '--in', '-'], input)).toMatch(/\)\n$/);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }), { seed: 9, numRuns: 60 });
  });
});
