import { describe, expect, test } from 'vitest';
import { requestCsv, requestJson, requestText } from '../../../src/reports/requests/formats.ts';
import { geoNotes } from '../../../src/reports/requests/geo-notes.ts';
import { countryCode, countryOfCode, endpointText } from '../../../src/reports/requests/grouping.ts';
import { requestReport } from '../../../src/reports/requests/request-report.ts';
import { countryAt, countryByCode, LOCAL_COUNTRY, UNKNOWN_COUNTRY } from '../../../src/model/regions.ts';
import { MINUTE, NAMES, sliceOf, T0 } from './support.ts';

const PERIOD = { from: T0, to: T0 + 60 * MINUTE };
const SLICES = [sliceOf(T0, [{ count: 1200, cost: 0.01, record: { upstream: 18 } }, { endpoint: 2, region: 11, count: 30, record: { duration: 900, upstream: 20 } }])];
const report = (group: 'endpoint' | 'country' | 'region' = 'endpoint', slices = SLICES, names = NAMES) => requestReport(slices, names, { period: PERIOD, group, sort: 'requests', wanted: () => true });
const none = (): { readonly [name: string]: string } => ({});

describe('a report of requests', () => {
  test('as text: what is known of each, for so many cells', () => {
    const text = requestText(report(), none, ['a note'], 120);
    expect(text).toContain('Requests by endpoint, 2027-01-15 12:00 to 2027-01-15 13:00 (counted for');
    expect(text).toMatch(/1,200 .* GET \/users\/\*\n/);
    expect(text).toMatch(/1,230 .* \(all\)\n/);
    expect(text).toContain('\n\na note\n');
    expect(text).not.toContain('HIT%');
    for (const line of text.split('\n').slice(2)) expect(line.length).toBeLessThanOrEqual(120);
    expect(requestText(report(), none, [], 40).split('\n')[2]).not.toContain('SENT');
  });

  test('as JSON: figures, or null where they are not known', () => {
    const json: unknown = JSON.parse(requestJson(report(), none, []));
    expect(json).toMatchObject({ groupBy: 'endpoint', coveredSeconds: 60, rows: [{ endpoint: 'GET /users/*', requests: 1200, cpuSeconds: 12, hitPercent: null }, { endpoint: 'POST /orders', cpuSeconds: null }], total: { requests: 1230 }, more: 0 });
  });

  test('as CSV: a head and a line each; what a spreadsheet would run is quoted', () => {
    const lines = requestCsv(report('endpoint', SLICES, new Map([...NAMES, [1, 'shop\t\t=cmd()|"x",1']])), none).split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]?.startsWith('endpoint,requests,requestsPerSecond')).toBe(true);
    expect(lines[1]).not.toMatch(/^"?=/);
  });

  test('countries with their names', () => {
    const words = (name: string) => ({ name: countryOfCode(name).name });
    expect(requestText(report('country'), words, [], 120)).toContain('DE  Germany');
    expect(requestCsv(report('country'), words).split('\n')[1]).toMatch(/^DE,Germany,1200,/);
  });
});

describe('what a report suggests', () => {
  test('who is served from far, and which region waits for the way', () => {
    const far = [sliceOf(T0, [{ region: 11, count: 5000, record: { duration: 400, upstream: 10 } }, { region: 10, count: 5000, record: { duration: 20, upstream: 10 } }])];
    expect(geoNotes(report('country', far), 'DE').join(' ')).toMatch(/Brazil|south-america/);
    expect(geoNotes(report('country', far), undefined)).toEqual([]);
    expect(geoNotes(report('region', far), undefined).join(' ')).toMatch(/south-america/);
    expect(geoNotes(report('endpoint', far), 'DE')).toEqual([]);
  });

  test('private networks and unknown places are no place', () => {
    expect(geoNotes(report('country', [sliceOf(T0, [{ region: 12, count: 5000 }, { region: 13, count: 5000 }])]), 'DE')).toEqual([]);
  });
});

test('codes of countries come back as they were stored', () => {
  for (const id of [countryByCode('DE'), countryByCode('BR'), LOCAL_COUNTRY, UNKNOWN_COUNTRY]) expect(countryOfCode(countryCode(id))).toBe(countryAt(id));
  expect([countryCode(LOCAL_COUNTRY), countryCode(UNKNOWN_COUNTRY), countryCode(countryByCode('DE'))]).toEqual(['local', '??', 'DE']);
  expect([countryOfCode('DE').name, countryOfCode('zz').code]).toEqual(['Germany', '']);
  expect(endpointText('a\tb')).toEqual({ site: 'a', method: 'b', route: '' });
});
