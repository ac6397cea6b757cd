import { slack as settings, type SlackSettings } from '../../../config/channels/slack.ts';
import { escapeSlack } from '../chat-text.ts';
import { colourOf, cssColour } from '../colours.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { addressOf } from '../secret-values.ts';
import { fitted, plainText, titleOf } from '../texts.ts';
import type { Notification } from '../../notification.ts';

const MOST_TEXT = 3000;

function bodyOf(notification: Notification, zone: string | undefined): string {
  const title = escapeSlack(titleOf(notification));
  return JSON.stringify({
    text: title,
    // Without formatting nothing but & < > means anything.
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    attachments: [{
      fallback: title,
      color: cssColour(colourOf(notification.status, notification.severity)),
      text: fitted(notification, MOST_TEXT, (told) => escapeSlack(plainText(told)), { zone }),
      mrkdwn_in: [],
    }],
  });
}

function make({ url: setting, ...http }: SlackSettings, services: NotifierServices) {
  const { url, secrets } = addressOf(setting, services);
  const post = new HttpPost(url, http, services, secrets);
  return notifierOf((notification, signal) => post.post({
    body: bodyOf(notification, services.zone),
    judge(answer): Outcome | undefined {
      if (answer.status !== 200 || answer.text.trim() === 'ok') return undefined;
      // What answers 200 with a page of its own is not Slack.
      return { result: 'failed', reason: 'configuration', detail: `${post.words(answer)} ("ok" was expected)` };
    },
  }, signal));
}

export const slack: NotifierKind<SlackSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
