import { describe, expect, test } from 'vitest';
import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import { AlertEngine } from '../../src/alerts/engine.ts';
import type { AlertEvent } from '../../src/model/alerts/state.ts';
import { region } from '../../src/model/kinds/audience.ts';
import { backend } from '../../src/model/kinds/backend.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { AlertWatch } from '../../src/monitors/alert-watch.ts';
import { rowsOf } from '../model/support.ts';
import { FakeClock } from './engine-support.ts';
import { BEGIN, framesOf, snapshotOf } from './live/snapshots.ts';
import { SETTINGS } from './notify/planned.ts';

const SECOND = 1000;

const at = (time: number, errorPercent: number) => snapshotOf(time, framesOf(
  [endpoint, [
    { site: 'shop', method: 'POST', route: '/pay', id: 'POST /pay', errorPercent, p95Seconds: 0.2, cpuPerRequestSeconds: 0.004, requestsPerSecond: 3 },
    { site: 'shop', method: 'GET', route: '/', id: 'GET /', errorPercent: 90, p95Seconds: 0.01, cpuPerRequestSeconds: 0.001, requestsPerSecond: 10 },
  ]],
  [region, [{ country: 'DE', area: 'europe', name: 'Germany', p95Seconds: 2.5 }]], [backend, [{ site: 'shop', address: '127.0.0.1:1', delayPercent: 40 }]],
));

describe('rules on what requests came to', () => {
  test('an endpoint that fails for two minutes fires, and no other', () => {
    const clock = new FakeClock();
    const engine = new AlertEngine({ groups: readRuleFile('rules', Buffer.from('rules:\n- when: endpoint.errorPercent{route="/pay"} > 5 for 2m')), settings: { ...SETTINGS, groupWait: 0 }, host: 'here', step: 5 * SECOND, clock });
    const happened: [second: number, what: AlertEvent['what']][] = [];
    for (let second = 0; second <= 240; second += 5) {
      const { commit, faults, frame } = engine.evaluate(at(clock.now, second < 180 ? 9 : 0), []);
      expect(faults).toEqual([]);
      for (const { what } of commit.events) if (['pending', 'firing', 'resolved'].includes(what)) happened.push([second, what]);
      if (second === 150) expect(rowsOf(frame)).toHaveLength(1);
      clock.pass(5 * SECOND);
    }
    expect(happened).toEqual([[0, 'pending'], [120, 'firing'], [180, 'resolved']]);
  });

  test.each([
    ['endpoint.errorPercent{route="/pay"} > 5', 1], ['endpoint.errorPercent > 5', 2], ['endpoint.p95Seconds{method="POST"} > 100ms', 1], ['endpoint.cpuPerRequestSeconds > 2ms', 1], ['region.p95Seconds{country="DE"} > 1s', 1], ['backend.delayPercent > 20', 1], ['endpoint.requestsPerSecond{site="shop",route="/"} < 1', 0],
  ])('%s: %i', (when, count) => {
    const watch = new AlertWatch({ rules: `rules:\n- when: '${when}'` });
    const { alerts, faults } = watch.evaluate(at(BEGIN, 9));
    expect(faults).toEqual([]);
    expect(alerts.count).toBe(count);
  });
});
