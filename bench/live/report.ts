import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { fileURLToPath } from 'node:url';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));

/** What the figures depend on. */
export const machine = () => ({ cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, kernel: release(), node: process.versions.node });

export type Cell = string | number;

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** A table in Markdown. */
export function markdown(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Prints a table, and keeps it with what it was made of. */
export function report(name: string, title: string, table: string, data: Readonly<Record<string, unknown>>): void {
  const { cpu, cores, kernel, node } = machine();
  const text = `# ${title}\n\n${cpu}, ${cores} cores, Linux ${kernel}, Node ${node}\n\n${table}\n`;
  const file = `${name}-${new Date().toISOString().slice(0, 16).replace(':', '')}`;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}${file}.json`, `${JSON.stringify({ machine: machine(), ...data }, undefined, 2)}\n`);
  writeFileSync(`${RESULTS}${file}.md`, text);
  process.stdout.write(`\n${text}\nwritten to bench/results/${file}.md\n`);
}
