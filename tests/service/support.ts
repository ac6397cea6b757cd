import { readRuleFile } from '../../src/alerts/rules/rule-file.ts';
import type { RuleGroup } from '../../src/alerts/rules/rule.ts';
import { derive } from '../../src/engine/derive.ts';
import type { Notification } from '../../src/model/alerts/notification.ts';
import { FrameBuilder } from '../../src/model/frame.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { safeText } from '../../src/model/safe-text.ts';
import { Snapshot } from '../../src/model/snapshot.ts';
import { AlertService, type AlertServiceOptions } from '../../src/service/alert-service.ts';
import { makeLog } from '../../src/service/log.ts';
import { AlertStore } from '../../storage/alerts/store.ts';

export const STEP = 1000;
const BEGIN = Date.UTC(2026, 10, 28);

export const rulesOf = (text: string): RuleGroup[] => readRuleFile('rules.yaml', Buffer.from(text));

/** A log that is kept, a line of JSON each. */
export function keptLog(): { readonly log: AlertServiceOptions['log']; readonly lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  return { log: makeLog('debug', { write: (line) => void written.push(line) }), lines: () => written.map((line): Record<string, unknown> => JSON.parse(line)) };
}

/** Processes of these names, so many seconds after the beginning. */
export function processes(second: number, ...names: readonly string[]): Snapshot {
  const builder = new FrameBuilder(processKind);
  names.forEach((name, index) => builder.add({ pid: 100 + index, startTime: 1.7e9 + index, name: safeText(name), command: safeText(name), rssBytes: 1000 }));
  return new Snapshot(BEGIN + second * STEP, 1, [builder.build()], [], derive);
}

/** A clock that a test sets; both sides begin together. */
export class HandClock {
  #steady = 0;
  #wall = BEGIN;

  /** So many seconds go by. */
  pass(seconds: number): this {
    this.#steady += seconds * 1000;
    this.#wall += seconds * 1000;
    return this;
  }

  /** Somebody sets the wall clock. */
  set(seconds: number): this {
    this.#wall += seconds * 1000;
    return this;
  }

  readonly wall = (): number => this.#wall;
  readonly monotonic = (): number => this.#steady;
}

/** A service on a store in that folder, whose only channel keeps what it is sent. */
export async function serviceOn(folder: string, clock: HandClock, rules: string, more: Partial<AlertServiceOptions> = {}): Promise<{ readonly service: AlertService; readonly store: AlertStore; readonly sent: readonly Notification[]; readonly lines: () => Record<string, unknown>[] }> {
  const store = await AlertStore.open(folder, { readOnly: false });
  const sent: Notification[] = [];
  const { log, lines } = keptLog();
  const service = await AlertService.open({
    groups: rulesOf(rules), store, host: 'test', step: STEP, clock, random: () => 0.5, log, past: async function* none() { /* Nothing was recorded. */ },
    settings: { to: ['kept'], groupBy: ['alertname'], groupWait: 0, groupInterval: 0, repeat: 3_600_000, quiet: [], inhibit: [] },
    channels: new Map([['kept', {
      rate: { burst: 1000, perSecond: 1000 },
      notifier: {
        send: async (notification: Notification) => {
          sent.push(notification);
          return { result: 'delivered', detail: 'ok' } as const;
        },
        close: async () => undefined,
      },
    }]]),
    ...more,
  });
  return { service, store, sent, lines };
}
