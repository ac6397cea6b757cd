import { displayWidth } from '../../src/model/text-width.ts';
import type { Found } from '../dashboard/findings.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';
import { wrapWords } from './wrap.ts';

/** What was found unusual of one thing: its evidence, whole, however many lines that takes. */
export function findingLines(found: readonly Found[], paint: Painter, columns: number): string[] {
  return found.flatMap(({ type, score, words }) => {
    const head = ` ! ${type} ${Math.round(score)}% `;
    const indent = displayWidth(head) + 1;
    return wrapWords(words, Math.max(10, columns - indent - 1)).map((line, index) => fitPainted(`${index === 0 ? paint('critical', head) : ' '.repeat(indent - 1)} ${paint('text', line)}`, columns));
  });
}
