import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dispatcher } from '../../../src/alerts/delivery/dispatcher.ts';
import type { OutboxMessage } from '../../../src/alerts/state.ts';
import { openStore } from '../../storage/alerts/support.ts';
import { after, again, type Answer, channel, commitOf, DELIVERED, hang, holdTime, message, outboxOf, pass, Receiver } from './dispatching.ts';

const RUNS = Number(process.env['DELIVERY_RUNS'] ?? 40);
const CHANNELS = ['slack', 'hook'];

const answers: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Answer>(DELIVERED) },
  { weight: 3, arbitrary: fc.constant<Answer>(again()) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 120_000 }).map((wait): Answer => again(wait)) },
  { weight: 1, arbitrary: fc.constant<Answer>(hang) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((wait) => after(wait, DELIVERED)) },
);

/** One thing that happens; then some time passes. */
const steps = fc.record({
  what: fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('message' as const), channel: fc.constantFrom(...CHANNELS), group: fc.constantFrom('a', 'b', 'c'), status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const), delay: fc.constantFrom(0, 0, 0, 30_000) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('room' as const), room: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restart' as const), grace: fc.integer({ min: 0, max: 10_000 }) }) },
  ),
  pause: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 200_000 })),
});

/** A receiver that remembers what it took, in order. */
class Taker extends Receiver {
  readonly taken: string[] = [];

  override async send(notification: { readonly id: string }, signal: AbortSignal): ReturnType<Receiver['send']> {
    const outcome = await super.send(notification, signal);
    if (outcome.result === 'delivered') this.taken.push(notification.id);
    return outcome;
  }
}

test('whatever fails, whenever: nothing is lost, groups keep their order, and nothing is sent twice but what a restart cut short', async () => {
  holdTime();
  const store = await openStore();
  store.database.exec('PRAGMA synchronous=OFF');
  await fc.assert(fc.asyncProperty(fc.array(steps, { maxLength: 40 }), fc.array(answers, { maxLength: 30 }), fc.array(answers, { maxLength: 30 }), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (script, ofSlack, ofHook, stream) => {
    store.database.exec('DELETE FROM message; DELETE FROM event');
    const has = { room: true };
    const receivers = { slack: new Taker(...ofSlack, DELIVERED), hook: new Taker(...ofHook, DELIVERED) };
    const channels = new Map([['slack', channel(receivers.slack, { rate: { burst: 5, perSecond: 1 } })], ['hook', channel(receivers.hook, { atOnce: 4 })]]);
    const started = (): Dispatcher => {
      const made = new Dispatcher({ channels, outbox: outboxOf(store, has), clock: { wall: Date.now, monotonic: () => performance.now() }, random: () => Number(stream.next().value), listener: { onDead: () => undefined, onBroken: () => undefined } });
      made.start();
      return made;
    };
    let dispatcher = started();
    let restarted = false;
    const all: OutboxMessage[] = [];
    let held: OutboxMessage[] = [];
    /** As the one who evaluates does: what could not be stored goes from memory, and is stored with the next that can be. */
    const evaluate = (messages: readonly OutboxMessage[]): void => {
      held.push(...messages);
      if (has.room) {
        store.commit(commitOf({ time: Date.now(), messages: held }));
        held = [];
        dispatcher.wake();
      } else dispatcher.deliverNow(messages);
    };
    for (const { what, pause } of script) {
      if (what.type === 'room') has.room = what.room;
      else if (what.type === 'restart') {
        restarted = true;
        const closing = dispatcher.close(what.grace);
        await pass(what.grace + 2000);
        await closing;
        dispatcher = started();
        if (!has.room) dispatcher.deliverNow(held);
      } else {
        const next = message(`m${all.length}`, { channel: what.channel, groupKey: what.group, status: what.status, dueAt: Date.now() + what.delay });
        all.push(next);
        evaluate([next]);
      }
      await pass(pause);
    }
    has.room = true;
    evaluate([]);
    for (let minutes = 0; minutes < 600 && store.outbox.channels().length > 0; minutes += 1) await pass(60_000);
    const closing = dispatcher.close(0);
    await pass(2000);
    await closing;
    const dropped = new Set(store.deliveries.messages().filter(({ result }) => result === 'dropped').map(({ id }) => id));
    for (const [name, { taken, attempts }] of Object.entries(receivers)) {
      const own = all.filter((each) => each.channel === name);
      // One that went out from memory is not known to the next process, which may find it outdated.
      const firsts = [...new Set(taken)].filter((id) => !restarted || !dropped.has(id));
      expect(own.filter(({ id }) => !dropped.has(id)).map(({ id }) => id).toSorted()).toEqual(firsts.toSorted());
      for (const group of ['a', 'b', 'c']) {
        const ids = own.filter(({ id, notification: { groupKey } }) => groupKey === group && !dropped.has(id)).map(({ id }) => id);
        expect(firsts.filter((id) => ids.includes(id))).toEqual(ids);
      }
      if (restarted) continue;
      // What was dropped nobody heard of.
      expect(attempts.filter((each) => dropped.has(each.split(' ')[0] ?? ''))).toEqual([]);
      expect(taken).toHaveLength(firsts.length);
    }
  }), { numRuns: RUNS });
}, 600_000);
