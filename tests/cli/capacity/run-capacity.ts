import yargs from 'yargs';
import { capacityCommand } from '../../../src/cli/commands/capacity.ts';

export const NOW = Date.UTC(2026, 5, 22);

/** `pyprocwatch capacity` on a history, parsed as the program does: of an option given twice the last one counts. */
export async function runCapacity(folder: string, ...words: readonly string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '', exit: -1 };
  const command = capacityCommand({ out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, exit: (code) => { said.exit = code; } }, () => ({ folder, now: NOW + 1000 }));
  await yargs(['capacity', ...words]).command(command).parserConfiguration({ 'duplicate-arguments-array': false }).strict().exitProcess(false).fail((message, error) => { throw error ?? new Error(message); }).parseAsync();
  return said;
}
