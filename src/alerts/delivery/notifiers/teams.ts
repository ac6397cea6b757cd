import { teams as settings, type TeamsSettings } from '../../../config/channels/teams.ts';
import { inBytes } from '../clip.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost } from '../http-post.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { addressOf } from '../secret-values.ts';
import { fitted, headingOf, moreWords, type Told } from '../texts.ts';
import type { Notification, Severity } from '../../notification.ts';

/** Teams refuses messages of more than about 28 KB. */
const MOST_BYTES = 27_000;

interface Run {
  readonly text: string;
  readonly weight?: 'Bolder';
  readonly isSubtle?: boolean;
}

/** A paragraph whose text is no Markdown: in a TextBlock it would be. */
const paragraph = (...runs: readonly Run[]) => ({ type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) });

const styleOf = (status: 'firing' | 'resolved', severity: Severity): string =>
  (status === 'resolved' ? 'good' : { info: 'accent', warning: 'warning', critical: 'attention' }[severity]);

function card({ title, remarks, sections, more }: Told, severity: Severity): object {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      paragraph({ text: title, weight: 'Bolder' }),
      ...remarks.map((text) => paragraph({ text })),
      ...sections.map((section) => ({
        type: 'Container',
        style: styleOf(section.status, severity),
        spacing: 'Medium',
        items: [
          paragraph({ text: headingOf(section), weight: 'Bolder' }),
          ...section.facts.map(([name, words]) => paragraph({ text: `${name}: `, isSubtle: true }, { text: words })),
          ...(section.description === '' ? [] : [paragraph({ text: section.description })]),
        ],
      })),
      ...(more === 0 ? [] : [paragraph({ text: moreWords(more) })]),
    ],
  };
}

const bodyOf = (notification: Notification, zone: string | undefined): string => fitted(notification, MOST_BYTES, (told) => JSON.stringify({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card(told, notification.severity) }],
}), { zone, size: inBytes });

function make({ url: setting, ...http }: TeamsSettings, services: NotifierServices) {
  const { url, secrets } = addressOf(setting, services);
  const post = new HttpPost(url, http, services, secrets);
  return notifierOf((notification, signal) => post.post({
    body: bodyOf(notification, services.zone),
    judge(answer): Outcome | undefined {
      // Connectors say 200 and then that they failed.
      const failed = answer.status < 300 && /delivery failed|endpoint returned HTTP error/i.test(answer.text);
      if (!failed) return undefined;
      return /HTTP error (?:429|5\d\d)/i.test(answer.text) ? { result: 'retry', detail: post.words(answer) } : { result: 'failed', reason: 'refused', detail: post.words(answer) };
    },
  }, signal));
}

export const teams: NotifierKind<TeamsSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
