import type { ExitCode } from '../../model/errors.ts';

/** Where a command's output goes; both write the text as it is. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly exit: (code: ExitCode) => void;
}
