/** Exit codes: sysexits(3) where it has one. */
export const EXIT = { ok: 0, runtime: 1, usage: 64, data: 65, unavailable: 69, internal: 70, configuration: 78, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error that a person can mend: what is wrong, where, and how to mend it. Shown as one line. */
export class UserError extends Error {
  readonly where: string;
  readonly mend: string;
  readonly exitCode: ExitCode;

  constructor(what: string, options: { where?: string; mend: string; exitCode?: ExitCode; cause?: unknown }) {
    super(what, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.where = options.where ?? '';
    this.mend = options.mend;
    this.exitCode = options.exitCode ?? EXIT.runtime;
  }

  /** `FILE:3:5: unknown key "intervall"; did you mean "interval"?` */
  get line(): string {
    return `${this.where === '' ? '' : `${this.where}: `}${this.message}; ${this.mend}`;
  }
}

/** The process is gone, was replaced by another of the same pid, or may not be seen. */
export class InspectError extends UserError {
  constructor(what: string, mend: string, cause?: unknown) {
    super(what, { mend, cause });
    this.name = 'InspectError';
  }
}

/** The code of a system error (`ENOENT`, `EACCES` ...), or '' for anything else. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
