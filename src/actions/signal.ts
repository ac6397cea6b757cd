import { each, type Outcome, type Target } from './target.ts';

/** Signals in the order in which one tries them, with what they do in words. */
export const SIGNALS = [
  { name: 'SIGTERM', number: 15, help: 'ask it to end' },
  { name: 'SIGINT', number: 2, help: 'interrupt, as Ctrl-C does' },
  { name: 'SIGHUP', number: 1, help: 'hang up; many services reload' },
  { name: 'SIGKILL', number: 9, help: 'end it at once; it cannot tidy up' },
  { name: 'SIGQUIT', number: 3, help: 'end it with a core dump' },
  { name: 'SIGSTOP', number: 19, help: 'pause it' },
  { name: 'SIGCONT', number: 18, help: 'let it go on' },
  { name: 'SIGUSR1', number: 10, help: 'what the program makes of it' },
  { name: 'SIGUSR2', number: 12, help: 'what the program makes of it' },
  { name: 'SIGABRT', number: 6, help: 'abort with a core dump' },
  { name: 'SIGALRM', number: 14, help: 'alarm clock' },
  { name: 'SIGPIPE', number: 13, help: 'broken pipe' },
  { name: 'SIGCHLD', number: 17, help: 'a child ended' },
  { name: 'SIGWINCH', number: 28, help: 'the window was resized' },
  { name: 'SIGTSTP', number: 20, help: 'stop, as Ctrl-Z does' },
] as const;
export type SignalName = (typeof SIGNALS)[number]['name'];

/** Sends a signal to each process, its identity checked right before. */
export const sendSignal = (targets: readonly Target[], signal: SignalName): Outcome[] =>
  each(targets, ({ pid }) => process.kill(pid, signal));
