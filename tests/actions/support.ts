import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Target } from '../../src/actions/target.ts';

const BOOT = 1_700_000_000;

/** Field of a stat line by its number in proc_pid_stat(5). */
export function statField(pid: number, field: number): string {
  const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[field - 3] ?? '';
}

/** The process as a frame would have it: start time in epoch seconds, by any time of boot. */
export function targetOf(pid: number, given: Partial<Target> = {}): Target {
  return { pid, bootTime: BOOT, startTime: BOOT + Number(statField(pid, 22)) / 100, name: 'sleep', ...given };
}

/** A child that sleeps; ended when the scope is left. */
export function sleeper(command = 'sleep', ...args: string[]): { readonly pid: number; readonly child: ChildProcess; [Symbol.dispose](): void } {
  const child = spawn(command, args.length === 0 ? ['1000'] : args, { stdio: 'ignore' });
  return { pid: child.pid ?? 0, child, [Symbol.dispose]: () => child.kill('SIGKILL') };
}

export const signalOf = async (child: ChildProcess): Promise<string | null> => {
  const [, signal]: unknown[] = await once(child, 'exit');
  return typeof signal === 'string' ? signal : null;
};

export const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
