import { readFileSync } from 'node:fs';
import { emptyStatLine, parseStatLine } from '../collectors/linux/processes/stat-line.ts';
import { CLOCK_TICKS } from '../collectors/linux/processes/process-table.ts';

/** A process that something is to be done to, as it was when it was chosen. Times in epoch seconds. */
export interface Target {
  readonly pid: number;
  readonly startTime: number;
  readonly bootTime: number;
  /** How it is called in messages; safe to show. */
  readonly name: string;
}

/** What came of an action on one process; `done` false says why not. */
export interface Outcome {
  readonly target: Target;
  readonly done: boolean;
  readonly message: string;
}

/** Clock ticks after boot at which a process started, from its stat line; undefined when there is none. */
function readStartTicks(pid: number): number | undefined {
  try {
    const bytes = readFileSync(`/proc/${pid}/stat`);
    const stat = emptyStatLine();
    return parseStatLine(bytes, bytes.length, stat) ? stat.startTicks : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the pid is still the process that was chosen: pids are given out again, and a signal must not hit
 * whoever has it now. Reads the start time anew, right before the action.
 */
export function isSame(target: Target): boolean {
  if (process.platform !== 'linux' || Number.isNaN(target.bootTime)) return true;
  return readStartTicks(target.pid) === Math.round((target.startTime - target.bootTime) * CLOCK_TICKS);
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['EPERM', 'not permitted; run as its owner or as root'],
  ['EACCES', 'not permitted; run as root'],
  ['ESRCH', 'it has ended'],
]);

/** Does `action` to each target that is still the same process. */
export function each(targets: readonly Target[], action: (target: Target) => void): Outcome[] {
  return targets.map((target) => {
    // kill(2) takes 0 and less for whole groups, our own among them; some systems list a pid 0.
    if (!Number.isInteger(target.pid) || target.pid <= 0) return { target, done: false, message: 'it cannot be acted on' };
    if (!isSame(target)) return { target, done: false, message: 'it has ended; nothing was done to the process that has its pid now, if any' };
    try {
      action(target);
      return { target, done: true, message: '' };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      return { target, done: false, message: WORDS.get(code) ?? (error instanceof Error ? error.message : code) };
    }
  });
}

/** `sent SIGTERM to 3 processes; 1 failed: 4711 nginx (not permitted ...)`. */
export function summary(done: string, outcomes: readonly Outcome[]): string {
  const failed = outcomes.filter((outcome) => !outcome.done);
  const count = outcomes.length - failed.length;
  const first = failed[0];
  const succeeded = count === 0 ? '' : `${done} ${count === 1 ? nameOf(outcomes.find((outcome) => outcome.done)?.target) : `${count} processes`}`;
  const failure = first === undefined ? '' : `${failed.length > 1 ? `${failed.length} failed, the first: ` : ''}${nameOf(first.target)}: ${first.message}`;
  return [succeeded, failure].filter((part) => part !== '').join('; ');
}

const nameOf = (target: Target | undefined): string => (target === undefined ? '' : `${target.pid} ${target.name}`);
