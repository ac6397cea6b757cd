import type { AlertEvent } from '../../model/alerts/state.ts';
import { SCHEMA } from '../../model/json.ts';
import { alertLines } from '../../monitors/alert-desk.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { textTable } from '../../model/text-table.ts';
import { isoTime, localTime } from '../history/words.ts';
import { type AlertsContext, withAlerts } from './context.ts';
import { labelWords, nameOf, SHORT_ID } from './list.ts';
import { byBeginning } from './silence.ts';

const MOST = 10_000;

/** `alerts history`: what happened to alerts, the oldest first. */
export function alertHistory(context: AlertsContext, { last, json }: { readonly last: number; readonly json: boolean }): Promise<HistoryResult> {
  return withAlerts(context, true, (store) => {
    const events = store.events.list({ since: context.now - last, newest: MOST });
    if (json) return said(`${JSON.stringify({ schema: SCHEMA, events: events.map(eventJson) }, undefined, 2)}\n`);
    if (events.length === 0) return said('nothing happened\n');
    const rows = textTable([['TIME', 'ALERT', 'ID', 'WHAT', 'WHY'], ...events.map(({ time, rule, fingerprint, what, detail }) => [localTime(time), safeText(rule.slice(rule.indexOf('/') + 1)), fingerprint.slice(0, SHORT_ID), what, safeText(detail)])], [false, false, false, false, false]);
    return said(`${rows.join('\n')}\n`);
  });
}

const eventJson = ({ time, fingerprint, rule, what, detail }: AlertEvent) => ({ time: isoTime(time), id: fingerprint, rule, what, detail });

/** `alerts explain`: everything that happened to one alert, each attempt to tell it among it. */
export function explainAlert(context: AlertsContext, id: string, json: boolean): Promise<HistoryResult> {
  return withAlerts(context, true, (store) => {
    const { instances } = store.load(context.now);
    const known = new Map(store.events.list({ newest: MOST }).map(({ fingerprint, rule }) => [fingerprint, rule]));
    for (const { fingerprint, rule } of instances) known.set(fingerprint, rule);
    const [fingerprint, rule] = byBeginning([...known], ([own]) => own, id, 'alert');
    const instance = instances.find((each) => each.fingerprint === fingerprint);
    const events = store.events.list({ fingerprint, newest: MOST });
    const attempts = store.deliveries.attempts({ fingerprint });
    if (json) {
      return said(`${JSON.stringify({
        schema: SCHEMA, id: fingerprint, rule, state: instance?.state ?? null, labels: instance?.labels ?? null, annotations: instance?.annotations ?? null, events: events.map(eventJson),
        attempts: attempts.map(({ id: message, channel, time, milliseconds, outcome, detail }) => ({ time: isoTime(time), message, channel, milliseconds, outcome, detail })),
      }, undefined, 2)}\n`);
    }
    const lines = alertLines(store, fingerprint);
    const head = instance === undefined ? `${rule} ${fingerprint}` : `${nameOf(instance)} ${labelWords(instance)} (${instance.state})`;
    return said(`${safeText(head)}\n${lines.map(({ time, text }) => `  ${localTime(time)}  ${safeText(text)}\n`).join('')}`);
  });
}
