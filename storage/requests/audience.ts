/** Active sessions of a minute. */
export interface AudienceRow {
  readonly region: string;
  readonly cohort: string;
  readonly sessions: number;
}

/** Rows as they are stored; none for what is damaged. */
export function audienceOf(json: string): AudienceRow[] {
  try {
    const value: unknown = JSON.parse(json);
    if (!Array.isArray(value)) return [];
    return value.filter((row): row is AudienceRow => typeof row === 'object' && row !== null && 'region' in row && typeof row.region === 'string' && 'cohort' in row && typeof row.cohort === 'string' && 'sessions' in row && typeof row.sessions === 'number');
  } catch {
    return [];
  }
}
