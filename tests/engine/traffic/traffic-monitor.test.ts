import { describe, expect, test } from 'vitest';
import { compileFormat, LineReader } from '../../../src/collectors/access-logs/index.ts';
import { RequestKeeping } from '../../../src/engine/traffic/request-keeping.ts';
import { SITE_ROUTES } from '../../../src/engine/traffic/log-site.ts';
import { siteNotices } from '../../../src/engine/traffic/traffic-monitor.ts';
import { safeText } from '../../../src/model/safe-text.ts';
import { RequestReader } from '../../../storage/requests/reader.ts';
import { RequestWriter } from '../../../storage/requests/writer.ts';
import { temporaryFolder } from '../../config/support.ts';
import { lineOf, type LineWords, recordOf, T0, world } from './support.ts';

const SECOND = 1000;
const MINUTE = 60_000;

/** `count` lines, one each `every` ms from `from` on. */
const lines = (count: number, every: number, words: (index: number) => LineWords = () => ({}), from = T0): string => Array.from({ length: count }, (_, index) => lineOf({ at: from + index * every, ...words(index) })).join('');

async function stored(folder: string) {
  const reader = await RequestReader.open(folder);
  try {
    const names = reader.names();
    const rows = [...reader.slices(0, 1e15)].flatMap(({ start, cells }) => [...cells].map(({ key, sums }) => ({ start, endpoint: names.get(key.endpoint) ?? '', region: names.get(key.region) ?? '', cohort: names.get(key.cohort) ?? '', requests: sums.requests })));
    return { rows, audience: [...reader.audience(0, 1e15)] };
  } finally {
    reader.close();
  }
}

describe('requests as rows', () => {
  test('endpoints, countries, cohorts, edges, sessions, slow requests and their joins', () => {
    const { addSite, feed, rows } = world({ cohorts: [{ name: 'premium', value: 'gold' }], country: 'DE' });
    const site = addSite({ cohort: 'http_x_plan', edge: 'http_cf_ray' });
    feed(site, lines(600, 100, (index) => ({
      request: index % 3 === 0 ? 'POST /orders HTTP/1.1' : `GET /users/${1000 + index} HTTP/1.1`, status: index % 50 === 0 ? 503 : 200, seconds: 0.05, session: `s${index % 10}`,
      plan: index % 2 === 0 ? 'gold' : '-', client: index % 2 === 0 ? '200.160.2.3' : '81.2.69.142', ray: '7d3e1f0a2b4c5d6e-FRA', cache: index % 5 === 0 ? 'HIT' : 'MISS',
    })), T0 + MINUTE - 1);
    const now = T0 + MINUTE - 1;
    const endpoints = rows('endpoint', now);
    expect(endpoints.map(({ id }) => id).toSorted()).toEqual(['GET /users/*', 'POST /orders']);
    expect(endpoints.find(({ id }) => id === 'POST /orders')).toMatchObject({ method: 'POST', route: '/orders', site: 'shop', totalRequests: 200, p50Seconds: expect.closeTo(0.05, 3), requestsPerSecond: expect.closeTo(3.3, 0) });
    expect(rows('region', now).map(({ country, activeSessions, area }) => [country, activeSessions, area])).toEqual([['BR', 5, 'south-america'], ['GB', 5, 'europe']]);
    expect(rows('cohort', now)).toMatchObject([{ name: 'premium', activeSessions: 5 }]);
    expect(rows('edge', now)).toMatchObject([{ name: 'FRA', hitPercent: 20 }]);
    expect(rows('session', now)).toHaveLength(10);
    expect(rows('slowRequest', now)).toHaveLength(10);
    expect(rows('endpointRegion', now)).toHaveLength(4);
    expect(rows('backend', now)).toMatchObject([{ address: '127.0.0.1:8080', site: 'shop' }]);
  });

  test('nothing of a raw address, session or program is in any row', () => {
    const { addSite, feed, monitor } = world();
    feed(addSite(), lines(20, 100, (index) => ({ session: `alice-${index}@example.com`, client: '81.2.69.142', agent: 'Secret/1' })), T0 + 5 * SECOND);
    const all = JSON.stringify(monitor.frames(T0 + 5 * SECOND).map((frame) => frame.parts().texts));
    for (const raw of ['alice', '81.2.69', 'Secret']) expect(all).not.toContain(raw);
    expect(all).toContain('/users/*');
  });

  test('a clock of the log that is ahead counts as now; what has no time counts nowhere', () => {
    const { monitor, rows } = world();
    monitor.request(recordOf({ endedAt: T0 + 3_600_000 }), T0);
    monitor.request(recordOf({ endedAt: Number.NaN }), T0);
    monitor.request(recordOf({ endedAt: Number.POSITIVE_INFINITY }), T0);
    expect(rows('endpoint', T0 + SECOND)).toMatchObject([{ totalRequests: 1 }]);
    expect(rows('endpoint', T0 + 11 * MINUTE)).toEqual([]);
  });

  test('a log that is read from long ago is stored, and not shown as of now', () => {
    const { addSite, feed, rows } = world();
    feed(addSite(), lines(50, 100, () => ({}), T0 - 3_600_000), T0);
    expect(rows('endpoint', T0)).toEqual([]);
  });

  test('of several sites with one route each has its own row and its own links', () => {
    const { addSite, feed, rows } = world();
    const [shop, blog] = [addSite(), addSite({ name: safeText('blog') })];
    feed(shop, lines(10, 100), T0 + 5 * SECOND);
    feed(blog, lines(20, 100), T0 + 5 * SECOND);
    const totals = rows('endpoint', T0 + 5 * SECOND).map(({ id, totalRequests }) => [id, totalRequests]);
    expect(totals).toEqual([['shop: GET /users/*', 10], ['blog: GET /users/*', 20]]);
    expect(new Set(rows('slowRequest', T0 + 5 * SECOND).map(({ endpoint }) => endpoint))).toEqual(new Set(['shop: GET /users/*', 'blog: GET /users/*']));
  });
});

describe('what was learned of routes', () => {
  test('bug: slow requests of a route that became a part of another stood under a number that is given away', () => {
    const { addSite, feed, rows } = world();
    const site = addSite();
    feed(site, lines(300, 100, (index) => ({ request: `GET /users/user${String.fromCharCode(97 + (index % 26))}${index} HTTP/1.1`, seconds: 0.001 * (index + 1) })), T0 + 30 * SECOND);
    const ids = new Set(rows('endpoint', T0 + 30 * SECOND).map(({ id }) => id));
    const slow = rows('slowRequest', T0 + 30 * SECOND);
    expect(slow.length).toBeGreaterThan(0);
    for (const { endpoint } of slow) expect(ids).toContain(endpoint);
    expect(rows('endpoint', T0 + 30 * SECOND).reduce((sum, { totalRequests }) => sum + Number(totalRequests), 0)).toBe(300);
  });

  test('hostile paths fill neither the screen nor memory', () => {
    const { addSite, feed, rows } = world();
    const site = addSite({ mostRoutes: 50 });
    let seed = 1;
    const word = (): string => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed.toString(36);
    };
    feed(site, lines(20_000, 2, (index) => ({ request: `GET /${word()}/${word()}/${word()} HTTP/1.1`, session: word(), client: `${index % 223}.${index % 251}.${index % 13}.7`, upstream: `10.0.${index % 256}.${Math.floor(index / 256)}:80` })), T0 + 40 * SECOND);
    expect(rows('endpoint', T0 + 40 * SECOND).length).toBeLessThanOrEqual(55);
    expect(rows('backend', T0 + 40 * SECOND).length).toBeLessThanOrEqual(501);
    expect(rows('session', T0 + 40 * SECOND)).toHaveLength(50);
    expect(rows('slowRequest', T0 + 40 * SECOND).length).toBeLessThanOrEqual(200);
    expect(rows('endpointRegion', T0 + 40 * SECOND).length).toBeLessThanOrEqual(1000);
  });
});

describe('sessions', () => {
  test('bug: sessions of those who ask seldom kept their names for good', () => {
    let clock = 0;
    const { addSite, feed, rows } = world({ pseudonyms: { rotateMilliseconds: 1000, clock: () => clock } });
    const site = addSite();
    feed(site, lines(3, 100, () => ({ session: 'abc' })), T0 + SECOND);
    const [before] = rows('session', T0 + SECOND);
    clock = 2000;
    expect(rows('session', T0 + SECOND)).toEqual([]);
    feed(site, lines(3, 100, () => ({ session: 'abc' })), T0 + SECOND);
    const [after] = rows('session', T0 + SECOND);
    expect(after?.['requests']).toBe(3);
    expect(after?.['id']).not.toBe(before?.['id']);
  });

  test('bug: a slow request told the session of whoever got the number', () => {
    const { addSite, feed, rows } = world({ pseudonyms: { limit: 2 } });
    const site = addSite();
    feed(site, lineOf({ session: 'alice', seconds: 9 }), T0 + SECOND);
    const alice = rows('session', T0 + SECOND)[0]?.['id'];
    expect(rows('slowRequest', T0 + SECOND)[0]?.['session']).toBe(alice);
    feed(site, lines(4, 100, (index) => ({ session: `other${index}`, connection: true, seconds: 0.01 })), T0 + 2 * SECOND);
    const slowest = rows('slowRequest', T0 + 2 * SECOND).find(({ durationSeconds }) => durationSeconds === 9);
    expect(slowest?.['session']).toBe('');
  });

  test('those without a request for the time that the configuration says are gone', () => {
    const { addSite, feed, monitor, rows } = world({ sessionMilliseconds: 30_000 });
    feed(addSite(), lines(3, 100, () => ({ session: 'abc' })), T0 + SECOND);
    expect(monitor.activeSessions(T0 + 20 * SECOND)).toBe(1);
    expect(monitor.activeSessions(T0 + 40 * SECOND)).toBe(0);
    expect(rows('session', T0 + 40 * SECOND)).toEqual([]);
  });
});

describe('what is kept', () => {
  async function keeping() {
    const made = world();
    const folder = temporaryFolder();
    const writer = await RequestWriter.open(folder, { pid: process.pid, command: 'test', since: T0 });
    const kept = new RequestKeeping(writer, made.names, { minutesMilliseconds: 1e9, hoursMilliseconds: 1e10 }, T0);
    made.monitor.keep(kept);
    return { ...made, folder, kept };
  }

  test('bug: counting the sessions of a minute forgot those that are active', async () => {
    const { addSite, feed, monitor, kept, folder, rows } = await keeping();
    feed(addSite(), lines(10, 100, (index) => ({ session: `s${index}` })), T0 + SECOND);
    kept.countAudience(T0 + MINUTE, monitor.audience(T0 + MINUTE).map(() => ({ region: 'GB', cohort: '', sessions: 0 })), T0 + 2 * MINUTE);
    expect(monitor.activeSessions(T0 + 2 * MINUTE)).toBe(10);
    expect(rows('session', T0 + 2 * MINUTE)).toHaveLength(10);
    kept.tend(T0 + 2 * MINUTE, () => new Map(), true);
    kept.close();
    expect((await stored(folder)).audience).toEqual([{ minute: T0 + MINUTE, rows: [] }]);
  });

  test('bug: a request of a program whose clock is years ahead was stored in those years', async () => {
    const { monitor, kept, folder, addSite } = await keeping();
    addSite();
    monitor.request(recordOf({ endedAt: T0 + 1e11, endpoint: 1 }), T0 + 10);
    monitor.request(recordOf({ endedAt: Number.NaN, endpoint: 1 }), T0 + 10);
    kept.tend(T0 + 20, () => new Map(), true);
    expect(kept.fault).toBeUndefined();
    kept.close();
    expect((await stored(folder)).rows).toMatchObject([{ start: T0 - (T0 % MINUTE), requests: 1 }]);
  });

  test('bug: a route that was dropped once for want of room was told as (other) for good', async () => {
    const { monitor, kept, folder, addSite } = await keeping();
    const site = addSite();
    const bytes = Buffer.from('GET /rare');
    const rare = site.routes.idOf(bytes, 0, 3, 4, bytes.length);
    monitor.request(recordOf({ endpoint: rare }), T0 + 10);
    kept.tend(T0 + 10, () => new Map(), true);
    kept.move(rare, 0);
    kept.tend(T0 + 20, () => new Map(), true);
    kept.close();
    expect((await stored(folder)).rows.map(({ endpoint }) => endpoint)).toEqual(['shop\tGET\t/rare']);
  });

  test('what turned out to be a part of another is told as the other, before and after it is stored', async () => {
    const { monitor, kept, folder, addSite } = await keeping();
    const site = addSite();
    const idOf = (path: string): number => site.routes.idOf(Buffer.from(`GET ${path}`), 0, 3, 4, 4 + path.length);
    const [one, other] = [idOf('/a'), idOf('/b')];
    monitor.request(recordOf({ endpoint: one }), T0 + 10);
    kept.tend(T0 + 10, () => new Map(), true);
    monitor.request(recordOf({ endpoint: one }), T0 + 10);
    kept.move(one, other);
    monitor.request(recordOf({ endpoint: other }), T0 + 10);
    kept.tend(T0 + 20, () => new Map(), true);
    kept.close();
    const { rows } = await stored(folder);
    expect(new Set(rows.map(({ endpoint }) => endpoint))).toEqual(new Set(['shop\tGET\t/b']));
    expect(rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(3);
  });

  test('bug: where nothing can be stored, what waits took all memory', async () => {
    const { monitor, kept, addSite } = await keeping();
    addSite();
    kept.close();
    for (let index = 0; index < 45_000; index += 1) monitor.request(recordOf({ endpoint: index % SITE_ROUTES, region: index % 240, cohort: Math.floor(index / SITE_ROUTES) }), T0 + 10);
    kept.tend(T0 + 20, () => new Map(), true);
    expect(kept.fault).toMatch(/requests cannot be stored: .*; tried again \(\d+ requests are lost for reports\)/);
  });
});

describe('costs', () => {
  test('a program that measures itself is believed, with an interval', () => {
    const { monitor, addSite, rows } = world();
    addSite();
    for (let index = 0; index < 100; index += 1) monitor.request(recordOf({ endpoint: 5, cpuSeconds: index % 2 === 0 ? 0.004 : 0.006 }), T0 + 10);
    const [row] = rows('endpoint', T0 + SECOND);
    expect(row).toMatchObject({ cpuPerRequestSeconds: expect.closeTo(0.005, 6), costKnown: 5 });
    expect(Number(row?.['cpuLowSeconds'])).toBeLessThan(0.005);
    expect(Number(row?.['cpuHighSeconds'])).toBeGreaterThan(0.005);
  });

  test('what the gateway answers by itself cost nobody behind it', () => {
    const { monitor, addSite, rows } = world();
    addSite();
    for (let index = 0; index < 10; index += 1) monitor.request(recordOf({ endpoint: 5, byGateway: true }), T0 + 10);
    expect(rows('endpoint', T0 + SECOND)).toMatchObject([{ cpuPercent: 0, cpuPerRequestSeconds: 0 }]);
  });
});

describe('logs of whole seconds', () => {
  const WHOLE = '$remote_addr [$time_iso8601] "$request" $status';
  const whole = (count: number): string => Array.from({ length: count }, () => '81.2.69.142 [2027-01-15T08:00:00+00:00] "GET / HTTP/1.1" 200\n').join('');

  test('one alone is taken for what it is; one beside a better log changes nothing of that', () => {
    for (const beside of [false, true]) {
      const { addSite, feed, monitor, costs } = world();
      const said: number[] = [];
      const stamped = costs.stamped.bind(costs);
      costs.stamped = (resolution) => {
        said.push(resolution);
        stamped(resolution);
      };
      if (beside) feed(addSite(), lines(200, 10), T0 + MINUTE);
      const site = addSite({ name: safeText('plain') });
      new LineReader(compileFormat(WHOLE).parser(), (line) => monitor.line(site, line, T0), site.bad).feed(Buffer.from(whole(200)));
      expect(said.includes(1000)).toBe(!beside);
      expect(site.resolution).toBe(1000);
    }
  });
});

describe('what is said of logs', () => {
  test('lines that cannot be read, beyond one in ten', () => {
    const { addSite, feed } = world();
    const site = addSite();
    feed(site, `${lines(3, 100)}nonsense\nnonsense\n`, T0);
    expect(siteNotices([site], () => undefined)).toMatchObject([{ source: 'endpoints', message: expect.stringMatching(/^shop: 2 of 5 lines cannot be read/) }]);
    feed(site, lines(100, 10), T0);
    expect(siteNotices([site], () => undefined)).toEqual([]);
    expect(siteNotices([site], () => safeText('gone'))).toEqual([{ source: 'endpoints', message: 'gone' }]);
  });
});
