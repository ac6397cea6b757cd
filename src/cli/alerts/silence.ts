import { randomUUID } from 'node:crypto';
import { inner } from '../../alerts/language/ast.ts';
import { ExpressionError } from '../../alerts/language/expression-error.ts';
import { parseExpression } from '../../alerts/language/parser.ts';
import { writeDuration } from '../../alerts/language/duration.ts';
import { acknowledgeIn } from '../../monitors/alert-desk.ts';
import type { Silence, StoredInstance } from '../../model/alerts/state.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';
import { type HistoryResult, said } from '../history/open.ts';
import { counted } from '../../model/words.ts';
import { localTime } from '../history/words.ts';
import { type AlertsContext, withAlerts } from './context.ts';
import { labelWords, matcherWords, nameOf, SHORT_ID } from './list.ts';

export interface SilenceRequest {
  readonly matchers: readonly string[];
  /** Ms. */
  readonly for: number;
  readonly comment: string;
  readonly author: string | undefined;
}

/** `name=web`, `severity=~"warn.*"`, or the name of a rule alone. Throws a `UserError`. */
export function parseMatchers(texts: readonly string[]): Silence['matchers'] {
  return texts.flatMap((text): Silence['matchers'] => {
    if (/^[\w.:-]+$/.test(text)) return [{ label: 'alertname', operator: '=', value: text }];
    // The shell has eaten the quotes.
    const quoted = text.replace(/^([a-zA-Z_]\w*)(=~|!~|!=|=(?!~))([^"'`].*)$/s, (_, label: string, operator: string, value: string) => `${label}${operator}${JSON.stringify(value)}`);
    try {
      // With a name: without one, matchers that all fit nothing too (!=) are refused.
      const node = inner(parseExpression(`alert{${quoted}}`));
      if (node.type === 'selector' && node.matchers.length > 0) return [...node.matchers];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
    }
    throw new UserError(`"${safeText(text)}" says not which alerts`, { mend: 'write the name of a rule, or label=value, label=~pattern', exitCode: EXIT.usage });
  });
}

/** `alerts silence`: what fits is not told for a while. */
export function addSilence(context: AlertsContext, { matchers: texts, for: length, comment, author }: SilenceRequest): Promise<HistoryResult> {
  return withAlerts(context, false, (store) => {
    const matchers = parseMatchers(texts);
    const silence: Silence = { id: randomUUID(), matchers, startsAt: context.now, endsAt: context.now + length, author: author ?? context.user, comment, acknowledges: undefined };
    store.silences.add(silence);
    return said(`silence ${silence.id.slice(0, SHORT_ID)}: ${safeText(matcherWords(matchers))} for ${writeDuration(length)}, until ${localTime(silence.endsAt)}\n`);
  });
}

/** What begins so; throws a `UserError` where none or several do. */
export function byBeginning<Item>(items: readonly Item[], idOf: (item: Item) => string, beginning: string, what: string): Item {
  const found = items.filter((item) => idOf(item).startsWith(beginning));
  const [first] = found;
  if (first !== undefined && (found.length === 1 || idOf(first) === beginning)) return first;
  throw new UserError(found.length === 0 ? `there is no ${what} "${safeText(beginning)}"` : `${found.length} ${what}s begin with "${safeText(beginning)}"`, { mend: 'pyprocwatch alerts list shows them', exitCode: EXIT.usage });
}

/** `alerts unsilence`. */
export function endSilence(context: AlertsContext, id: string): Promise<HistoryResult> {
  return withAlerts(context, false, (store) => {
    const silence = byBeginning(store.silences.list(context.now), ({ id: own }) => own, id, 'silence');
    store.silences.expire(silence.id, context.now);
    return said(`silence ${silence.id.slice(0, SHORT_ID)} is over${silence.acknowledges === undefined ? '' : ' (it was an acknowledgement)'}\n`);
  });
}

/** An alert by its id, or all firing ones of a rule by its name. Throws a `UserError`. */
export function alertsNamed(instances: readonly StoredInstance[], what: string): readonly StoredInstance[] {
  const named = instances.filter((each) => nameOf(each) === what && each.state === 'firing');
  return named.length > 0 ? named : [byBeginning(instances, ({ fingerprint }) => fingerprint, what, 'alert')];
}

/** `alerts ack`: it is seen to; it is not told again, but its end is. */
export function acknowledge(context: AlertsContext, what: string, comment: string): Promise<HistoryResult> {
  return withAlerts(context, false, (store) => {
    const { now, user } = context;
    const firing = alertsNamed(store.load(now).instances, what).filter(({ state }) => state === 'firing');
    if (firing.length === 0) throw new UserError(`"${safeText(what)}" does not fire`, { mend: 'only what fires can be acknowledged', exitCode: EXIT.usage });
    for (const { fingerprint } of firing) acknowledgeIn(store, fingerprint, user, comment, now);
    return said(`${counted(firing.length, 'alert is', 'alerts are')} acknowledged: ${firing.map((each) => `${safeText(nameOf(each))} ${safeText(labelWords(each))}`).join('; ')}\n`);
  });
}
