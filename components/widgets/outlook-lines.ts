import { exhaustionWords } from '../../src/analysis/exhaustion/words.ts';
import { unitOf } from '../../src/model/kind.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { fit } from '../../src/model/text-width.ts';
import { formatValue } from '../../src/model/units.ts';
import type { Foreseen } from '../../src/model/timeline.ts';
import type { Painter } from '../theme/tokens.ts';
import { fitPainted } from './painted.ts';

const NAMES: Readonly<Record<string, string>> = { anonymousBytes: 'memory', openFiles: 'open files', threads: 'threads' };
const LABEL = 11;

/** Where a process is on its way to a limit, a line each; then what it has left of those that it is not on its way to. */
export function outlookLines(limits: readonly Foreseen[], paint: Painter, columns: number): string[] {
  const line = (label: string, text: string): string => fitPainted(` ${paint('dim', fit(label, LABEL))}${text}`, columns);
  const name = ({ figure }: Foreseen): string => NAMES[figure] ?? figure;
  const unit = ({ figure }: Foreseen) => unitOf(processKind, figure);
  const lines = limits.flatMap((limit) => {
    const { forecast } = limit;
    if (forecast === undefined) return [];
    return [line('heads for', paint('warn', `${limit.of}: ${name(limit)} ${formatValue(unit(limit), limit.value)}, ${exhaustionWords(forecast, unit(limit), limit.limit)}; ${Math.round(forecast.confidence * 100)}% sure`))];
  });
  const others = limits.filter(({ forecast }) => forecast === undefined);
  if (others.length > 0) lines.push(line('room left', others.map((limit) => `${name(limit)} ${formatValue(unit(limit), limit.limit - limit.value)} (${limit.of})`).join(', ')));
  return lines;
}
