import { safeText } from '../../model/safe-text.ts';

/** A letter that looks like @ and calls nobody. */
const NOBODY = '\u{FF20}';

/** Text in which no name can be called (`@everyone`, `@channel`, `@name`), line breaks kept. */
export const withoutMentions = (text: string): string => text.split('\n').map((line) => safeText(line).replaceAll('@', NOBODY)).join('\n');

/** For Slack's text, where only these three mean something once formatting is off: `<!channel>` becomes `&lt;!channel&gt;`. */
export const escapeSlack = (text: string): string =>
  withoutMentions(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** For Discord's Markdown, which takes a backslash before any sign; before a colon where an address would become a link, or a name a picture. */
export const escapeDiscord = (text: string): string =>
  withoutMentions(text).replaceAll(/[\\*_~`|>#[\]()<]|:(?=\/\/|(?!\d{1,40}:)[\w+-]{1,40}:)/g, String.raw`\$&`);
