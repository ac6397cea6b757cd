import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { z } from 'zod';
import { attributeCommand } from '../../src/cli/commands/attribute.ts';
import { EXIT, UserError } from '../../src/model/errors.ts';
import { simulate, THREE, type SimulatedRun } from '../analysis/attribution/simulate.ts';

const folder = mkdtempSync(join(tmpdir(), 'attribute-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(argv: readonly string[]): Promise<string> {
  let text = '';
  const io = { out: (more: string) => { text += more; }, err: () => undefined, exit: () => undefined };
  await yargs(['attribute', ...argv]).command(attributeCommand(io)).fail((message: string | null, error: unknown) => { throw error ?? new Error(message ?? ''); }).parseAsync();
  return text;
}

async function complaint(argv: readonly string[]): Promise<UserError> {
  try {
    await run(argv);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('there was no complaint');
}

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" msec=$msec rt=$request_time urt=$upstream_response_time ua=$upstream_addr';
const NAMES = ['users', 'feed', 'report'];
const address = (process: number): string => `127.0.0.1:${8081 + process}`;

function logOf({ input: { requests } }: SimulatedRun): string {
  return [...requests.end].map((end, index) => {
    const seconds = ((requests.duration[index] ?? 0) / 1000).toFixed(3);
    return `127.0.0.1 - - [20/Nov/2026:14:35:57 +0000] "GET /api/${NAMES[requests.endpoint[index] ?? 0] ?? ''}/items/${100_000 + index} HTTP/1.1" 200 17 "-" "-" msec=${(end / 1000).toFixed(3)} rt=${seconds} urt=${seconds} ua=${address(requests.process[index] ?? 0)}\n`;
  }).join('');
}

function csvOf({ input: { processes } }: SimulatedRun): string {
  const head = ['time_ms', ...processes.map((_, index) => address(index)), ...processes.map((_, index) => `${address(index)}:delay`)];
  const rows = [...processes[0]?.times ?? []].map((time, index) => [time.toFixed(2), ...processes.map(({ cpu }) => Math.round(cpu[index] ?? 0)), ...processes.map(() => 0)]);
  return [head, ...rows].map((row) => `${row.join(',')}\n`).join('');
}

const simulated = simulate({ endpoints: THREE });
const [log, cpu] = [file('access.log', logOf(simulated)), file('cpu.csv', csvOf(simulated))];

const Answer = z.object({
  schema: z.string(), withheld: z.string().optional(), clockOffsetMs: z.number(), unattributed: z.number(), lines: z.number(), badLines: z.number(), badSamples: z.number(),
  endpoints: z.array(z.object({ endpoint: z.string(), requests: z.number(), cpuSecondsPerRequest: z.number(), low: z.number(), high: z.number(), identifiable: z.boolean(), group: z.array(z.string()).optional() })),
});
const answer = async (argv: readonly string[]): Promise<z.infer<typeof Answer>> => Answer.parse(JSON.parse(await run([...argv, '--json'])));

describe('attribute', () => {
  test('tells what a request of each endpoint costs', async () => {
    const { schema, endpoints, lines, badLines, withheld } = await answer(['--log', log, '--log-format', FORMAT, '--cpu', cpu]);
    expect(schema).toBe('pyprocwatch/1');
    expect([withheld, badLines, lines]).toEqual([undefined, 0, simulated.input.requests.end.length]);
    expect(endpoints.map(({ endpoint }) => endpoint).sort()).toEqual(['GET /api/feed/items/*', 'GET /api/report/items/*', 'GET /api/users/items/*']);
    NAMES.forEach((name, index) => {
      const found = endpoints.find(({ endpoint }) => endpoint.includes(name));
      const truth = simulated.truth[index] ?? 0;
      expect(Math.abs((found?.cpuSecondsPerRequest ?? 0) / truth - 1)).toBeLessThan(0.08);
      expect(truth >= (found?.low ?? 1) && truth <= (found?.high ?? 0)).toBe(true);
    });
  });

  test('as a table that says what it is, from a packed log', async () => {
    const text = await run(['--log', file('packed.gz', gzipSync(logOf(simulated))), '--log-format', FORMAT, '--cpu', cpu]);
    expect(text).toMatch(/CPU that one request of each endpoint costs/);
    expect(text).toMatch(/GET \/api\/users\/items\/\* +\d+ +(1\.9|2\.0)\d ms +1\.\d\d ms to 2\.\d\d ms/);
    expect(text).toMatch(/used \d+\.\d\d s of CPU; \d\.\d % of it belongs to no request/);
    expect(text).not.toMatch(/does not name the upstream/);
  });

  test('routes that are given are taken', async () => {
    const { endpoints } = await answer(['--log', log, '--log-format', FORMAT, '--cpu', cpu, '--patterns', '/api/report/**, /api/:what/items/*']);
    expect(endpoints.map(({ endpoint }) => endpoint).sort()).toEqual(['GET /api/:what/items/*', 'GET /api/report/**']);
  });

  test('a clock that is told is taken', async () => {
    expect((await answer(['--log', log, '--log-format', FORMAT, '--cpu', cpu, '--clock-offset', '4'])).clockOffsetMs).toBe(4);
  });

  test('lines and samples that cannot be read are counted and told', async () => {
    const spoiled = ['--log', file('spoiled.log', `garbage\u001b[31m\n${logOf(simulated)}more`), '--log-format', FORMAT, '--cpu', file('spoiled.csv', `${csvOf(simulated)}1,2\n\n1,x,3,4,5\n`)];
    const { badLines, badSamples, endpoints } = await answer(spoiled);
    expect([badLines, badSamples, endpoints.length]).toEqual([2, 2, 3]);
    const text = await run(spoiled);
    expect(text).toMatch(/2 lines of [\d,]+ lines left out: not of this format/);
    expect(text).toMatch(/2 samples left out/);
    expect(text).not.toContain('\u001b');
  });

  test('what is not known is said, not guessed', async () => {
    const far = file('far.csv', csvOf(simulated).replaceAll(/^17/gm, '16'));
    expect(await answer(['--log', log, '--log-format', FORMAT, '--cpu', far])).toMatchObject({ withheld: 'no requests', endpoints: [] });
    expect(await run(['--log', log, '--log-format', FORMAT, '--cpu', far])).toMatch(/^Nothing is told \(no requests\): no request of the log ended while CPU was sampled/);
  });
});

describe('mistakes are told with how to mend them', () => {
  const cases: readonly [what: string, argv: () => string[], line: RegExp][] = [
    ['no such log', () => ['--log', join(folder, 'none.log'), '--cpu', cpu, '--log-format', 'combined'], /none\.log: cannot read: there is no such file/],
    ['no such samples', () => ['--log', log, '--cpu', join(folder, 'none.csv')], /none\.csv: cannot read: there is no such file/],
    ['an empty log', () => ['--log', file('empty.log', ''), '--cpu', cpu, '--log-format', 'combined'], /empty\.log: there is no request in it/],
    ['an empty table', () => ['--log', log, '--cpu', file('empty.csv', '')], /empty\.csv: there is nothing in it/],
    ['another table', () => ['--log', log, '--cpu', file('other.csv', 'time,a\n1,2\n')], /other\.csv:1: the first column is not "time_ms"/],
    ['no process', () => ['--log', log, '--cpu', file('none-named.csv', 'time_ms,a:delay\n1,2\n')], /the header has no column of a process/],
    ['two of one name', () => ['--log', log, '--cpu', file('twice.csv', 'time_ms,a,a\n1,2,3\n')], /two columns have the name "a"/],
    ['no row that can be read', () => ['--log', log, '--cpu', file('bad.csv', 'time_ms,a\nx,2\n')], /no row can be read/],
    ['a format that is not the log\'s', () => ['--log', log, '--cpu', cpu, '--log-format', '$status "$request" $msec'], /no line can be read: .*such as/],
    ['a log of another gateway\'s upstreams', () => ['--log', log, '--cpu', file('others.csv', csvOf(simulated).replaceAll('127.0.0.1:', '10.0.0.1:')), '--log-format', FORMAT], /no upstream of the log has a column in the samples/],
  ];
  test.each(cases)('%s', async (_, argv, line) => {
    const error = await complaint(argv());
    expect(error.line).toMatch(line);
    expect([EXIT.data, EXIT.runtime]).toContain(error.exitCode);
  });
});
