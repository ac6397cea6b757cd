import type { Frame } from '../../src/model/frame.ts';
import { COST_KNOWN, endpoint } from '../../src/model/kinds/endpoint.ts';

const KNOWN = COST_KNOWN.indexOf('known');
/** Not to be relied on (yet). */
const UNSURE: ReadonlySet<number> = new Set(['?', 'learning', 'withheld'].map((known) => COST_KNOWN.findIndex((each) => each === known)));
/** Figures that are no better than what is known of the cost. */
const COSTS: ReadonlySet<string> = new Set(['cpuPercent', 'cpuPerRequestSeconds', 'cpuLowSeconds', 'cpuHighSeconds', 'cpuSharePercent']);

/** `±9%` in place of "known": half the 90 % interval by the cost, so that a table needs no columns for its ends. Undefined for all other cells. */
export function intervalText(frame: Frame, name: string, row: number): string | undefined {
  if (name !== 'costKnown' || frame.kind.name !== endpoint.name || frame.number(name, row) !== KNOWN) return undefined;
  const half = (frame.number('cpuHighSeconds', row) - frame.number('cpuLowSeconds', row)) / 2;
  const percent = (half / frame.number('cpuPerRequestSeconds', row)) * 100;
  return percent >= 0 && percent < Infinity ? `±${percent < 9.5 ? percent.toFixed(1) : percent.toFixed(0)}%` : undefined;
}

/** Whether a figure is a cost that is not known well enough to stand out. */
export const isUnsure = (frame: Frame, name: string, row: number): boolean =>
  frame.kind.name === endpoint.name && COSTS.has(name) && UNSURE.has(frame.number('costKnown', row));
