import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measured {
  readonly cpuSeconds: number;
  /** The most memory it had at a time, MB. */
  readonly peakMB: number;
  readonly output: string;
}

const POLL_MILLISECONDS = 20;
const seconds = (text: string): number => {
  const [, minutes = '0', rest = '0'] = /(\d+)m([\d.]+)s/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
};

/** VmHWM of a process and its children, kB; 0 of what is gone. */
function peakOf(pid: number): number {
  try {
    const own = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((word) => word !== '').map(Number);
    return Math.max(own, ...children.map(peakOf));
  } catch {
    return 0;
  }
}

/** Runs a command to its end by a shell that tells its CPU time: user and system, of all its threads. `input` becomes its standard input. */
export async function measureCommand(command: readonly string[], input = '/dev/null'): Promise<Measured> {
  const shell = spawn('bash', ['-c', '"$@" < "$INPUT"; status=$?; times >&2; exit $status', 'bash', ...command], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, INPUT: input } });
  const output: string[] = [];
  let errors = '';
  let peak = 0;
  // What a program prints at length is not what is measured.
  shell.stdout.on('data', (data: Buffer) => output.length < 100 && output.push(data.toString()));
  shell.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-10_000)));
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(shell.pid ?? 0))), POLL_MILLISECONDS);
  const status = await new Promise<number | null>((resolve, reject) => shell.once('close', resolve).once('error', reject));
  clearInterval(timer);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${errors.slice(-500)}`);
  const [user = '', system = ''] = errors.trimEnd().split('\n').at(-1)?.split(' ') ?? [];
  return { cpuSeconds: seconds(user) + seconds(system), peakMB: peak / 1024, output: output.join('') };
}
