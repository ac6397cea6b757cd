import { endpoint } from '../../src/model/kinds/endpoint.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { formatValue } from '../../src/model/units.ts';
import type { Painter } from '../theme/tokens.ts';

const WARN_PERCENT = 1;
const CRITICAL_PERCENT = 5;

/** `  42 requests/s, 0.3 % fail`, painted; '' where nobody tells of requests. */
export function requestWords(snapshot: Snapshot | undefined, paint: Painter): string {
  const frame = snapshot?.frame(endpoint);
  if (frame === undefined) return '';
  let requests = 0;
  let failed = 0;
  for (let row = 0; row < frame.count; row += 1) {
    const rate = frame.number('requestsPerSecond', row);
    if (!(rate > 0)) continue;
    requests += rate;
    const percent = frame.number('errorPercent', row);
    if (percent > 0) failed += (rate * percent) / 100;
  }
  const percent = requests > 0 ? (failed / requests) * 100 : 0;
  const token = percent >= CRITICAL_PERCENT ? 'critical' : percent >= WARN_PERCENT ? 'warn' : 'text';
  return `  ${paint('strong', formatValue('perSecond', requests))} requests/s${failed > 0 ? `, ${paint(token, `${formatValue('percent', percent)} %`)} fail` : ''}`;
}
