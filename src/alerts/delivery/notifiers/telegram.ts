import { z } from 'zod';
import { telegram as settings, type TelegramSettings } from '../../../config/channels/telegram.ts';
import { withoutMentions } from '../chat-text.ts';
import { notifierOf } from '../faults.ts';
import { HttpPost, type Answer } from '../http-post.ts';
import type { NotifierKind, NotifierServices, Outcome } from '../notifier.ts';
import { waitFor } from '../retry-after.ts';
import { below, secretLine, unusable } from '../secret-values.ts';
import { fitted, plainText } from '../texts.ts';

const MOST_TEXT = 4096;
const TOKEN = /^\d{1,20}:[\w-]{1,128}$/;
/** A 400 that is not about the text. */
const WRONG_CHAT = /chat not found|group chat was upgraded|thread not found|topic|not enough rights|have no rights|kicked|peer_id_invalid/i;

const said = z.object({ ok: z.boolean(), parameters: z.object({ retry_after: z.number().optional() }).optional() });

function parsed(text: string): z.output<typeof said> | undefined {
  try {
    return said.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function judge(post: HttpPost, answer: Answer): Outcome | undefined {
  const { ok, parameters } = parsed(answer.text) ?? {};
  const wait = parameters?.retry_after;
  if (answer.status === 429 && wait !== undefined) return { result: 'retry', detail: post.words(answer), retryAfterMilliseconds: waitFor(wait * 1000) };
  const misled = (answer.status === 400 && WRONG_CHAT.test(answer.text)) || (answer.status === 200 && ok !== true);
  return misled ? { result: 'failed', reason: 'configuration', detail: post.words(answer) } : undefined;
}

function make({ token: reference, chat, thread, url, ...http }: TelegramSettings, services: NotifierServices) {
  const token = secretLine(reference, services);
  if (!TOKEN.test(token)) throw unusable(reference, 'this is no bot token', 'write it as BotFather gave it: digits, a colon, letters');
  const post = new HttpPost(below(url, `bot${token}/sendMessage`), http, services, [token]);
  return notifierOf((notification, signal) => post.post({
    body: JSON.stringify({
      chat_id: chat,
      ...(thread === undefined ? {} : { message_thread_id: thread }),
      // No parse_mode: nothing in it is markup. A name after @ would be called all the same.
      text: fitted(notification, MOST_TEXT, (told) => withoutMentions(`${told.title}\n\n${plainText(told)}`), { zone: services.zone }),
      link_preview_options: { is_disabled: true },
    }),
    judge: (answer) => judge(post, answer),
  }, signal));
}

export const telegram: NotifierKind<TelegramSettings> = { settings, rate: settings.shape.rate.parse(undefined), make };
