import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isRoot, temporaryFolder } from '../../config/support.ts';

const inNewMounts = (script: string, ...words: string[]) => spawnSync('unshare', ['--mount', 'sh', '-c', script, 'sh', ...words], { encoding: 'utf8' });

export const canMount = isRoot && inNewMounts('mount -t tmpfs none /mnt').status === 0;

/** What full-disk-rounds.ts says of a disk of that size (`40m`) after so many rounds. */
export function fillInRounds(size: string, rounds: number): { readonly stderr: string; readonly result: unknown } {
  const script = fileURLToPath(new URL('full-disk-rounds.ts', import.meta.url));
  const { stdout, stderr } = inNewMounts('mount -t tmpfs -o "size=$1,mode=0700" none "$2" && exec "$3" "$4" "$2" "$5"', size, temporaryFolder(), process.execPath, script, String(rounds));
  return { stderr, result: stdout === '' ? undefined : JSON.parse(stdout) };
}

/** When all is well: nothing lost, nothing twice, the ballast there again. */
export const healedAfter = (rounds: number): object => ({ rounds, wrong: [], queued: [], integrity: 'ok', ballast: true, notStored: 0, notSent: 0, twice: 0 });
