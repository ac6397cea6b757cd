import { displayWidth, fit } from '../../src/model/text-width.ts';
import { textTable } from '../../src/model/text-table.ts';
import { percentWords } from '../../src/model/words.ts';
import { partGiven, partWords } from '../../src/monitors/capacity/part.ts';
import type { PlanWish } from '../../src/monitors/capacity/plan-wish.ts';
import { RESOURCE_WORDS } from '../../src/monitors/capacity/resource-words.ts';
import { amountWords, NONE_HOLDS } from '../../src/monitors/capacity/words.ts';
import type { PlanPicture, ResourcePicture } from '../../src/monitors/forecasting/protocol.ts';
import type { Painter, Token } from '../theme/tokens.ts';
import { aheadWords, momentWords } from './forecast-words.ts';
import { fitPainted } from './painted.ts';
import { wrapWords } from './wrap.ts';

const DAY = 86_400_000;

/** What is planned, of what, how surely. */
export const capacityTitle = ({ days, confidence, of }: PlanWish): string =>
  `the next ${aheadWords(days * DAY)}, at ${percentWords(confidence)}: ${of === undefined ? 'all of it' : partWords(partGiven(of))}`;

/** What is otherwise than it was, each as it was asked; '' where nothing is. */
export function whatIfWords({ growth, grow, cheaper, campaigns, newRegions = [], margin, instance }: PlanWish): string {
  return [
    ...(growth === 1 ? [] : [`users x${growth}`]), ...grow.map((text) => `requests ${text}`), ...cheaper.map((text) => `cheaper ${text}`), ...campaigns.map((text) => `campaign ${text}`), ...newRegions.map((text) => `region like ${text}`),
    ...(Number.parseFloat(margin) === 0 ? [] : [`margin ${margin}`]), ...(instance === undefined ? [] : [`on ${instance}`]),
  ].join(' · ');
}

const known = (value: number, words: (value: number) => string): string => (Number.isNaN(value) ? '-' : words(value));

const HEAD = ['RESOURCE', 'WAS AT MOST', 'MOST LIKELY', 'NOT ABOVE', 'WHEN', 'BY REQUESTS', 'WITHOUT ANY'] as const;
const RIGHT = [false, true, true, true, false, true, true] as const;

function cellsOf({ resource, was, likely, bound, at, told, base }: ResourcePicture): readonly string[] {
  const amount = (value: number): string => known(value, (one) => amountWords(resource, one));
  return [RESOURCE_WORDS[resource], amount(was), amount(likely), amount(bound), momentWords(at), known(told, percentWords), amount(base)];
}

/** The highest of each resource, the one that is drawn marked; as many columns as there is room for. */
export function resourceLines({ resources }: PlanPicture, chosen: number, paint: Painter, columns: number): string[] {
  const rows = [HEAD, ...resources.map(cellsOf)];
  let count: number = HEAD.length;
  const lines = (): string[] => textTable(rows.map((row) => row.slice(0, count)), RIGHT.slice(0, count));
  while (count > 4 && Math.max(...lines().map((line) => displayWidth(line))) > columns - 1) count -= 1;
  return lines().map((line, index) => paint(index === 0 ? 'columnHeader' : index === chosen + 1 ? 'selected' : 'text', fit(` ${line}`, columns)));
}

/** What stands under the chart: on what, when how many, why, and what it costs. */
export function planLines({ words: { on, lines, notes, told } }: PlanPicture, paint: Painter, columns: number): string[] {
  const said = (token: Token, text: string): string[] => wrapWords(text, columns - 2).map((line) => fitPainted(` ${paint(token, line)}`, columns));
  const [first, ...others] = notes;
  const table = on === undefined ? [] : textTable(lines.rows, lines.right).map((line, index) => paint(index === 0 ? 'columnHeader' : 'text', fit(` ${line}`, columns)));
  return [
    ...said(on === undefined ? 'warn' : 'strong', on === undefined ? NONE_HOLDS : `On ${on}`),
    ...(first === undefined || on === undefined ? [] : said('text', first)), ...table, '', ...(on === undefined ? [] : others).flatMap((note) => said('text', note)), ...told.flatMap((line) => said('dim', line)),
  ];
}
