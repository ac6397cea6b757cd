import type { TemplateStep } from '../template-step.ts';

/** What a program does with the bytes up to the next literal. */
export const ACTION = {
  nothing: 0, skip: 1, text: 2, number: 3, clf: 4, iso: 5, request: 6, target: 7, address: 8, hostPort: 9, read: 10, prefix: 11, toEnd: 12, endpoint: 13, skipScalar: 14, skipString: 15, port: 16, time: 17, timers: 18, server: 19, share: 20, requests: 21, termination: 22, noBrace: 23, pass: 24,
} as const;
export type Action = (typeof ACTION)[keyof typeof ACTION];

export interface ProgramStep {
  readonly action: Action;
  /** What the value means; of what is only passed over, undefined. */
  readonly step: TemplateStep | undefined;
  /** What must stand behind the value; its first byte is where the value ends. */
  readonly literal: Uint8Array;
  /** A number of JSON, true, false or null: what else may end it, ends it. */
  readonly scalar?: boolean;
}

/** Figures beyond these are misread (`read-value.ts`). */
export const LONGEST_DURATION = 8e9;
export const MOST = 2 ** 53 - 1;
/** So many digits and a dot are exact, and read as `parseDecimal` reads them. */
export const MOST_DIGITS = 14;
