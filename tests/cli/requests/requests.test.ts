import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { requestCommands } from '../../../src/cli/commands/endpoints.ts';
import { EXIT } from '../../../src/model/errors.ts';
import { temporaryFolder } from '../../config/support.ts';
import { FORMAT, lineOf, type LineWords } from '../../engine/traffic/support.ts';
import { MINUTE, storeOf } from './store.ts';

const NOW = new Date(2027, 0, 15, 12).getTime();

async function run(folder: string, ...words: readonly string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '', exit: -1 };
  const commands = requestCommands({
    out: (text) => { said.out += text; },
    err: (text) => { said.err += text; },
    exit: (code) => { said.exit = code; },
  }, () => ({ folder, now: NOW, width: 120 }));
  const all = commands.reduce((parser, command) => parser.command(command), yargs([...words]));
  await all.strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}

const parsed = (out: string): { readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly [name: string]: unknown } => JSON.parse(out);

const counted = (): Promise<string> => storeOf([
  { endpoint: 'shop\tGET\t/users/*', country: 'DE', cohort: 'premium', count: 100, minute: NOW - 30 * MINUTE, cost: 0.002 },
  { endpoint: 'shop\tPOST\t/orders', country: 'BR', count: 20, minute: NOW - 20 * MINUTE, record: { status: 500, duration: 300 }, cost: 0.03 },
  { endpoint: 'shop\tGET\t/users/*', country: 'BR', count: 7, minute: NOW - 180 * MINUTE },
], [
  { minute: NOW - 2 * MINUTE, region: 'DE', cohort: 'premium', sessions: 4 }, { minute: NOW - 2 * MINUTE, region: 'BR', cohort: '', sessions: 10 }, { minute: NOW - MINUTE, region: 'DE', cohort: 'premium', sessions: 8 },
]);

describe('endpoints, by what was counted', () => {
  test('the last hour, as text, JSON and CSV', async () => {
    const folder = await counted();
    const text = await run(folder, 'endpoints');
    expect([text.exit, text.err]).toEqual([EXIT.ok, '']);
    expect(text.out).toMatch(/100 .* GET \/users\/\*\n[^\n]*20 .* POST \/orders\n/);
    const json = parsed((await run(folder, 'endpoints', '--json', '--sort', 'cost')).out);
    expect(json.rows.map((row) => [row['endpoint'], row['requests']])).toEqual([['POST /orders', 20], ['GET /users/*', 100]]);
    expect((await run(folder, 'endpoints', '--csv')).out.split('\n')[1]).toMatch(/^GET \/users\/\*,100,/);
  });

  test('of a longer time, a route, a country, a cohort, a site, by another group, so many', async () => {
    const folder = await counted();
    const requests = async (...words: readonly string[]): Promise<readonly unknown[]> => parsed((await run(folder, 'endpoints', '--json', ...words)).out).rows.map((row) => row['requests']);
    expect(await requests('--last', '4h')).toEqual([107, 20]);
    expect(await requests('--last', '4h', '--country', 'br')).toEqual([20, 7]);
    expect(await requests('--country', 'europe')).toEqual([100]);
    expect(await requests('--route', 'POST')).toEqual([20]);
    expect(await requests('--cohort', 'premium')).toEqual([100]);
    expect(await requests('--site', 'shop', '--group-by', 'site')).toEqual([120]);
    expect(await requests('--top', '1')).toEqual([100]);
    expect(await requests('--last', '4h', '--group-by', 'hour')).toEqual([7, 120]);
  });

  test.each([
    [['--group-by', 'rout'], 'did you mean "route"?', EXIT.usage], [['--sort', 'latncy'], 'did you mean "latency"?', EXIT.usage], [['--top', '0'], '--top', EXIT.usage], [['--last', '1h', '--from', '2h'], '--last and --from', EXIT.usage],
    [['--last', 'x'], '--last', EXIT.usage], [['--from', '2027-01-15 11:00', '--to', '2027-01-15 10:00'], 'does not end', EXIT.usage], [['--site', 'blog'], 'no requests like that', EXIT.unavailable], [['--last', '1m'], 'there are some from', EXIT.unavailable],
  ])('%j is answered with %s', async (words, expected, exit) => {
    const said = await run(await counted(), 'endpoints', ...words);
    expect(said.out).toBe('');
    expect(said.err).toContain(expected);
    expect(said.exit).toBe(exit);
  });

  test('where nothing was counted it says how to', async () => {
    const said = await run(temporaryFolder(), 'endpoints');
    expect(said.err).toMatch(/no requests were counted yet.*--log FILE/);
    expect(said.exit).toBe(EXIT.data);
  });
});

describe('geo', () => {
  test('by country with its name, by part of the world, and who is served from far', async () => {
    const folder = await counted();
    expect((await run(folder, 'geo')).out).toMatch(/DE {2}Germany {2}europe/);
    expect(parsed((await run(folder, 'geo', '--group-by', 'region', '--json')).out).rows.map((row) => row['region'])).toEqual(['europe', 'south-america']);
    expect((await run(folder, 'geo', '--served-from', 'DE')).exit).toBe(EXIT.ok);
  });
});

describe('sessions', () => {
  test('how many were active in a minute on average and at most, by cohort, country and minute', async () => {
    const folder = await counted();
    const rows = async (...words: readonly string[]) => parsed((await run(folder, 'sessions', '--json', ...words)).out).rows;
    expect(await rows()).toMatchObject([{ cohort: 'premium', activeSessions: 6, peakSessions: 8 }, { cohort: '(none)', activeSessions: 5, peakSessions: 10 }]);
    expect(await rows('--group-by', 'country')).toMatchObject([{ country: 'DE', activeSessions: 6 }, { country: 'BR', activeSessions: 5 }]);
    expect(await rows('--group-by', 'minute')).toMatchObject([{ activeSessions: 14 }, { activeSessions: 8 }]);
    expect((await run(folder, 'sessions')).out).toMatch(/6\.0 .* 8 .* premium/);
    expect((await run(folder, 'sessions', '--csv')).out.split('\n')[0]).toBe('cohort,activeSessions,peakSessions,peakAt');
    expect((await run(folder, 'sessions', '--group-by', 'route')).exit).toBe(EXIT.usage);
    expect((await run(folder, 'sessions', '--last', '1m', '--to', '2027-01-01')).exit).toBe(EXIT.unavailable);
  });
});

describe('endpoints of a log, read now', () => {
  const file = (name: string, words: readonly LineWords[]): string => {
    const path = join(temporaryFolder(), name);
    const text = words.map((each) => lineOf(each)).join('');
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
    return path;
  };
  const hour = Array.from({ length: 60 }, (_, minute): LineWords => ({ at: NOW + minute * MINUTE, request: `GET /users/${minute} HTTP/1.1`, client: minute % 2 === 0 ? '81.2.69.142' : '200.160.2.3' }));

  test('whole, by country, by the minute; nobody is named', async () => {
    const path = file('access.log', [...hour, { at: NOW, request: 'POST /orders HTTP/1.1', status: 502 }]);
    const log = ['--log', path, '--log-format', FORMAT];
    const text = await run('/nowhere', 'endpoints', ...log);
    expect([text.err, text.exit]).toEqual(['', EXIT.ok]);
    expect(text.out).toMatch(/60 .* GET \/users\/\*/);
    expect(text.out).toMatch(/2 clients, .* sessions/);
    expect(text.out).not.toContain('81.2.69');
    expect(parsed((await run('/nowhere', 'geo', ...log, '--json')).out).rows.map((row) => [row['country'], row['requests']])).toEqual([['GB', 31], ['BR', 30]]);
    expect(parsed((await run('/nowhere', 'endpoints', ...log, '--group-by', 'minute', '--top', '100', '--json')).out).rows).toHaveLength(60);
  });

  test('bug: a log and what was rotated away of it were two sites', async () => {
    const [now, before] = [file('access.log', hour), file('access.log.1.gz', hour)];
    const { out } = await run('/nowhere', 'endpoints', '--log', now, '--log', before, '--log-format', FORMAT, '--json');
    expect(parsed(out).rows).toMatchObject([{ endpoint: 'GET /users/*', requests: 120 }]);
    expect(parsed((await run('/nowhere', 'endpoints', '--log', now, '--log', file('other-20270115.log', hour), '--log-format', FORMAT, '--json', '--group-by', 'site')).out).rows.map((row) => row['site'])).toEqual(['access', 'other']);
  });

  test('bug: of a log in which nothing is like that, a table of nothing was shown', async () => {
    const said = await run('/nowhere', 'endpoints', '--log', file('access.log', hour), '--log-format', FORMAT, '--route', '/nothing');
    expect([said.out, said.exit]).toEqual(['', EXIT.unavailable]);
    expect(said.err).toContain('no request in it is like that');
  });

  test('bug: years by the minute took all memory', async () => {
    const years = file('access.log', Array.from({ length: 50_010 }, (_, minute): LineWords => ({ at: NOW - minute * MINUTE })));
    const said = await run('/nowhere', 'endpoints', '--log', years, '--log-format', FORMAT, '--group-by', 'minute');
    expect(said).toMatchObject({ out: '', exit: EXIT.usage });
    expect(said.err).toContain('more than 50,000 times');
    expect((await run('/nowhere', 'endpoints', '--log', years, '--log-format', FORMAT, '--group-by', 'day')).exit).toBe(EXIT.ok);
  });

  test('what fits no format is said, with the shape of a line and none of its words', async () => {
    const path = join(temporaryFolder(), 'access.log');
    writeFileSync(path, 'alice paid 17 from 81.2.69.142\n'.repeat(50));
    const unknown = await run('/nowhere', 'endpoints', '--log', path);
    expect(unknown.exit).toBe(EXIT.data);
    expect(unknown.err).toContain('no format that is known fits');
    const wrong = await run('/nowhere', 'endpoints', '--log', path, '--log-format', 'combined');
    expect(wrong.exit).toBe(EXIT.data);
    expect(wrong.err).not.toMatch(/alice|81\.2/);
    expect((await run('/nowhere', 'endpoints', '--log', '/nowhere/access.log')).exit).not.toBe(EXIT.ok);
    expect((await run('/nowhere', 'endpoints', '--log=-')).err).toContain('--log-format');
  });
});

test('formats of logs and what to put into the configuration of each gateway', async () => {
  const { out, exit } = await run('/nowhere', 'endpoints', 'formats');
  expect(exit).toBe(EXIT.ok);
  for (const gateway of ['nginx', 'apache', 'haproxy', 'envoy', 'traefik', 'caddy']) expect(out).toContain(gateway);
});
