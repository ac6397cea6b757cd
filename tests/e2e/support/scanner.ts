/** Sequences that this program writes itself, as expressions; all else that is not printable is foreign. */
const OWN = [
  String.raw`\u001B\[[\d;]*m`, // looks
  String.raw`\u001B\[\d+;1H`, String.raw`\u001B\[H`, // to the beginning of a row
  String.raw`\u001B\[[02]?[JK]`, // erase
  String.raw`\u001B\[(?:\d+;\d+)?r`, String.raw`\u001B\[\d+[ST]`, // scroll a region
  String.raw`\u001B\[\?(?:25|7|1000|1006|1049|2004|2026)[hl]`, // modes
];
const OWN_ALL = new RegExp(OWN.join('|'), 'g');
/** Control, format (bidi, zero-width), surrogate, private use, unassigned; and what hides without being one of them. */
const FOREIGN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

export interface ScanOptions {
  /** Whether rows are told apart by line feeds, as in output without a terminal. */
  readonly lines?: boolean;
}

/** What does not belong into output of this program, each with what stands around it. */
export function foreignIn(bytes: Buffer, { lines = false }: ScanOptions = {}): string[] {
  let text: string;
  try {
    text = new TextDecoder('utf8', { fatal: true }).decode(bytes);
  } catch {
    return ['bytes that are not UTF-8'];
  }
  const left = text.replaceAll(OWN_ALL, '').replaceAll(lines ? '\n' : '\r\n', '');
  const found: string[] = [];
  let at = 0;
  for (const character of left) {
    if (FOREIGN.test(character)) found.push(`U+${(character.codePointAt(0) ?? 0).toString(16)} in ${JSON.stringify(left.slice(Math.max(0, at - 40), at + 20))}`);
    at += character.length;
  }
  return found.slice(0, 5);
}
