import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { historyCommand } from '../../src/cli/commands/history.ts';
import { historyCheck } from '../../src/cli/history/check.ts';
import { historyExport, type ExportRequest } from '../../src/cli/history/export.ts';
import { historyInfo } from '../../src/cli/history/info.ts';
import type { HistoryContext, HistoryResult } from '../../src/cli/history/open.ts';
import { historyPrune } from '../../src/cli/history/prune.ts';
import type { ExitCode } from '../../src/model/errors.ts';
import { rowToJson } from '../../src/model/json.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { processes } from '../model/support.ts';
import { processFrame, timeOf } from '../storage/history/sample.ts';
import { edit, fourWindows, openWriter, recordTicks } from '../storage/history/support.ts';

const COUNT = 12;
let root = '';
let folder = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'history-cli-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(root, 'store-'));
  await fourWindows(folder, COUNT);
});

const context = (own = folder): HistoryContext => ({ folder: own, now: timeOf(60), pid: 1 });
const damage = (): Promise<void> => edit(folder, (database) => {
  database.run("UPDATE chunk SET blob = zeroblob(50) WHERE t0 = ? AND layout = (SELECT id FROM layout WHERE kind = 'process')", timeOf(10));
});

/** An export, and what it printed. */
async function exported(request: Partial<ExportRequest>, own = context()): Promise<HistoryResult & { readonly printed: string }> {
  let printed = '';
  const result = await historyExport(own, { kind: 'process', force: false, ...request }, (text) => {
    printed += text;
  });
  return { ...result, printed };
}

/** Rows of those ticks as they were recorded. */
const recorded = (from: number, to: number): Record<string, unknown>[] => Array.from({ length: to - from }, (_, index) => {
  const frame = processFrame(from + index, COUNT);
  return Array.from({ length: frame.count }, (_, row) => ({ time: new Date(timeOf(from + index)).toISOString(), ...rowToJson(frame, row) }));
}).flat();
const byTimeAndPid = <Row extends Record<string, unknown>>(rows: readonly Row[]): Row[] => rows.toSorted((left, right) => String(left['time']).localeCompare(String(right['time'])) || Number(left['pid']) - Number(right['pid']));

describe('info', () => {
  test('a table that a stranger understands', async () => {
    const { out, err, exitCode } = await historyInfo(context(), { json: false });
    expect([err, exitCode]).toEqual(['', 0]);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^KIND +KEPT +FROM +TO +ROWS +SIZE +BYTES\/ROW$/);
    expect(lines[1]).toMatch(/^cpu +every sample +\d{4}-\d\d-\d\d \d\d:\d\d:00 +\d{4}-\d\d-\d\d \d\d:\d\d:39 +80 /);
    expect(lines[4]).toMatch(/^total /);
    expect(out).toContain('Nobody is recording at the moment.');
    expect(out).toContain(join(folder, 'history.db'));
  });

  test('as JSON, with who records', async () => {
    const writer = await openWriter(folder);
    const { out } = await historyInfo(context(), { json: true });
    const text = await historyInfo(context(), { json: false });
    writer.close();
    expect(JSON.parse(out)).toMatchObject({
      schema: 'pyprocwatch/1',
      holdings: [{ kind: 'cpu', tier: 'samples', from: new Date(timeOf(0)).toISOString(), to: new Date(timeOf(39)).toISOString(), rows: 80, ticks: 40 }, { kind: 'process' }, { kind: 'tick' }],
      writer: { pid: process.pid, command: 'pyprocwatch record' },
    });
    expect(text.out).toContain(`Recording now: process ${process.pid} (pyprocwatch record), since `);
  });
  test('no history, another file, and a broken one', async () => {
    const own = mkdtempSync(join(root, 'none-'));
    expect(await historyInfo(context(own), { json: false })).toMatchObject({ out: '', err: `${join(own, 'history.db')}: there is no history yet; record one: pyprocwatch record\n`, exitCode: 69 });
    expect(readdirSync(own)).toEqual([]);
    writeFileSync(join(own, 'history.db'), 'x'.repeat(5000));
    expect(await historyInfo(context(own), { json: false })).toMatchObject({ exitCode: 65, err: expect.stringContaining('history check') });
    expect(await historyCheck(context(own), { json: false, repair: false })).toMatchObject({ exitCode: 65, err: expect.stringContaining('put a copy of it back') });
  });
});

describe('check', () => {
  test('clean, damaged, repaired', async () => {
    const options = { json: false, repair: false };
    expect(await historyCheck(context(), options)).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^No faults in 9 chunks, [\d,]+ rows and 0 hourly totals\.\n$/) });
    await damage();
    const found = await historyCheck(context(), options);
    expect(found).toMatchObject({ exitCode: 65, out: expect.stringMatching(/^chunk of process, every sample, .*:10 to .*:19: /) });
    expect(found.out).toContain('--repair');
    expect((await historyCheck(context(), { ...options, repair: true })).out).toContain('(moved aside)');
    expect(await historyCheck(context(), options)).toMatchObject({ exitCode: 0 });
    expect((await historyInfo(context(), { json: false })).out).toContain('Damaged and moved aside: 1');
  });

  test('as JSON', async () => {
    await damage();
    const { out, exitCode } = await historyCheck(context(), { json: true, repair: false });
    expect(exitCode).toBe(65);
    expect(JSON.parse(out)).toMatchObject({ faults: [{ what: 'chunk', kind: 'process', tier: 'samples', from: new Date(timeOf(10)).toISOString(), repaired: 'no' }] });
  });

  test('a repair is refused while somebody records', async () => {
    const writer = await openWriter(folder);
    const result = await historyCheck(context(), { json: false, repair: true });
    writer.close();
    expect(result).toMatchObject({ out: '', exitCode: 69, err: expect.stringContaining(`process ${process.pid} (pyprocwatch record`) });
  });
});

describe('export', () => {
  test('JSON lines are the rows as they were recorded', async () => {
    const { printed, out, err, exitCode } = await exported({ format: 'jsonl' });
    expect([out, err, exitCode]).toEqual(['', '', 0]);
    const rows = printed.trimEnd().split('\n').map((line): Record<string, unknown> => JSON.parse(line));
    expect(byTimeAndPid(rows)).toEqual(recorded(0, 40));
  });

  test('CSV has a header, the time first, and nothing that is a formula', async () => {
    const own = mkdtempSync(join(root, 'formula-'));
    const writer = await openWriter(own);
    expect(writer.record(new Snapshot(timeOf(0), 1, [processes({ pid: 7, startTime: 1_700_000_000, nice: -5, cpuPercent: 1.5, command: '=cmd|"/C calc",x' })], []))).toBe(true);
    writer.close();
    const { printed } = await exported({ columns: 'PID,ni,cpu,rss,cmd' }, context(own));
    expect(printed).toBe(`time,pid,nice,cpuPercent,rssBytes,command\n${new Date(timeOf(0)).toISOString()},7,-5,1.5,,"'=cmd|""/C calc"",x"\n`);
  });

  test('Parquet read back by another library gives the same rows, with the types of the declaration', async () => {
    const out = join(folder, 'rows.parquet');
    const result = await exported({ out });
    expect(result).toMatchObject({ exitCode: 0, err: '' });
    expect(result.out).toMatch(/^[\d,]+ rows of processes, .*: .*rows\.parquet\n$/);
    const file = await asyncBufferFromFile(out);
    const compressors = { ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdDecompressSync(bytes)) };
    const rows = await parquetReadObjects({ file, compressors });
    const plain = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]): [string, unknown] => {
      const field = processKind.fields[name];
      if (value instanceof Date) return [name, value.toISOString()];
      return [name, field?.type === 'text' && field.list === true ? String(value).split(',').filter((part) => part !== '').map(Number) : value];
    })));
    expect(byTimeAndPid(plain)).toEqual(recorded(0, 40));
    const { schema, row_groups: groups } = await parquetMetadataAsync(file);
    const types = new Map(schema.map(({ name, type, converted_type: converted }) => [name, `${type} ${converted ?? ''}`.trim()]));
    expect([types.get('time'), types.get('startTime'), types.get('rssBytes'), types.get('state'), types.get('command')]).toEqual(['INT64 TIMESTAMP_MILLIS', 'INT64 TIMESTAMP_MILLIS', 'DOUBLE', 'BYTE_ARRAY UTF8', 'BYTE_ARRAY UTF8']);
    expect(groups[0]?.columns.find(({ meta_data: data }) => data?.path_in_schema[0] === 'user')?.meta_data?.encodings).toContain('RLE_DICTIONARY');
  });

  test('a long Parquet file has row groups of at most 50,000 rows', async () => {
    const own = mkdtempSync(join(root, 'long-'));
    const writer = await openWriter(own);
    recordTicks(writer, 0, 60, 1000);
    writer.close();
    const out = join(own, 'rows.parquet');
    await exported({ out, columns: 'pid,cpu,user' }, context(own));
    const { row_groups: groups, num_rows: rows } = await parquetMetadataAsync(await asyncBufferFromFile(out));
    const expected = Array.from({ length: 60 }, (_, tick) => processFrame(tick, 1000).count).reduce((sum, count) => sum + count, 0);
    expect(Number(rows)).toBe(expected);
    expect(groups.map((group) => Number(group.num_rows))).toEqual([50_000, expected - 50_000]);
  });

  test('times in words; both ends count', async () => {
    const { printed } = await exported({ from: '-35s', to: '30 seconds ago', format: 'jsonl' });
    expect(printed.trimEnd().split('\n')).toHaveLength(recorded(25, 31).length);
    expect(await exported({ from: '10s ago' })).toMatchObject({ exitCode: 0, err: expect.stringMatching(/^there are no processes from /), printed: expect.stringMatching(/^time,pid,[^\n]*\n$/) });
  });

  test.each([
    [{ from: 'soon' }, /^--from: "soon" is no time that is understood; write for example '-2h'/],
    [{ from: 'now', to: '-1h' }, /^--from: it begins at .*; exchange --from and --to/],
    [{ kind: 'proces' }, /^--kind: nothing is recorded of "proces"; did you mean "process"\?/],
    [{ columns: 'pid,rsss' }, /^--columns: processes have no "rsss"; (did you mean|use one of) /],
    [{ columns: ',' }, /^--columns: no column is named/],
    [{ format: 'parquet' }, /--out FILE\.parquet/],
  ] as const)('refused: %j', async (request, expected) => {
    const { err, exitCode, printed } = await exported(request);
    expect(err).toMatch(expected);
    expect([exitCode, printed]).toEqual([64, '']);
  });

  test('a kind by its plural', async () => {
    expect((await exported({ kind: 'CPUs', columns: 'id' })).printed.split('\n')).toHaveLength(82);
  });

  test('what cannot be read is told of, the rest is written', async () => {
    await damage();
    const { err, exitCode, printed } = await exported({ format: 'jsonl' });
    expect(exitCode).toBe(65);
    expect(err).toMatch(/^not readable: .*\n$/);
    expect(printed.trimEnd().split('\n')).toHaveLength(recorded(0, 10).length + recorded(20, 40).length);
  });

  test('a file is private, complete or not there, and not replaced unasked', async () => {
    const out = join(folder, 'rows.csv');
    expect((await exported({ out })).exitCode).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await exported({ out })).toMatchObject({ exitCode: 64, err: `${out}: this file is there already; choose another name for --out, or add --force to replace it\n` });
    expect((await exported({ out, force: true, columns: 'pid' })).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toMatch(/^time,pid\n/);
    symlinkSync(out, join(folder, 'link.csv'));
    for (const name of [folder, '/dev/null', join(folder, 'link.csv')]) expect(await exported({ out: name, force: true })).toMatchObject({ exitCode: 64, err: expect.stringContaining('no regular file') });
    expect(await exported({ out: join(folder, 'none', 'rows.csv') })).toMatchObject({ exitCode: 1, err: expect.stringContaining('it cannot be written') });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('prune', () => {
  test('says what would go, and removes it when told to', async () => {
    const before = '40 seconds ago';
    const asked = await historyPrune(context(), { before, yes: false });
    expect(asked.out).toMatch(/^This would go, all that ended before .*:20:\n/);
    expect(asked.out).toContain('add --yes');
    expect((await exported({ columns: 'pid' })).printed.split('\n')).toHaveLength(recorded(0, 40).length + 2);
    const done = await historyPrune(context(), { before, yes: true });
    expect(done.out).toMatch(/^Removed, all that ended before /);
    expect(done.out).toMatch(/Names and command lines removed: \d+ entit/);
    expect((await exported({ columns: 'pid' })).printed.split('\n')).toHaveLength(recorded(20, 40).length + 2);
    expect((await historyPrune(context(), { before, yes: false })).out).toMatch(/^There is nothing that ended before/);
  });

  test('an open window that nobody writes any more is pruned too', async () => {
    await historyPrune(context(), { before: 'now', yes: true });
    expect((await exported({ columns: 'pid' })).printed).toBe('time,pid\n');
  });

  test('goes on beside a recording, but for the names', async () => {
    const writer = await openWriter(folder);
    recordTicks(writer, 50, 52, COUNT);
    const { out, exitCode } = await historyPrune(context(), { before: '15s ago', yes: true });
    recordTicks(writer, 52, 53, COUNT);
    writer.close();
    expect(exitCode).toBe(0);
    expect(out).toContain('somebody is recording');
    expect((await exported({ columns: 'pid' })).printed.split('\n')).toHaveLength(recorded(50, 53).length + 2);
  });

  test('of one kind; of a kind or a time that is not understood nothing', async () => {
    await historyPrune(context(), { before: '20s ago', kind: 'cpu', yes: true });
    expect(JSON.parse((await historyInfo(context(), { json: true })).out)).toMatchObject({ holdings: [{ kind: 'process', rows: recorded(0, 40).length }, { kind: 'tick' }] });
    expect(await historyPrune(context(), { before: 'soon', yes: true })).toMatchObject({ exitCode: 64, out: '' });
    expect(await historyPrune(context(), { before: 'now', kind: 'x', yes: true })).toMatchObject({ exitCode: 64, out: '' });
  });
});

/** What the parser does not understand: the program ends then. */
class Refused extends Error {}

describe('as a command of yargs', () => {
  async function run(words: readonly string[], terminal = false) {
    const said: { out: string; err: string; codes: ExitCode[]; failure: string } = { out: '', err: '', codes: [], failure: '' };
    const command = historyCommand({
      out: (text) => { said.out += text; },
      err: (text) => { said.err += text; },
      exit: (code) => { said.codes.push(code); },
    }, () => ({ folder, now: timeOf(60), pid: 1, terminal }));
    const parser = yargs().scriptName('pyprocwatch').command(command).strict().exitProcess(false).fail((message: string, error: unknown) => {
      said.failure = message;
      throw error ?? new Refused(message);
    });
    try {
      await parser.parseAsync([...words]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    return said;
  }

  test('each of them says what its function says', async () => {
    expect(await run(['history', 'info'])).toMatchObject({ codes: [0], err: '', out: (await historyInfo(context(), { json: false })).out });
    expect(await run(['history', 'check', '--json'])).toMatchObject({ codes: [0], out: (await historyCheck(context(), { json: true, repair: false })).out });
    expect(await run(['history', 'export', '--columns', 'pid'])).toMatchObject({ codes: [0], out: (await exported({ columns: 'pid' })).printed });
    expect(await run(['history', 'prune', '--before', '-1s'])).toMatchObject({ codes: [0], out: (await historyPrune(context(), { before: '-1s', yes: false })).out });
    const other = mkdtempSync(join(root, 'other-'));
    expect(await run(['history', 'info', '--history', other])).toMatchObject({ codes: [69], out: '', err: expect.stringContaining(other) });
    expect(existsSync(join(other, 'history.db'))).toBe(false);
  });

  test('a time that begins with a minus is no option', async () => {
    expect((await run(['history', 'export', '--from', '-25s', '--columns', 'pid'])).out.split('\n')).toHaveLength(recorded(35, 40).length + 2);
  });

  test('how far it is, on a terminal only', async () => {
    const words = ['history', 'export', '--columns', 'pid', '--out'];
    expect((await run([...words, join(folder, 'a.csv')])).err).toBe('');
    expect((await run([...words, join(folder, 'b.csv')], true)).err).toMatch(/rows, up to .*\r\u{1B}\[K$/u);
  });

  test('without a subcommand, with another one, or without its time it is refused', async () => {
    expect(await run(['history'])).toMatchObject({ codes: [], failure: 'choose one of info, check, export, prune' });
    expect(await run(['history', 'inof'])).toMatchObject({ codes: [], failure: expect.stringContaining('inof') });
    expect(await run(['history', 'prune'])).toMatchObject({ codes: [], failure: expect.stringContaining('before') });
  });
});
