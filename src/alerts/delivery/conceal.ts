import { MASK } from '../../model/redact.ts';

/** What a server may write instead of a character that means something to it. */
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const forms = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret.toWellFormed()),
  JSON.stringify(secret).slice(1, -1),
  html(secret),
  secret.replaceAll('/', String.raw`\/`),
  Buffer.from(secret).toString('base64'),
];

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The shortest part of an address that may be what makes it a secret. */
const SHORTEST_PART = 6;

/** Every part of a secret address that a server may repeat in what it answers. */
export function partsOfUrl({ href, pathname, search, searchParams, username, password }: URL): string[] {
  const parts = [pathname, decoded(pathname), ...pathname.split('/'), ...decoded(pathname).split('/'), ...searchParams.values()];
  const login = username === '' && password === '' ? [] : [decoded(password), `${decoded(username)}:${decoded(password)}`];
  return [href, `${pathname}${search}`, ...parts.filter((part) => part.length >= SHORTEST_PART), ...login].filter((part) => part.length > 1);
}

/** Makes what masks these secrets, however they are written, in text that comes from elsewhere. */
export function concealer(secrets: readonly string[]): (text: string) => string {
  // The longest first: a part of one that stays would give it away.
  const masked = [...new Set(secrets.flatMap(forms))].filter((form) => form !== '').sort((left, right) => right.length - left.length);
  return (text) => masked.reduce((shown, form) => shown.replaceAll(form, MASK), text);
}
