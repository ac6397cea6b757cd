import { expect, test } from 'vitest';
import { flaps, NotificationPlanner } from '../../../src/alerts/notify/planner.ts';
import { MINUTE } from '../support.ts';
import { planned, resolved, SETTINGS } from './planned.ts';

const changes = (count: number, last: number): number[] => Array.from({ length: count }, (_, index) => last - (count - 1 - index) * MINUTE);

test('six changes within an hour are flapping', () => {
  expect([flaps({ changes: changes(5, 0) }), flaps({ changes: changes(6, 0) })]).toEqual([false, true]);
});

test('what flaps is told as firing until it has been still for ten minutes', () => {
  const planner = new NotificationPlanner({ ...SETTINGS, groupWait: 0 }, 'here', [], 0, 0);
  const at = (minute: number, ...alerts: Parameters<typeof planner.plan>[0][number][]): string[] => planner.plan(alerts, new Map(), minute * MINUTE, minute * MINUTE).messages.flatMap(({ notification }) => notification.alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`));
  expect(at(1, planned('a', { changes: changes(5, MINUTE) }))).toEqual(['a firing']);
  const over = resolved('a', { changes: changes(6, 2 * MINUTE) });
  expect(at(3, over)).toEqual([]);
  // What else happens in the group says that it goes on.
  expect(at(5, over, planned('b'))).toEqual(['b firing', 'a firing']);
  expect(at(11, over, planned('b'))).toEqual([]);
  expect(at(12, over, planned('b'))).toEqual(['b firing', 'a resolved']);
});
