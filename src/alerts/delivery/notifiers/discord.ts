import { discord as settings, type DiscordSettings } from '../../../config/channels/discord.ts';
import { escapeDiscord } from '../chat-text.ts';
import { colourOf } from '../colours.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices } from '../notifier.ts';
import { utcTime } from '../moments.ts';
import { addressOf } from '../secret-values.ts';
import { fitted, plainText, titleOf } from '../texts.ts';
import type { Notification } from '../../notification.ts';

/** Content 2000, a description 4096, all embeds together 6000. */
const MOST_DESCRIPTION = 4096;

function bodyOf(notification: Notification, zone: string | undefined): string {
  const { status, severity, time } = notification;
  return JSON.stringify({
    content: escapeDiscord(titleOf(notification)),
    allowed_mentions: { parse: [] },
    embeds: [{
      description: fitted(notification, MOST_DESCRIPTION, (told) => escapeDiscord(plainText(told)), { zone }),
      color: colourOf(status, severity),
      timestamp: utcTime(time),
    }],
  });
}

function make({ url: setting, ...http }: DiscordSettings, services: NotifierServices) {
  const { url, secrets } = addressOf(setting, services);
  const post = new HttpPost(url, http, services, secrets);
  return notifierOf((notification, signal) => post.post({ body: bodyOf(notification, services.zone) }, signal));
}

export const discord: NotifierKind<DiscordSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
