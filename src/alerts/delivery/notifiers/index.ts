import type { ChannelSettings, ChannelType, SettingsByType } from '../../../config/channels/index.ts';
import { EXIT, UserError } from '../../../model/errors.ts';
import type { Notifier, NotifierKind, NotifierServices } from '../notifier.ts';
import { alertmanager } from './alertmanager.ts';
import { discord } from './discord.ts';
import { email } from './email.ts';
import { exec } from './exec.ts';
import { ntfy } from './ntfy.ts';
import { pagerduty } from './pagerduty.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

type Kinds = { readonly [T in ChannelType]: NotifierKind<SettingsByType[T]> };

/** Every type of channel that there is. */
export const NOTIFIERS: Kinds = { email, webhook, slack, discord, teams, pagerduty, telegram, ntfy, alertmanager, exec };

const made = <T extends ChannelType>(type: T, settings: SettingsByType[T], services: NotifierServices): Notifier => NOTIFIERS[type].make(settings, services);

/**
 * The notifier of a channel of the configuration. `name`: what the configuration calls it, for errors. Its secrets are looked up now;
 * throws a UserError (exit code 78) when one cannot be had or used.
 */
export function makeNotifier(name: string, settings: ChannelSettings, services: NotifierServices): Notifier {
  try {
    return made(settings.type, settings, services);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const where = `alerts.channels.${name}${error.where === '' ? '' : `: ${error.where}`}`;
    throw new UserError(error.message, { where, mend: error.mend, exitCode: EXIT.configuration, cause: error });
  }
}
