import { readFileSync } from 'node:fs';
import { FrameBuilder } from '../../../model/frame.ts';
import { variable } from '../../../model/kinds/process-parts.ts';
import { safeText } from '../../../model/safe-text.ts';
import type { Inspector } from '../../inspector.ts';
import { inspecting, MAX_ROWS } from './read.ts';

/** What stands for a value that was not asked for: it tells nothing, not even the length. */
export const MASK = '********';

export interface Variable {
  readonly name: string;
  readonly value: string;
}

/**
 * Variables of PROC/PID/environ: proc_pid_environ(5). A second one of the same name is numbered, for programs differ in which
 * they heed. What has no `=` (a program may write over its environment) is a value without a name: it may be secret.
 */
export function parseEnvironment(text: string): Variable[] {
  const seen = new Map<string, number>();
  const variables: Variable[] = [];
  for (const entry of text.split('\0')) {
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    const name = equals < 0 ? '(no name)' : entry.slice(0, equals);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    variables.push({ name: times === 1 ? name : `${name} (${times})`, value: entry.slice(equals + 1) });
  }
  return variables;
}

/** Environment that a process was started with. */
export const environment: Inspector = {
  kind: variable.name,
  inspect: ({ roots, pid, reveal }) => {
    const text = inspecting(pid, 'the environment', () => readFileSync(`${roots.proc}/${pid}/environ`, 'utf8'));
    const variables = parseEnvironment(text);
    const builder = new FrameBuilder(variable);
    for (const { name, value } of variables.slice(0, MAX_ROWS)) {
      builder.add({ name: safeText(name), value: safeText(reveal ? value : MASK) });
    }
    const left = variables.length - MAX_ROWS;
    if (left > 0) builder.add({ name: safeText(`(${left} more are not shown)`) });
    return builder.build();
  },
};
