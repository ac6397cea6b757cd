import type { FieldName, RequestLine } from './request-line.ts';

/** Why a line was not taken; 0 is a good line. */
export const BAD = { none: 0, format: 1, time: 2, number: 3, tooLong: 4, json: 5 } as const;
export type Bad = (typeof BAD)[keyof typeof BAD];

/** What is wrong with a line, in the words a person is told. */
export const BAD_WORDS: Readonly<Record<Bad, string>> = {
  0: '', 1: 'not of this format', 2: 'a time that cannot be read', 3: 'a number that cannot be read', 4: 'too long', 5: 'not JSON',
};

/** Longer lines are no access log: nginx, HAProxy and ALB all cut a request long before. */
export const LONGEST_LINE = 65_536;

/** Reads lines of one format. It keeps caches (the day of the last time), so each reader of a file has its own. */
export interface LineParser {
  /** The byte that escapes begin with; -1 for none. */
  readonly escape: number;
  /** Fills `line` from `bytes[start, end)` (without the line break), which it may unescape in place. */
  parse(line: RequestLine, bytes: Uint8Array, start: number, end: number): Bad;
}

/** What a person may say of a format, each in the format's own word for it (`http_x_tenant`, `{X-Tenant}i`, `user.id`). */
export interface FormatOptions {
  readonly client?: string;
  readonly session?: string;
  readonly trace?: string;
  readonly user?: string;
  readonly region?: string;
  readonly host?: string;
  readonly upstream?: string;
  /** Up to four. */
  readonly cohorts?: readonly string[];
  /** Of times that are told without a zone. Default: local, which is what HAProxy writes. */
  readonly zone?: 'utc' | 'local';
  /** The texts that are asked for; others may be told or not, and reading them costs time. Default: all. */
  readonly only?: ReadonlySet<FieldName>;
}
