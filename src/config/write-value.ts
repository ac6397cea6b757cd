import { stringify } from 'yaml';
import { safeText } from '../model/safe-text.ts';

/** A value as YAML on one line: `1s`, `[pid, user]`, `{ warn: 50, critical: 90 }`. */
export const writeValue = (value: unknown): string =>
  safeText(stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd());
