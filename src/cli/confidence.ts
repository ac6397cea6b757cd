import { EXIT, UserError } from '../model/errors.ts';

/** Throws a `UserError` for what is no `--confidence`. */
export function confidenceGiven(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new UserError(Number.isNaN(confidence) ? 'this is no number' : `a confidence of ${confidence} is none`, { where: '--confidence', mend: 'give one between 0 and 1, such as 0.95', exitCode: EXIT.usage });
}
