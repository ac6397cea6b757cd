import { OPERATION, type Operation, type TemplateStep } from '../template-step.ts';
import type { TimeReader } from '../times.ts';
import { LineProgram } from './line-program.ts';
import { ACTION, type Action, type ProgramStep } from './program-step.ts';

const ACTIONS: ReadonlyMap<Operation, Action> = new Map<Operation, Action>([
  [OPERATION.number, ACTION.number], [OPERATION.epoch, ACTION.number], [OPERATION.duration, ACTION.number], [OPERATION.clf, ACTION.clf], [OPERATION.iso, ACTION.iso],
  [OPERATION.target, ACTION.target], [OPERATION.address, ACTION.address], [OPERATION.firstAddress, ACTION.address], [OPERATION.hostPort, ACTION.hostPort], [OPERATION.last, ACTION.endpoint],
  [OPERATION.timers, ACTION.timers], [OPERATION.server, ACTION.server], [OPERATION.share, ACTION.share], [OPERATION.termination, ACTION.termination],
]);

const QUOTE = 34;
/** What can stand in no number, time, address or method: tab, space, quotes, ) , ; > ] | } */
const STOPS: ReadonlySet<number> = new Set([9, 32, 34, 39, 41, 44, 59, 62, 93, 124, 125]);

/** The action for a value that ends at `stop`. */
export function actionOf(step: TemplateStep, stop: number): Action {
  if (step.operation === OPERATION.skip) return ACTION.skip;
  if (step.operation === OPERATION.text) return ACTION.text;
  if (!STOPS.has(stop)) return ACTION.read;
  if (step.operation === OPERATION.request) return step.methodOnly || stop === 32 ? ACTION.read : ACTION.request;
  if (step.operation === OPERATION.requests) return step.methodOnly || stop === 32 ? ACTION.read : ACTION.requests;
  // Lists have the separators of lines in them.
  if (step.list && stop === 32) return ACTION.read;
  if (step.operation === OPERATION.list) return ACTION.number;
  return ACTIONS.get(step.operation) ?? ACTION.read;
}

/** The program of a format; undefined for a format that needs its steps (values of a fixed width, calendars, a zero byte). */
export function templateProgram(first: Uint8Array, steps: readonly TemplateStep[], times: TimeReader): LineProgram | undefined {
  if (first.includes(0)) return undefined;
  const program: ProgramStep[] = first.length > 0 ? [{ action: ACTION.nothing, step: undefined, literal: first }] : [];
  for (const [place, step] of steps.entries()) {
    const { operation, literal, rest, chain } = step;
    if (step.width > 0 || literal.includes(0) || operation === OPERATION.calendar) return undefined;
    if (operation === OPERATION.prefix) {
      program.push({ action: ACTION.prefix, step: undefined, literal: new Uint8Array(0) });
    } else if (operation === OPERATION.captures) {
      // Where there are none.
      program.push({ action: ACTION.noBrace, step: undefined, literal: rest });
    } else if (chain.length > 0) {
      for (const stop of chain) program.push({ action: ACTION.pass, step: undefined, literal: Uint8Array.of(stop) });
    } else if (place === steps.length - 1 && !(operation === OPERATION.request && step.stop === QUOTE && !step.methodOnly)) {
      program.push({ action: ACTION.toEnd, step: operation === OPERATION.skip ? undefined : step, literal });
    } else {
      if (literal.length === 0) return undefined;
      program.push({ action: actionOf(step, step.stop), step: operation === OPERATION.skip ? undefined : step, literal });
    }
  }
  return LineProgram.of(program, times);
}
