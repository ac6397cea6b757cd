import { parseTime, TIME_EXAMPLES } from '../analysis/time-words.ts';
import { EXIT, UserError } from '../model/errors.ts';

/** A time that the user gave to `option`, in ms since the epoch. Throws a `UserError`. */
export function timeGiven(option: string, text: string, now: number): number {
  const time = parseTime(text, now);
  if (time === undefined) throw new UserError(`"${text}" is no time that is understood`, { where: option, mend: `write for example ${TIME_EXAMPLES}`, exitCode: EXIT.usage });
  return time;
}
