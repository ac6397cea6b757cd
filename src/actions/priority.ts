import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { each, type Outcome, type Target } from './target.ts';

/** Sets the niceness (-20 favoured most .. 19 least) of each process. */
export const renice = (targets: readonly Target[], nice: number): Outcome[] =>
  each(targets, ({ pid }) => setPriority(pid, Math.max(-20, Math.min(19, Math.round(nice)))));

/** Classes of ionice(1). */
export const IO_CLASSES = [
  { id: 'best-effort-0', title: 'best effort 0', help: 'the highest of the ordinary ones', args: ['-c', '2', '-n', '0'] },
  { id: 'best-effort-4', title: 'best effort 4', help: 'ordinary', args: ['-c', '2', '-n', '4'] },
  { id: 'best-effort-7', title: 'best effort 7', help: 'the lowest of the ordinary ones', args: ['-c', '2', '-n', '7'] },
  { id: 'idle', title: 'idle', help: 'only when nobody else wants the disk', args: ['-c', '3'] },
  { id: 'realtime-4', title: 'real time 4', help: 'before all others; needs root', args: ['-c', '1', '-n', '4'] },
] as const;
export type IoClass = (typeof IO_CLASSES)[number];

/** Node has no ioprio_set(2): util-linux's ionice does it, started directly, never through a shell. */
export const setIoClass = (targets: readonly Target[], ioClass: IoClass): Outcome[] =>
  each(targets, ({ pid }) => {
    try {
      execFileSync('ionice', [...ioClass.args, '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 5000 });
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      throw new Error(missing ? 'ionice is not installed; install util-linux' : 'not permitted, or it has ended', { cause: error });
    }
  });
