import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { reportCommand } from '../../src/cli/commands/report.ts';
import { requestOf } from '../../src/cli/report/request.ts';
import { EXIT } from '../../src/model/errors.ts';
import { temporaryFolder } from '../config/support.ts';
import { recordAll, type Sample, type Tick } from '../storage/history/machine.ts';

const NOW = Date.UTC(2026, 2, 3, 12);
const STEP = 10_000;

const sample = (group: string, figures: Partial<Sample>): Sample => ({ pid: group.length, startTime: 1, group, user: group === 'web' ? 'www' : 'root', container: '', cpuPercent: 0, rssBytes: 4096, readBytesPerSecond: 0, ...figures });
/** Half an hour till now. */
const TICKS: readonly Tick[] = Array.from({ length: 180 }, (_, tick) => ({
  time: NOW - (180 - tick) * STEP, processes: [sample('web', { cpuPercent: 50 }), sample('database', { cpuPercent: 10, rssBytes: 4096 * 5000, readBytesPerSecond: 2000 })],
}));

async function recorded(): Promise<string> {
  const folder = temporaryFolder();
  await recordAll(folder, TICKS);
  return folder;
}

/** Runs the command line as the program does; gives what it wrote and how it ended. */
async function run(folder: string, ...words: readonly string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '', exit: -1 };
  const command = reportCommand({
    out: (text) => { said.out += text; },
    err: (text) => { said.err += text; },
    exit: (code) => { said.exit = code; },
  }, () => ({ folder, now: NOW, width: 100 }));
  await yargs(['report', ...words]).command(command).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}

describe('a report', () => {
  test('by default is of all programs in the last day, as text', async () => {
    const { out, err, exit } = await run(await recorded());
    expect([err, exit]).toEqual(['', EXIT.ok]);
    const lines = out.split('\n');
    expect(lines[0]).toBe('Usage by program');
    expect(out).toMatch(/\nRecorded: 2\.1 % of that time; nothing for 23 hours 29 minutes from /);
    expect(out).toContain('Compared with: nothing, since nothing was recorded in the 1 day before.');
    const names = lines.filter((line) => /^(web|database) /.test(line)).map((line) => line.split(' ')[0]);
    expect(names).toEqual(['web', 'database']);
    // 50 % of half an hour.
    expect(lines.find((line) => line.startsWith('web '))).toContain(' 15:00 ');
  });

  test('is grouped, sorted and cut as asked for', async () => {
    const folder = await recorded();
    const names = async (...words: readonly string[]): Promise<string> => (await run(folder, '--from=-30m', '--format', 'csv', ...words)).out.split('\n').slice(1, -1).map((line) => line.split(',')[0]).join(' ');
    expect(await names()).toBe('web database');
    expect(await names('--group-by', 'user')).toBe('www root');
    expect(await names('--sort', 'memory')).toBe('database web');
    expect(await names('--sort', 'read.peak')).toBe('database web');
    expect(await names('--sort', 'cpu.p95', '--top', '1')).toBe('web');
    expect(await names('--kind', 'cpus')).toBe('3 2 1 0');
    expect(await names('--kind', 'user')).toBe('www root');
  });

  test('as JSON has the figures', async () => {
    const { out } = await run(await recorded(), '--from=-30m', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ schema: 'pyprocwatch/1', report: 'usage', kind: 'process', groupBy: 'name', entities: [{ name: 'web', cpuPercent: { totalSeconds: 900, peak: 50 } }, { name: 'database', readBytesPerSecond: { totalBytes: 3_600_000 } }] });
  });

  test.each([['json', /^\{/], ['csv', /^name,/], ['pdf', /^%PDF-1/], ['txt', /^Usage by program/]] as const)('goes to a file of that name (.%s), private and whole', async (extension, begins) => {
    const out = join(temporaryFolder(), `report.${extension}`);
    const said = await run(await recorded(), '--from=-30m', '--out', out);
    expect([said.out, said.err, said.exit]).toEqual([`${out}: 2 of 2 groups\n`, '', EXIT.ok]);
    expect(readFileSync(out, 'latin1')).toMatch(begins);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  test('never replaces a file unless it is told to', async () => {
    const folder = await recorded();
    const out = join(temporaryFolder(), 'report.csv');
    writeFileSync(out, 'mine');
    const refused = await run(folder, '--out', out);
    expect([refused.exit, readFileSync(out, 'utf8')]).toEqual([EXIT.usage, 'mine']);
    expect((await run(folder, '--out', out, '--force')).exit).toBe(EXIT.ok);
    expect(readFileSync(out, 'utf8')).toMatch(/^name,/);
  });
});

describe('what cannot be reported is one clear line', () => {
  test.each([
    ['a period without data', ['--from', '2026-01-01', '--to', '2026-01-02'], /^nothing was recorded from 2026-01-01 00:00 to 2026-01-02 00:00: what there is reaches from .* to .*; choose another --from and --to\n$/, EXIT.unavailable],
    ['a kind of which nothing was recorded', ['--kind', 'sensor'], /^no sensors were recorded from .*\n$/, EXIT.unavailable],
    ['no time', ['--from', 'whenever'], /^--from: "whenever" is no time that is understood; write for example .*\n$/, EXIT.usage],
    ['an end before its beginning', ['--from', '2026-01-02', '--to', '2026-01-01'], /^--from: a period that begins at .*\n$/, EXIT.usage],
    ['a beginning in the future', ['--from', '2027-01-01', '--to', '2027-01-02'], /^--from: a period that begins at .*\n$/, EXIT.usage],
    ['an unknown kind', ['--kind', 'dsik'], /^--kind: there are no reports of "dsik"; did you mean "disk"\?\n$/, EXIT.usage],
    ['a kind without members', ['--kind', 'disk', '--group-by', 'user'], /^--group-by: --group-by adds up processes, not disks; .*\n$/, EXIT.usage],
    ['an unknown figure', ['--sort', 'cpux'], /^--sort: groups have no figure "cpux"; did you mean .*\n$/, EXIT.usage],
    ['an unknown measure', ['--sort', 'cpu.p96'], /^--sort: a figure has no "p96"; .*\n$/, EXIT.usage],
    ['no whole number', ['--top', '0'], /^--top: it must be a whole number of 1 or more; .*\n$/, EXIT.usage],
    ['PDF for a terminal', ['--format', 'pdf'], /^--format: PDF is no text for a terminal; name a file: --out FILE.pdf\n$/, EXIT.usage],
  ] as const)('%s', async (_, words, line, exit) => {
    const said = await run(await recorded(), ...words);
    expect(said.err).toMatch(line);
    expect([said.out, said.exit]).toEqual(['', exit]);
  });

  test('no history at all, and one in which nothing was recorded yet', async () => {
    const none = await run(temporaryFolder());
    expect(none).toMatchObject({ out: '', exit: EXIT.unavailable });
    expect(none.err).toMatch(/^.*history\.db: there is no history yet; record one: pyprocwatch record\n$/);
    const folder = temporaryFolder();
    await recordAll(folder, []);
    const empty = await run(folder);
    expect(empty).toMatchObject({ out: '', exit: EXIT.unavailable });
    expect(empty.err).toMatch(/^nothing was recorded from .*: this history is empty; record something: pyprocwatch record\n$/);
  });

  test('a file that is no history', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'history.db'), 'x'.repeat(5000));
    const said = await run(folder);
    expect([said.out, said.err.split('\n').length, said.exit]).toEqual(['', 2, EXIT.data]);
  });
});

test('--history names another folder', async () => {
  expect((await run(temporaryFolder(), '--history', await recorded())).exit).toBe(EXIT.ok);
});

test('the end of a period is never later than now', () => {
  const request = requestOf({ from: '-1h', to: '2099-01-01', kind: 'process', top: 5, force: false }, NOW);
  expect([request.from, request.to]).toEqual([NOW - 3_600_000, NOW]);
});
