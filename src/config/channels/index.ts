import { z } from 'zod';
import { FACTS } from '../facts.ts';
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

/** The settings of each type of channel; `src/alerts/delivery/notifiers/index.ts` says how each is sent to. */
export const CHANNEL_SCHEMAS = [email, webhook, slack, discord, teams, pagerduty, telegram, ntfy, alertmanager, exec] as const;

const channel = z.discriminatedUnion('type', CHANNEL_SCHEMAS).register(FACTS, { expects: 'a block of settings with a "type"', concealed: true });
export type ChannelSettings = z.output<typeof channel>;
export type ChannelType = ChannelSettings['type'];
export type SettingsByType = { readonly [S in ChannelSettings as S['type']]: S };

const channelName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/)
  .register(FACTS, { expects: 'a name of 1 to 64 letters, digits, dots, dashes and underscores' });

/** The channels by the names that rules and routes call them by. To be a privileged setting: they say what is run and where things are sent. */
export const channelsSetting = z.record(channelName, channel).register(FACTS, { privileged: true });
