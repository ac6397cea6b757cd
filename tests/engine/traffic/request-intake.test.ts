import { describe, expect, test } from 'vitest';
import { CACHE, type RequestRecord } from '../../../src/analysis/traffic/request-record.ts';
import { openGeo } from '../../../src/collectors/geo/index.ts';
import { Pseudonyms } from '../../../src/collectors/identity/index.ts';
import { CohortRules } from '../../../src/engine/traffic/cohort-rules.ts';
import { EdgeNames } from '../../../src/engine/traffic/edge-names.ts';
import type { LogSite } from '../../../src/engine/traffic/log-site.ts';
import { NumberedTexts } from '../../../src/engine/traffic/numbered-texts.ts';
import { RequestIntake } from '../../../src/engine/traffic/request-intake.ts';
import { countryByCode, LOCAL_COUNTRY } from '../../../src/model/regions.ts';
import { type LineWords, lineOf, readLines, recordOf, siteOf, T0 } from './support.ts';

const geo = await openGeo();

function made(retired = { count: 0 }) {
  const asked: string[] = [];
  const sessions = new Pseudonyms({ of: 'session' });
  const intake = new RequestIntake({
    geo, sessions, cohorts: new CohortRules([], new NumberedTexts(9)), edges: new EdgeNames(new NumberedTexts(9)), retired: () => retired.count,
    backendAt: (_site, address) => asked.push(address) - 1,
  });
  const records = (site: LogSite, words: readonly LineWords[], options = { session: 'http_x_session' }): RequestRecord[] => {
    const all: RequestRecord[] = [];
    readLines(site, words.map((each) => lineOf(each)).join(''), (line) => {
      const record = recordOf();
      intake.fill(site, line, record);
      site.good += 1;
      all.push(record);
    }, options);
    return all;
  };
  return { asked, intake, sessions, records };
}

describe('what a line of a log comes to', () => {
  test('all that it tells', () => {
    const { records, asked } = made();
    const [record] = records(siteOf(), [{ seconds: 0.25, upstreamSeconds: 0.2, cache: 'MISS', session: 'abc' }]);
    expect(record).toMatchObject({ endedAt: T0, duration: 250, upstream: 200, status: 200, sentBytes: 500, backend: 0, cohort: -1, edge: -1, cache: CACHE.miss, region: countryByCode('GB'), byGateway: false, connection: false });
    expect(asked).toEqual(['127.0.0.1:8080']);
  });

  test('an address is asked for once, and anew when numbers were given to others', () => {
    const retired = { count: 0 };
    const { records, asked } = made(retired);
    const site = siteOf();
    records(site, [{}, {}, { upstream: '127.0.0.1:9000' }, {}]);
    expect(asked).toEqual(['127.0.0.1:8080', '127.0.0.1:9000']);
    retired.count = 1;
    expect(records(site, [{}]).map(({ backend }) => backend)).toEqual([2]);
  });

  test('what names nobody behind the gateway was answered by the gateway, as soon as anything named somebody', () => {
    const { records } = made();
    const site = siteOf({ gateway: 77 });
    const all = records(site, [{ upstream: '-', upstreamSeconds: '-' }, {}, { upstream: '-', upstreamSeconds: '-' }]);
    expect(all.map(({ backend, byGateway }) => [backend, byGateway])).toEqual([[-1, false], [0, false], [77, true]]);
  });

  test('a server that passes nothing on serves by itself, once enough lines tell so', () => {
    const { records } = made();
    const site = siteOf({ gateway: 77 });
    const all = records(site, Array.from({ length: 103 }, () => ({ upstream: '-', upstreamSeconds: '-' })));
    expect(all.map(({ backend }) => backend)).toEqual([...Array.from({ length: 101 }, () => -1), 77, 77]);
    expect(all.some(({ byGateway }) => byGateway)).toBe(false);
    expect(site.alone).toBe(true);
  });

  test('the configuration says who serves where the log does not', () => {
    const { records } = made();
    expect(records(siteOf({ gateway: 77, backend: 5 }), [{ upstream: '-' }])[0]?.backend).toBe(5);
  });

  test('sessions are told apart by their field, else by client and program', () => {
    const { records, sessions } = made();
    const all = records(siteOf(), [{ session: 'abc' }, { session: 'abc', client: '1.1.1.1' }, { session: 'xyz' }, {}, { agent: 'other' }, { client: '1.1.1.1' }, {}, { agent: '-' }]);
    const [first, second, third, fourth, fifth, sixth, seventh, eighth] = all.map(({ session }) => session);
    expect([second, seventh]).toEqual([first, fourth]);
    expect(new Set([first, third, fourth, fifth, sixth, eighth]).size).toBe(6);
    const words = all.map(({ session }) => sessions.nameOf(session)).join(' ');
    for (const raw of ['abc', 'xyz', '81.2', '1.1.1.1', 'App']) expect(words).not.toContain(raw);
  });

  test('a long client, which no gateway writes, is cut', () => {
    const { records } = made();
    const [record] = records(siteOf(), [{ client: `fe80::${'1'.repeat(3000)}`, agent: 'x'.repeat(5000) }]);
    expect(record?.session).toBe(0);
  });

  test('addresses of a private network are no place', () => {
    expect(made().records(siteOf(), [{ client: '10.1.2.3' }])[0]?.region).toBe(LOCAL_COUNTRY);
  });

  test('bug: of a hostile log with more cache statuses than are kept, one was taken for another', () => {
    const { records } = made();
    const words = [...Array.from({ length: 600 }, (_, index) => ({ cache: `WORD-${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index % 23)}${String.fromCharCode(97 + Math.floor(index / 26))}` })), { cache: 'HIT' }, { cache: 'MISS' }, { cache: 'BYPASS' }, { cache: 'HIT' }];
    expect(records(siteOf(), words).slice(-4).map(({ cache }) => cache)).toEqual([CACHE.hit, CACHE.miss, CACHE.pass, CACHE.hit]);
  });
});
