import type { LogPosition } from '../../collectors/access-logs/index.ts';

/** Positions of logs as the store has them; none for what is damaged. */
export function positionsOf(json: string | undefined): readonly LogPosition[] {
  if (json === undefined) return [];
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter(isPosition) : [];
  } catch {
    return [];
  }
}

const TEXTS = ['path', 'device', 'inode', 'head'] as const;
const NUMBERS = ['headBytes', 'offset'] as const;

function isPosition(value: unknown): value is LogPosition {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return TEXTS.every((name) => typeof fields[name] === 'string') && NUMBERS.every((name) => typeof fields[name] === 'number' && Number.isFinite(fields[name]));
}
