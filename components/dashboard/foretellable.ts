import type { Frame } from '../../src/model/frame.ts';
import { isNumber, type Kind } from '../../src/model/kind.ts';
import { alert } from '../../src/model/kinds/alert.ts';
import { slowRequest } from '../../src/model/kinds/endpoint-parts.ts';
import { finding } from '../../src/model/kinds/finding.ts';
import { process as processKind } from '../../src/model/kinds/process.ts';
import { rowKey } from '../../src/model/row-key.ts';

/** Kinds whose rows are what happened once. */
const HAPPENED: ReadonlySet<string> = new Set([finding.name, alert.name, slowRequest.name]);

/** Whether a field is a figure that may be told ahead: no code, no name, no moment, nothing that only grows. */
function isForetellable({ name: kind, fields }: Kind, name: string): boolean {
  const field = fields[name];
  return !HAPPENED.has(kind) && field !== undefined && isNumber(field) && field.role === 'gauge' && field.choices === undefined && !['id', 'timestamp', 'level'].includes(field.unit);
}

/** Figures of a kind, those named first. */
export const figuresOf = (kind: Kind, first: readonly string[]): string[] => [...new Set([...first, ...kind.numbers])].filter((name) => isForetellable(kind, name));

/** The key of a row in the history: groups, users and containers are known there by what their processes have in common. */
export function historyKey(frame: Frame, row: number): string {
  const link = frame.kind.links.find(({ kind, by }) => kind === processKind.name && by !== 'inspect' && by.rows === frame.kind.name);
  return link !== undefined && link.by !== 'inspect' ? frame.text(link.by.from, row) : rowKey(frame, row);
}
