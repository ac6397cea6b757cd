import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AlertStore } from '../../storage/alerts/store.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { acknowledgeIn } from '../../src/monitors/alert-desk.ts';
import { temporaryFolder } from '../config/support.ts';
import { HandClock, processes, rulesOf, serviceOn } from './support.ts';

const WEB = 'rules:\n- alert: Web\n  when: process.up{name="web"}\n';
const statesIn = (store: AlertStore) => store.load(0).instances.map(({ state, startsAt }) => [state, startsAt]);

test('what fires is stored with its message, goes on after a restart with its start, and is told as resolved by the next one', async () => {
  const folder = temporaryFolder();
  const clock = new HandClock();
  const first = await serviceOn(folder, clock, WEB);
  first.service.evaluate(processes(0, 'db', 'web'));
  const began = clock.wall();
  await expect.poll(() => first.sent.length).toBe(1);
  expect(statesIn(first.store)).toEqual([['firing', began]]);
  // Killed: nothing is closed.
  clock.pass(600);
  const second = await serviceOn(folder, clock, WEB);
  second.service.evaluate(processes(600, 'db', 'web'));
  clock.pass(1);
  second.service.evaluate(processes(601, 'db'));
  await expect.poll(() => second.sent.length).toBe(1);
  expect(second.sent).toMatchObject([{ status: 'resolved', groupKey: first.sent[0]?.groupKey, alerts: [{ fingerprint: first.sent[0]?.alerts[0]?.fingerprint, startsAt: began, endsAt: clock.wall() }] }]);
  expect(statesIn(second.store)).toEqual([['inactive', began]]);
  await second.service.close(100);
});

test('rules that are read anew while it goes on: what happens until they are ready is neither lost nor told twice', async () => {
  const clock = new HandClock();
  let ready: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    ready = resolve;
  });
  let asked = 0;
  const { service, store, sent } = await serviceOn(temporaryFolder(), clock, WEB, {
    past: async function* past(): AsyncGenerator<Snapshot> {
      asked += 1;
      yield processes(-2, 'web');
      await gate;
      yield processes(-1, 'db');
    },
  });
  service.evaluate(processes(0, 'db'));
  const groups = rulesOf(`${WEB}- alert: Lately\n  when: count_over_time(process.up{name="web"}[1m]) >= 3\n`);
  const reloading = service.reload({ groups, settings: { to: ['kept'], groupBy: ['alertname'], groupWait: 0, groupInterval: 0, repeat: 3_600_000, quiet: [], inhibit: [] }, channels: new Map() });
  await sleep(5);
  expect(asked).toBe(1);
  clock.pass(1);
  service.evaluate(processes(1, 'web'));
  const began = clock.wall();
  await expect.poll(() => sent.length).toBe(1);
  ready();
  await reloading;
  clock.pass(1);
  service.evaluate(processes(2, 'web'));
  // One of before, one that came meanwhile, one now.
  expect(store.load(0).instances.map(({ rule, state, startsAt }) => [rule, state, startsAt]).toSorted()).toEqual([['rules/Lately', 'firing', clock.wall()], ['rules/Web', 'firing', began]]);
  expect(store.events.list().filter(({ rule, what }) => rule === 'rules/Web' && (what === 'firing' || what === 'notified'))).toHaveLength(2);
  await service.close(100);
});

test('an acknowledgement is over when its alert is, also one that came too late, and one whose rule is gone', async () => {
  const folder = temporaryFolder();
  const clock = new HandClock();
  const { service, store } = await serviceOn(folder, clock, WEB);
  service.evaluate(processes(0, 'web'));
  const [{ fingerprint } = { fingerprint: '' }] = store.load(0).instances;
  const beside = async (): Promise<void> => {
    const own = await AlertStore.open(folder, { readOnly: false });
    acknowledgeIn(own, fingerprint, 'ann', '', clock.wall());
    own.close();
  };
  await beside();
  clock.pass(1);
  service.evaluate(processes(1, 'web'));
  expect(store.silences.list(clock.wall())).toHaveLength(1);
  clock.pass(1);
  service.evaluate(processes(2));
  expect(store.silences.list(clock.wall())).toEqual([]);
  // Ann saw it firing, and was slower than its end.
  await beside();
  clock.pass(1);
  service.evaluate(processes(3));
  expect(store.silences.list(clock.wall())).toEqual([]);
  await service.close(0);
});

test('a clock that is set two hours forward and one back neither fires nor resolves anything, and lengths go on', async () => {
  const clock = new HandClock();
  const { service, store, sent } = await serviceOn(temporaryFolder(), clock, `${WEB}- alert: Long\n  when: process.up{name="web"} for 10s\n- alert: Gone\n  when: absent(process.up{name="db"}) for 5s\n`);
  service.evaluate(processes(0, 'web', 'db'));
  const began = clock.wall();
  let shown = 0;
  for (let second = 1; second <= 20; second += 1) {
    clock.pass(1);
    if (second === 4) shown += 7200;
    if (second === 4) clock.set(7200);
    if (second === 8) shown -= 3600;
    if (second === 8) clock.set(-3600);
    service.evaluate(processes(second + shown, 'web', 'db'));
    if (second === 9) expect(store.load(0).instances.map(({ rule, state }) => [rule, state]).toSorted()).toEqual([['rules/Long', 'pending'], ['rules/Web', 'firing']]);
  }
  expect(store.events.list().filter(({ what }) => what === 'firing' || what === 'resolved').map(({ rule, what }) => [rule, what])).toEqual([['rules/Web', 'firing'], ['rules/Long', 'firing']]);
  expect(store.load(0).instances.find(({ rule }) => rule === 'rules/Web')?.startsAt).toBe(began);
  await expect.poll(() => sent.length).toBe(2);
  await service.close(100);
});
