import { writeSync } from 'node:fs';
import { Dispatcher } from '../../src/alerts/delivery/dispatcher.ts';
import { makeNotifier } from '../../src/alerts/delivery/notifiers/index.ts';
import { SYSTEM_CLOCK } from '../../src/alerts/clock.ts';
import { channelsSetting } from '../../src/config/channels/index.ts';
import { AlertStore } from '../../storage/alerts/store.ts';
import { commitOf, event, instance, message } from '../storage/alerts/samples.ts';

// Stores transitions and delivers them until it is killed, and says which were stored; without a ROUND it only delivers what is
// left, and ends: `alerts-deliverer.ts FOLDER PORT [ROUND]`.
const [folder = '', port = '', round] = process.argv.slice(2);
const settings = channelsSetting.parse(Object.fromEntries(['one', 'four'].map((name) => [name, { type: 'webhook', url: `http://127.0.0.1:${port}/${name}`, allowPrivate: true }])));
const services = { secret: () => '', now: Date.now };
const channels = new Map(Object.entries(settings).map(([name, own]) => [name, { notifier: makeNotifier(name, own, services), rate: { burst: 1000, perSecond: 1000 }, atOnce: name === 'four' ? 4 : 1, timeoutMilliseconds: 400 }]));
const store = await AlertStore.open(folder, { readOnly: false });
const dispatcher = new Dispatcher({ outbox: store.outbox, channels, clock: SYSTEM_CLOCK, random: Math.random, listener: { onDead: (name, { id }, detail) => writeSync(1, `dead ${name} ${id} ${detail}\n`), onBroken: (name, detail) => writeSync(1, `broken ${name} ${detail}\n`) } });
dispatcher.start();
writeSync(1, 'open\n');

for (let number = 0; ; number += 1) {
  if (round === undefined) break;
  const name = `${round}-${number}`;
  const time = Date.now();
  const messages = ['one', 'four'].map((channel) => message(`${name}-${channel}`, { channel, groupKey: `group-${number % 5}`, dueAt: time, time }));
  store.commit(commitOf({ time, instances: [instance({ fingerprint: `f${number % 50}`, savedAt: time })], events: [event({ time })], messages, groups: [{ groupKey: `group-${number % 5}`, channel: 'one', toldAt: time, firing: [name] }] }));
  writeSync(1, `${messages.map(({ id }) => id).join(' ')}\n`);
  dispatcher.wake();
  // Not faster than it can be delivered, or most would be left for the end.
  await new Promise((resolve) => setTimeout(resolve, 15));
}
while (store.outbox.channels().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
await dispatcher.close(1000);
store.close();
