import { makeNotifier } from '../alerts/delivery/notifiers/index.ts';
import type { Channel } from '../alerts/delivery/channel-queue.ts';
import type { NotifierServices } from '../alerts/delivery/notifier.ts';
import { notifySettings } from '../alerts/notify/from-config.ts';
import { loadRules, type LoadedRules, type RulesAround } from '../alerts/rules/load-rules.ts';
import type { Config } from '../config/schema.ts';
import { suggest } from '../analysis/nearest.ts';
import { EXIT, UserError } from '../model/errors.ts';
import type { Watched } from './alert-service.ts';

/** A receiver of its own program takes several messages at once; people read one after the other. */
const AT_ONCE: Readonly<Record<string, number>> = { webhook: 4 };
/** The notifier's own limit comes first. */
const BEYOND_MILLISECONDS = 5000;
const USUAL_TIMEOUT_SECONDS = 30;

/** What the configuration asks to watch for. Throws a `UserError` (exit code 78): rules with faults, channels that are not there, secrets that cannot be had. */
export function watchedBy(config: Config, around: RulesAround, services: NotifierServices): Watched & { readonly rules: LoadedRules } {
  const rules = loadRules(config.alerts.rules, around);
  const names = Object.keys(config.alerts.channels);
  const known = (name: string, where: string): void => {
    if (!names.includes(name)) throw new UserError(`there is no channel "${name}"`, { where, mend: names.length === 0 ? 'add it under alerts.channels' : suggest(name, names), exitCode: EXIT.configuration });
  };
  for (const name of config.alerts.to) known(name, 'alerts.to');
  for (const rule of rules.groups.flatMap((group) => group.rules)) {
    if (rule.type === 'alert') for (const name of rule.to ?? []) known(name, `${rule.place.path}:${rule.place.line}:${rule.place.column}`);
  }
  const channels = new Map(Object.entries(config.alerts.channels).map(([name, settings]): [string, Channel] => {
    const seconds = 'timeout' in settings && typeof settings.timeout === 'number' ? settings.timeout : USUAL_TIMEOUT_SECONDS;
    return [name, { notifier: makeNotifier(name, settings, services), rate: settings.rate, atOnce: AT_ONCE[settings.type] ?? 1, timeoutMilliseconds: seconds * 1000 + BEYOND_MILLISECONDS }];
  }));
  return { groups: rules.groups, settings: notifySettings(config), channels, rules };
}
