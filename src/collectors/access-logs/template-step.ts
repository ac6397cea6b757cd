import type { FieldName, NumberName, RequestLine } from './request-line.ts';
import type { Bad } from './line-parser.ts';
import type { TimeReader } from './times.ts';

/** What is done with the text between two literals. */
export const OPERATION = {
  skip: 0, text: 1, request: 2, target: 3, number: 4, list: 5, last: 6, clf: 7, iso: 8, epoch: 9, address: 10, firstAddress: 11, calendar: 12, optional: 13, prefix: 14,
  timers: 15, termination: 16, protocol: 17, flags: 18, targets: 19,
  time: 20, duration: 21, server: 22, port: 23, requests: 24,
  hostPort: 25, captures: 26, share: 27, created: 28, authority: 29, connection: 30,
} as const;
export type Operation = (typeof OPERATION)[keyof typeof OPERATION];

/** Parts of a time that a calendar's format is made of, by their place. */
export const CALENDAR = { year: 0, month: 1, monthName: 2, day: 3, hour: 4, minute: 5, second: 6, fraction: 7, zone: 8, shortYear: 9 } as const;

/** What a variable of a format means to us. Of several that tell the same, the one of the highest rank is read. */
export interface Meaning {
  readonly operation: Operation;
  readonly field?: FieldName;
  readonly number?: NumberName;
  /** What a number is multiplied by: milliseconds of the format's unit. */
  readonly scale?: number;
  readonly rank?: number;
  /** Of a time: how exact it is, and whether it is that of the request's start. */
  readonly resolution?: 1 | 1000;
  readonly atStart?: boolean;
  /** Of a calendar's part: which, and how many characters it has (0: up to the next literal). */
  readonly part?: number;
  readonly width?: number;
  /** Of HAProxy's captures: the field of each, by its place. */
  readonly captures?: readonly (FieldName | undefined)[];
}

/** One step of a format: a literal that must stand there, or a variable. */
export type TemplatePart =
  | { readonly literal: string }
  | { readonly name: string; readonly meaning: Meaning; /** Where it stands in what the person wrote. */ readonly at: number };

/** Reads the value of a step that stands in `bytes[start, end)`, without escapes, into the line. */
export type ReadValue = (line: RequestLine, step: TemplateStep, bytes: Uint8Array, start: number, end: number, times: TimeReader) => Bad;

export interface TemplateStep {
  readonly read: ReadValue;
  readonly operation: Operation;
  /** The places in `RequestLine.starts` or `.numbers`; -1. */
  readonly field: number;
  readonly number: number;
  readonly scale: number;
  readonly part: number;
  readonly width: number;
  /** Of a request: another variable tells its path better. */
  readonly methodOnly: boolean;
  readonly captures: readonly number[];
  /** What stands behind the value; empty at the end of the line. */
  readonly literal: Uint8Array;
  /** The same without its first character, which is not there when an optional value is not. */
  readonly rest: Uint8Array;
  /** What stands behind values that are passed over together with this one, a byte each. */
  readonly chain: Uint8Array;
  /** The first byte of the literal; -1. */
  readonly stop: number;
  /** A quote may be escaped in the value. */
  readonly quoted: boolean;
  /** The value may have spaces between its parts. */
  readonly list: boolean;
  /** The value is text, which may be escaped. */
  readonly texts: boolean;
}
