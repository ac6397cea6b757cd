import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { anomaliesCommand } from '../../src/cli/detect/anomalies.ts';
import { parseTime } from '../../src/cli/series/series-rows.ts';
import { UserError } from '../../src/model/errors.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'anomalies-'));

async function run(args: readonly string[], input = ''): Promise<string> {
  let text = '';
  const io = { out: (piece: string) => { text += piece; }, err: () => undefined, exit: () => undefined };
  await yargs([]).command(anomaliesCommand(io, (async function* chunks() { yield input; })())).fail((message, error) => { throw error ?? new Error(message); })
    .parseAsync(['anomalies', ...args]);
  return text;
}

async function failure(input: string): Promise<UserError> {
  const error: unknown = await run(['--in', '-'], input).then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof UserError)) throw new Error(`no UserError: ${String(error)}`);
  return error;
}

const stamp = (row: number): string => new Date(Date.UTC(2026, 0, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ');
const steps = ['timestamp,value', ...Array.from({ length: 1200 }, (_, row) => `${stamp(row)},${10 + (row * 7919 % 101) / 100 + (row === 1000 ? 30 : 0)}`), ''].join('\n');

describe('detect anomalies', () => {
  test('a score for each row, rows as they stood', async () => {
    const lines = (await run(['--in', '-'], steps)).trimEnd().split('\n');
    expect(lines[0]).toBe('timestamp,value,anomaly_score');
    expect(lines).toHaveLength(1201);
    expect(lines.map((line) => line.split(',').slice(0, 2).join(','))).toEqual(steps.trimEnd().split('\n'));
    const alerts = lines.slice(1).flatMap((line, row) => (Number(line.split(',')[2]) >= 0.5 ? [row] : []));
    expect(alerts).toEqual([1000]);
  });

  test('--json: the events', async () => {
    const document: unknown = JSON.parse(await run(['--in', '-', '--json'], steps));
    const at = stamp(1000).replace(' ', 'T');
    expect(document).toEqual({ schema: 'pyprocwatch/1', input: 'standard input', rows: 1200, events: [
      { time: `${at}.000Z`, since: `${at}.000Z`, score: expect.any(Number), stream: expect.any(String), expected: expect.any(Number), seen: 10 + (7_919_000 % 101) / 100 + 30 },
    ] });
  });

  test('--out: whole, through a link, and no other file is left', async () => {
    const home = folder();
    writeFileSync(join(home, 'in.csv'), steps);
    writeFileSync(join(home, 'real.csv'), 'old');
    symlinkSync('real.csv', join(home, 'out.csv'));
    await run(['--in', join(home, 'in.csv'), '--out', join(home, 'out.csv')]);
    expect(readFileSync(join(home, 'real.csv'), 'utf8')).toBe(await run(['--in', '-'], steps));
    expect(readdirSync(home).sort()).toEqual(['in.csv', 'out.csv', 'real.csv']);
  });

  test('--out is left alone when a row is wrong', async () => {
    const home = folder();
    writeFileSync(join(home, 'out.csv'), 'old');
    await expect(run(['--in', '-', '--out', join(home, 'out.csv')], `${steps}x,1\n`)).rejects.toThrow('"x" is no time');
    expect(readFileSync(join(home, 'out.csv'), 'utf8')).toBe('old');
    expect(readdirSync(home)).toEqual(['out.csv']);
  });

  test('files that are not there are one line', async () => {
    await expect(run(['--in', join(folder(), 'none.csv')])).rejects.toThrow(UserError);
    await expect(run(['--in', '-', '--out', join(folder(), 'none/out.csv')], steps)).rejects.toThrow('cannot write: there is no such folder');
  });

  test.each([
    ['timestamp,value\n2026-01-01 00:00:00,x\n', 2, '"x" is no number'],
    ['timestamp,value\n2026-01-01 00:00:00,1\n2026-02-30 00:00:00,1\n', 3, '"2026-02-30 00:00:00" is no time'],
    ['timestamp,value\n2026-01-01 00:00:00\n', 2, '1 cells where the header has more'],
    ['timestamp,value\n0,1e999\n', 2, '"1e999" is no number'],
    ['timestamp,value\n0,0x10\n', 2, '"0x10" is no number'],
    ['time,value\n', 1, 'the header has no column "timestamp"'],
  ])('a bad row: %j', async (input, line, what) => {
    const error = await failure(input);
    expect(error).toMatchObject({ message: what, where: `standard input:${line}`, exitCode: 65 });
  });

  test('an empty file', async () => {
    expect(await failure('')).toMatchObject({ message: 'it is empty', exitCode: 65 });
    expect(await run(['--in', '-'], 'timestamp,value\n')).toBe('timestamp,value,anomaly_score\n');
  });

  test('quotes, other columns, line ends of Windows, values that are not known', async () => {
    expect(await run(['--in', '-'], '\uFEFFhost,"value",timestamp\r\n"a,""b",1.5,2026-01-01T00:00:00Z\r\nb,,1767225600\r\nc,NaN,2026-01-01 00:10:00.5\r\n')).toBe([
      'timestamp,value,anomaly_score', '2026-01-01T00:00:00Z,1.5,0', '1767225600,,0', '2026-01-01 00:10:00.5,NaN,0', '',
    ].join('\n'));
  });

  test('any text ends in rows or in a UserError, and nothing for the terminal comes through', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('1,2', '"', '\u{1B}[31m,1')), { maxLength: 5 }), async (lines) => {
      const text = await run(['--in', '-'], ['timestamp,value', ...lines].join('\n')).catch((error: unknown) => {
        if (error instanceof UserError) return '';
        throw error;
      });
      expect(text).not.toContain('\u{1B}');
    }), { seed: 1, numRuns: 200 });
  });
});

test.each([
  ['2026-01-31 23:59:59', Date.UTC(2026, 0, 31, 23, 59, 59)],
  ['2026-01-31 23:59:59.250000', Date.UTC(2026, 0, 31, 23, 59, 59, 250)],
  ['2026-01-31T23:59:59+02:00', Date.UTC(2026, 0, 31, 21, 59, 59)],
  ['2026-01-31', Date.UTC(2026, 0, 31)],
  ['1767225600.5', 1_767_225_600_500],
  ['2026-01-31 24:00:00', Number.NaN],
  ['1e300', Number.NaN],
  ['yesterday', Number.NaN],
])('the time %s', (text, time) => {
  expect(parseTime(text)).toBe(time);
});
