import { LabelSet } from '../../alerts/language/label-set.ts';
import { notifySettings } from '../../alerts/notify/from-config.ts';
import { suppressions, type Suppression } from '../../alerts/notify/suppression.ts';
import { SEVERITIES } from '../../model/alerts/notification.ts';
import type { Silence, StoredInstance } from '../../model/alerts/state.ts';
import { SCHEMA } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { textTable } from '../../model/text-table.ts';
import { counted } from '../../model/words.ts';
import { isoTime, localTime } from '../history/words.ts';
import { type AlertsContext, withAlerts } from './context.ts';

/** Ids are told by their beginning, as in git. */
export const SHORT_ID = 8;

export const severityOf = ({ labels }: Pick<StoredInstance, 'labels'>): (typeof SEVERITIES)[number] => SEVERITIES.find((each) => each === labels['severity']) ?? 'warning';
export const nameOf = ({ rule, labels }: Pick<StoredInstance, 'rule' | 'labels'>): string => labels['alertname'] ?? rule;
/** The labels that tell it from others of its rule. */
export const labelWords = ({ labels }: Pick<StoredInstance, 'labels'>): string => Object.entries(labels).filter(([name]) => name !== 'alertname' && name !== 'severity').map(([name, value]) => `${name}=${value}`).join(' ');

/** `alerts list`: what holds now, the worst first, and the silences there are. */
export function listAlerts(context: AlertsContext, { all, json }: { readonly all: boolean; readonly json: boolean }): Promise<HistoryResult> {
  return withAlerts(context, true, (store) => {
    const { config, now } = context;
    const { instances, silences, lost } = store.load(now);
    const firing = instances.filter(({ state }) => state === 'firing');
    const hidden = suppressions(firing.map((each) => ({ fingerprint: each.fingerprint, labels: LabelSet.of(Object.entries(each.labels)), severity: severityOf(each) })), silences, notifySettings(config), now);
    const shown = (all ? instances : instances.filter(({ state }) => state !== 'inactive'))
      .toSorted((left, right) => SEVERITIES.indexOf(severityOf(right)) - SEVERITIES.indexOf(severityOf(left)) || left.startsAt - right.startsAt);
    const faults = lost.map((what) => `not readable: ${safeText(what)}\n`).join('');
    return said(json ? asJson(shown, hidden, silences) : asText(shown, hidden, silences), 0, faults);
  });
}

const stateOf = ({ state, fingerprint }: StoredInstance, hidden: ReadonlyMap<string, Suppression>): string => (state === 'inactive' ? 'resolved' : state === 'pending' ? 'pending' : (hidden.get(fingerprint)?.kind ?? 'firing'));

function asText(shown: readonly StoredInstance[], hidden: ReadonlyMap<string, Suppression>, silences: readonly Silence[]): string {
  const lines = shown.length === 0 ? ['no alerts'] : textTable([
    ['ID', 'SEVERITY', 'STATE', 'ALERT', 'SINCE', 'SUMMARY', 'LABELS'],
    ...shown.map((each) => [
      each.fingerprint.slice(0, SHORT_ID), severityOf(each), stateOf(each, hidden), safeText(nameOf(each)), localTime(each.startsAt), safeText(each.annotations['summary'] ?? ''), safeText(labelWords(each)),
    ]),
  ], [false, false, false, false, false, false, false]);
  const own = silences.filter(({ acknowledges }) => acknowledges === undefined);
  if (own.length > 0) lines.push('', `${counted(own.length, 'silence', 'silences')}:`, ...textTable([['ID', 'UNTIL', 'BY', 'MATCHES', 'COMMENT'], ...own.map(({ id, endsAt, author, matchers, comment }) => [id.slice(0, SHORT_ID), localTime(endsAt), safeText(author), safeText(matcherWords(matchers)), safeText(comment)])], [false, false, false, false, false]));
  return `${lines.join('\n')}\n`;
}

export const matcherWords = (matchers: Silence['matchers']): string => matchers.map(({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`).join(' ');

const asJson = (shown: readonly StoredInstance[], hidden: ReadonlyMap<string, Suppression>, silences: readonly Silence[]): string => `${JSON.stringify({
  schema: SCHEMA,
  alerts: shown.map((each) => ({
    id: each.fingerprint, rule: each.rule, name: nameOf(each), severity: severityOf(each), state: stateOf(each, hidden), why: hidden.get(each.fingerprint)?.detail ?? null, since: isoTime(each.startsAt), firedAt: isoTime(each.firedAt),
    resolvedAt: isoTime(each.resolvedAt), value: Number.isFinite(each.value) ? each.value : null, labels: each.labels, annotations: each.annotations,
  })),
  silences: silences.map(({ id, matchers, startsAt, endsAt, author, comment, acknowledges }) => ({ id, matchers, startsAt: isoTime(startsAt), endsAt: isoTime(endsAt), author, comment, acknowledges: acknowledges ?? null })),
}, undefined, 2)}\n`;
