import type { LabelSet } from '../language/label-set.ts';
import type { Severity } from '../notification.ts';
import type { Silence } from '../state.ts';
import { isQuiet, matchesAll, type NotifySettings } from './settings.ts';

/** Why an alert that fires is not told. */
export type Suppression =
  | { readonly kind: 'silenced'; readonly detail: string; readonly silence: string }
  | { readonly kind: 'acknowledged'; readonly detail: string; readonly silence: string }
  | { readonly kind: 'inhibited'; readonly detail: string }
  | { readonly kind: 'quiet'; readonly detail: string };

interface Firing {
  readonly fingerprint: string;
  readonly labels: LabelSet;
  readonly severity: Severity;
}

const clock = (time: number): string => new Date(time).toLocaleString('sv').slice(0, 16);

/** Why each of the firing alerts is not told; those that are told are left out. `time`: ms since the epoch. */
export function suppressions(firing: readonly Firing[], silences: readonly Silence[], { inhibit, quiet }: Pick<NotifySettings, 'inhibit' | 'quiet'>, time: number): Map<string, Suppression> {
  const found = new Map<string, Suppression>();
  const active = silences.filter(({ startsAt, endsAt }) => startsAt <= time && time < endsAt);
  for (const alert of firing) {
    const suppression = silenced(alert, active) ?? inhibited(alert, firing, inhibit) ?? quietly(alert, quiet, time);
    if (suppression !== undefined) found.set(alert.fingerprint, suppression);
  }
  return found;
}

function silenced({ fingerprint, labels }: Firing, silences: readonly Silence[]): Suppression | undefined {
  for (const { id, acknowledges, matchers, endsAt, author, comment } of silences) {
    const by = `by ${author}${comment === '' ? '' : `: ${comment}`}`;
    if (acknowledges === undefined ? matchers.length > 0 && matchesAll(matchers, labels) : acknowledges === fingerprint) {
      return acknowledges === undefined ? { kind: 'silenced', detail: `until ${clock(endsAt)} ${by}`, silence: id } : { kind: 'acknowledged', detail: by, silence: id };
    }
  }
  return undefined;
}

function inhibited({ fingerprint, labels }: Firing, firing: readonly Firing[], inhibitions: NotifySettings['inhibit']): Suppression | undefined {
  for (const { source, target, equal } of inhibitions) {
    if (!matchesAll(target, labels)) continue;
    const by = firing.find((other) => other.fingerprint !== fingerprint && matchesAll(source, other.labels) && equal.every((label) => other.labels.get(label) === labels.get(label)));
    // One that is a source and a target of the same rule does not keep itself down.
    if (by !== undefined && !(matchesAll(source, labels) && matchesAll(target, by.labels))) return { kind: 'inhibited', detail: `while ${by.labels.get('alertname')} fires` };
  }
  return undefined;
}

function quietly({ severity }: Firing, quiet: NotifySettings['quiet'], time: number): Suppression | undefined {
  return quiet.some((hours) => isQuiet(hours, severity, time)) ? { kind: 'quiet', detail: 'quiet hours' } : undefined;
}
