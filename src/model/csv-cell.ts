/** A spreadsheet takes these, full-width ones included, for a formula: a quote before them makes them text. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** A value as it stands in CSV (RFC 4180): numbers as they are, lists by spaces, nothing for what is not known. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  const guarded = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
