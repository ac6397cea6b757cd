/**
 * Text from outside (process names, arguments, paths, users, log lines) is hostile: it may hold
 * escape sequences, bidirectional overrides or zero-width characters that forge what a terminal,
 * a mail or a CSV shows. It becomes `SafeText` once, at the boundary; sinks take nothing else.
 */
declare const safe: unique symbol;

/** Text free of control, format, surrogate and private-use characters. */
export type SafeText = string & { readonly [safe]: true };

// \p{C}: Cc C0/DEL/C1, Cf bidi marks and zero-width, Cs lone surrogates, Co private use, Cn unassigned.
// Default-ignorable code points (variation selectors, fillers) draw nothing and break column widths.
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'gu');
const BLANK_ALL = /[\t\n\r]+/g;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** What stands where an unsafe character stood. */
export const PLACEHOLDER = '\u{FFFD}';

const isSafe = (text: string): text is SafeText => PRINTABLE_ASCII.test(text) || !UNSAFE.test(text);

/** Makes foreign text safe to show: line breaks and tabs become a space, all else unsafe a visible placeholder. */
export function safeText(raw: string): SafeText {
  if (isSafe(raw)) return raw;
  const cleaned = raw.replace(BLANK_ALL, ' ').replace(UNSAFE_ALL, PLACEHOLDER);
  return isSafe(cleaned) ? cleaned : EMPTY_TEXT;
}

export const EMPTY_TEXT: SafeText = safeText('');
