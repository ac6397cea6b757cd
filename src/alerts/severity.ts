import type { LabelSet } from './language/label-set.ts';
import { SEVERITIES, type Severity } from './notification.ts';

/** What a label of another's rules says of it (`page`, say) is a warning. */
export const severityOf = (labels: LabelSet): Severity => SEVERITIES.find((each) => each === labels.get('severity')) ?? 'warning';
