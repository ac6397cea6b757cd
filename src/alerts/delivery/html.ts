import { safeText } from '../../model/safe-text.ts';
import type { Severity } from '../notification.ts';
import { colourOf, cssColour } from './colours.ts';
import { headingOf, moreWords, type Told } from './texts.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Text as it stands in HTML, between tags and in quoted attributes. */
export const escapeHtml = (text: string): string => safeText(text).replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');

/** A page of HTML that loads nothing and links nowhere. */
export function htmlText({ title, remarks, sections, more }: Told, severity: Severity): string {
  const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
  const blocks = sections.map((section) => [
    `<div style="border-left:4px solid ${cssColour(colourOf(section.status, severity))};padding:2px 12px;margin:16px 0">`,
    `<h3 style="margin:0 0 4px">${escapeHtml(headingOf(section))}</h3>`,
    '<table style="border-collapse:collapse">',
    ...section.facts.map(([name, words]) => `<tr><td style="color:#666;padding-right:12px;vertical-align:top">${escapeHtml(name)}</td><td>${escapeHtml(words)}</td></tr>`),
    '</table>',
    ...(section.description === '' ? [] : [paragraph(section.description)]),
    '</div>',
  ].join('\n'));
  return [
    '<!DOCTYPE html>',
    `<html><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    '<body style="font-family:sans-serif;font-size:14px;color:#222">',
    ...remarks.map(paragraph),
    ...blocks,
    ...(more === 0 ? [] : [paragraph(moreWords(more))]),
    '</body></html>',
    '',
  ].join('\n');
}
