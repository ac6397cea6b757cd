import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { type EndpointConfiguration, MobileBackendMonitor } from '../../src/monitors/mobile-backend-monitor.ts';
import { MINUTE, storeOf } from '../cli/requests/store.ts';
import { temporaryFolder } from '../config/support.ts';
import { FORMAT, lineOf } from '../engine/traffic/support.ts';

/** What somebody writes in JavaScript, where no compiler says that it is wrong. */
const given = <Wanted>(text: string): Wanted => JSON.parse(text);

const last = (minutes: number): number => Math.floor(Date.now() / MINUTE) * MINUTE - minutes * MINUTE;

const counted = (): Promise<string> => storeOf([
  { endpoint: 'nginx\tGET\t/api/v1/users/*', country: 'DE', cohort: 'premium', count: 100, minute: last(10), cost: 0.002 },
  { endpoint: 'nginx\tPOST\t/api/v1/orders/*', country: 'BR', cohort: 'free', count: 20, minute: last(5), cost: 0.03 },
], [{ minute: last(5), region: 'DE', cohort: 'premium', sessions: 6 }, { minute: last(4), region: 'DE', cohort: 'free', sessions: 2 }, { minute: last(4), region: 'BR', cohort: 'free', sessions: 1 }]);

describe('what was counted', () => {
  test('endpoints with what they cost, the most CPU first, with or without percentiles', async () => {
    const monitor = new MobileBackendMonitor({ folder: await counted() });
    const all = await monitor.getEndpointResources({ timeRange: '1h', groupBy: 'endpoint', includePercentiles: true });
    expect(all.map(({ name }) => name)).toEqual(['POST /api/v1/orders/*', 'GET /api/v1/users/*']);
    expect(all[1]).toMatchObject({ requests: 100, cpuSeconds: expect.closeTo(0.2, 6), p95Seconds: expect.closeTo(0.02, 3) });
    const [first] = await monitor.getEndpointResources({ includePercentiles: false });
    expect(first).not.toHaveProperty('p95Seconds');
    await expect(monitor.getEndpointResources({ timeRange: '1m' })).resolves.toEqual([]);
  });

  test('parts of the world with response times, CPU and users, as far as they are asked for', async () => {
    const monitor = new MobileBackendMonitor({ folder: await counted() });
    const regions = await monitor.getGeographicDistribution({ regions: ['north-america', 'europe', 'asia'], metrics: ['latency', 'resource_usage', 'user_count'] });
    expect(regions).toMatchObject([{ region: 'europe', requests: 100, p95Seconds: expect.closeTo(0.02, 3), cpuSeconds: expect.closeTo(0.2, 6), userCount: 4 }]);
    const [only] = await monitor.getGeographicDistribution({ metrics: ['user_count'] });
    expect(Object.keys(only ?? {}).toSorted()).toEqual(['region', 'requests', 'userCount']);
  });

  test.each<[string, (monitor: MobileBackendMonitor) => Promise<unknown>]>([
    ['"soon" is no length of time', (monitor) => monitor.getEndpointResources({ timeRange: 'soon' })],
    ['groupBy: there is no "endpoit"; did you mean "endpoint"?', (monitor) => monitor.getEndpointResources({ groupBy: given('"endpoit"') })],
    ['regions: there is no "europa"; did you mean "europe"?', (monitor) => monitor.getGeographicDistribution({ regions: given('["europa"]') })],
    ['metrics: there is no "users"', (monitor) => monitor.getGeographicDistribution({ metrics: given('["users"]') })],
    ['nothing is known of sessions yet', (monitor) => monitor.analyzeSessionImpact()],
  ])('%s', async (words, ask) => {
    const monitor = new MobileBackendMonitor({ folder: await counted() });
    await expect(ask(monitor)).rejects.toBeInstanceOf(UserError);
    await ask(monitor).catch((error: unknown) => expect(error instanceof UserError ? error.line : '').toContain(words));
  });

  test('where nothing was counted it says so', async () => {
    await expect(new MobileBackendMonitor({ folder: temporaryFolder() }).getEndpointResources()).rejects.toThrow('no requests were counted yet');
  });
});

describe('what is to be read', () => {
  test.each<[string, EndpointConfiguration]>([
    ['there is no "nignx"', { apiGateway: given('"nignx"') }], ['there is no "constructor"', { apiGateway: given('"constructor"') }], ['logs.0.file', { log: 'access.log' }], ['patterns', { log: '/a.log', endpoints: given('[7]') }],
  ])('%s', (words, configuration) => {
    expect(() => new MobileBackendMonitor({ folder: temporaryFolder() }).configureEndpoints(configuration)).toThrow(UserError);
    try {
      new MobileBackendMonitor({ folder: temporaryFolder() }).configureEndpoints(configuration);
    } catch (error) {
      expect(error instanceof UserError ? error.line : '').toContain(words);
    }
  });

  test('bug: a monitor that was told of no log counted nothing and did not say so', () => {
    expect(() => new MobileBackendMonitor({ folder: temporaryFolder() }).configureEndpoints({ endpoints: ['/api/*'] }).start()).toThrow('there are no requests to read');
  });

  test('a gateway is read at its usual place, unless another is named', () => {
    const monitor = new MobileBackendMonitor({ folder: temporaryFolder() });
    expect(monitor.configureEndpoints({ apiGateway: 'nginx', endpoints: ['/api/v1/users/*'] })).toBe(monitor);
    expect(monitor.configureEndpoints({ apiGateway: 'caddy', log: '/srv/a.log' })).toBe(monitor);
  });
});

describe('what goes on', () => {
  test('requests of a log are counted within seconds; sessions without a cohort count too; what was counted stays', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'access.log');
    writeFileSync(log, '');
    const monitor = new MobileBackendMonitor({ folder, intervalSeconds: 0.5 }).configureEndpoints({ apiGateway: 'nginx', log, logFormat: FORMAT, endpoints: ['/api/v1/users/*'], more: { logs: [], cohorts: [{ name: 'phone', agent: 'Android' }] } });
    const timeline = monitor.start();
    onTestFinished(() => monitor.stop());
    expect(monitor.start()).toBe(timeline);
    expect(() => monitor.configureEndpoints({ log })).toThrow('requests are being read already');
    const write = (): void => appendFileSync(log, Array.from({ length: 20 }, (_, index) => lineOf({ at: Date.now(), request: `GET /api/v1/users/${index} HTTP/1.1`, client: `81.2.69.${index}`, agent: index % 2 === 0 ? 'App Android' : 'curl' })).join(''));
    // Its end is where reading begins: it must be there first.
    while (timeline.latest()?.named('endpoint') === undefined) await new Promise((resolve) => void setTimeout(resolve, 20));
    write();
    for (;;) {
      const sessions = await monitor.analyzeSessionImpact({ activeSessions: true, resourceMetrics: ['cpu', 'memory', 'connections'], userCohorts: ['phone'] }).catch(() => undefined);
      if (sessions !== undefined && sessions.activeSessions > 0) {
        expect(sessions.activeSessions).toBe(20);
        expect(sessions.cohorts).toMatchObject([{ cohort: 'phone', activeSessions: 10 }]);
        expect(sessions.cohorts[0]).not.toHaveProperty('sentBytesPerSecond');
        expect(sessions.sessions).toHaveLength(10);
        break;
      }
      await new Promise((resolve) => void setTimeout(resolve, 20));
    }
    await expect(monitor.analyzeSessionImpact({ resourceMetrics: given('["cpus"]') })).rejects.toThrow('there is no "cpus"');
    await monitor.stop();
    expect(await monitor.getEndpointResources({ timeRange: '5m' })).toMatchObject([{ name: 'GET /api/v1/users/*', requests: 20 }]);
  });
});
