import { writeReference, type SecretReference } from '../../config/secrets.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { partsOfUrl } from './conceal.ts';
import type { NotifierServices } from './notifier.ts';

/** That a secret is of no use: says where it is, and never what. */
export const unusable = (reference: SecretReference, what: string, mend: string): UserError =>
  new UserError(what, { where: writeReference(reference), mend, exitCode: EXIT.configuration });

const VISIBLE = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** A secret that goes into a header or an address: one line of ASCII. Throws a UserError otherwise. */
export function secretLine(reference: SecretReference, services: NotifierServices): string {
  const text = services.secret(reference);
  if (VISIBLE.test(text)) return text;
  throw unusable(reference, 'this secret is more than one line of plain characters', 'write the secret only, without spaces and line breaks around it');
}

export interface Address {
  readonly url: URL;
  /** What may not be shown of it: nothing, unless the address is itself a secret. */
  readonly secrets: readonly string[];
}

/** The address that a setting holds or refers to. Throws a UserError when what is referred to is none. */
export function addressOf(setting: string | SecretReference, services: NotifierServices): Address {
  if (typeof setting === 'string') return { url: new URL(setting), secrets: [] };
  const text = secretLine(setting, services);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return { url, secrets: [text, ...partsOfUrl(url)] };
  throw unusable(setting, 'what stands there is no address of the web', 'write the whole address, with https:// in front');
}

/** An address below another one: `https://host/prefix` and `api/v2/alerts`. */
export function below(base: string, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  return url;
}
