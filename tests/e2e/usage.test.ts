import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInstalled, run, Sandbox } from './support/program.ts';

/** A configuration of the user's own. */
function configured(text: string): Sandbox & { readonly file: string } {
  const sandbox = new Sandbox();
  const file = join(sandbox.home, '.pyprocwatchrc');
  writeFileSync(file, text, { mode: 0o600 });
  return Object.assign(sandbox, { file });
}

/** A Node of the system's that is older than what the program needs. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && /^v(?:1?\d|2[01])\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout));

describe('what is asked wrongly', () => {
  it.each([
    { args: ['--nope'], says: /nope/ },
    { args: ['tpo'], says: /tpo/ },
    { args: ['--columns', 'pid,cpuu'], says: /processes have no "cpuu"; did you mean "cpu"\?/ },
    { args: ['--sort', 'rsss'], says: /processes have no "rsss"; did you mean "rss"\?/ },
    { args: ['--filter', 'cpu >'], says: /filter, character \d+: / },
    { args: ['--filter', 'cpuu > 5'], says: /filter, character 1: processes have no "cpuu"; did you mean "cpu"\?/ },
    { args: ['--json', '--csv'], says: /--json and --csv exclude each other/ },
    { args: ['--interval', '0'], says: /--interval: "0" is no interval; write 0\.1 to 3600 seconds/ },
    { args: ['--interval', 'soon'], says: /--interval: "soon" is no interval/ },
    { args: ['--interval'], says: /interval/ },
    { args: ['--limit', '0'], says: /--limit: "0" is no number of rows/ },
    { args: ['--view', 'proces'], says: /there is no view "proces"; did you mean "process"\?/ },
    { args: ['--theme', 'nope'], says: /theme.*nope/ },
    { args: ['--source', 'nope'], says: /source.*nope/ },
    { args: ['config'], says: /path, show, check/ },
  ])('is one line, and 64: $args', async ({ args, says }) => {
    const { code, out, err } = await run(args);
    expect(err).toMatch(/^pyprocwatch: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect(code).toBe(64);
    expect(out).toBe('');
  });

  it.runIf(OLD_NODE !== undefined)('an old Node is told so in one line, and 69 (needs a system Node before 22)', async () => {
    const { code, out, err } = await run(['--once'], { runner: [OLD_NODE ?? ''] });
    expect({ code, out }).toEqual({ code: 69, out: '' });
    expect(err).toMatch(/^pyprocwatch: Node \d[\d.]+ is too old; install Node 22\.15 or newer\n$/);
  });
});

describe('the configuration', () => {
  it.each([
    { text: 'intervall: 2s\n', place: '1:1', says: 'unknown key "intervall"; did you mean "interval"?' },
    { text: 'view:\n  theme: ligth\n', place: '2:10', says: 'did you mean "light"?' },
    { text: 'readonly: perhaps\n', place: '1:11', says: '' },
    { text: 'view: [\n', place: '', says: '' },
  ])('that is broken is refused with its place, and 78: $text', async ({ text, place, says }) => {
    using broken = configured(text);
    for (const args of [['config', 'check'], ['config', 'show'], ['--once', '--interval', '0.1']]) {
      const { code, out, err } = await run(args, { sandbox: broken });
      expect(code, err).toBe(78);
      expect(out).toBe('');
      expect(err).toMatch(/\n$/);
      expect(err.replace(/^pyprocwatch: /, '')).toMatch(new RegExp(`^${broken.file}:\\d+:\\d+: .+`));
      expect(err).toContain(`${broken.file}:${place}`);
      expect(err).toContain(says);
    }
  });

  it('that others can write is refused', async () => {
    using sandbox = configured('interval: 2s\n');
    chmodSync(sandbox.file, 0o666);
    const { code, err } = await run(['--once'], { sandbox });
    expect(code).toBe(78);
    expect(err).toMatch(/^pyprocwatch: [^\n]*\.pyprocwatchrc[^\n]*\n$/);
  });

  it('is told by config path, show and check', async () => {
    using sandbox = configured('interval: 2s\n');
    const path = await run(['config', 'path'], { sandbox });
    expect(path.code).toBe(0);
    expect(path.out.split('\n')[0]).toBe(sandbox.file);
    const show = await run(['config', 'show'], { sandbox });
    expect(show.code).toBe(0);
    expect(show.out).toContain(`interval: 2s # ${sandbox.file}:1:1`);
    const check = await run(['config', 'check'], { sandbox });
    expect(check).toMatchObject({ code: 0, out: `${sandbox.file}: ok\n` });
    using none = new Sandbox();
    expect((await run(['config', 'path'], { sandbox: none })).out).toMatch(/^none: the defaults are in effect\n/);
  });

  it('is what the program goes by', async () => {
    using sandbox = configured('interval: 300ms\nview:\n  columns: { process: [pid, command] }\n');
    const { out } = await run(['--once', '--limit', '1'], { sandbox });
    expect(out.split('\n')[2]).toMatch(/^ +PID COMMAND$/);
    const other = join(sandbox.folder, 'other.yaml');
    writeFileSync(other, 'view:\n  columns: { process: [pid, user] }\n', { mode: 0o600 });
    expect((await run(['--once', '--limit', '1', '--config', other], { sandbox })).out.split('\n')[2]).toMatch(/^ +PID USER$/);
  });
});

describe('help', () => {
  it.each(['', 'top', 'config', 'config path', 'config show', 'config check', 'completion'])('of "%s" is complete, with examples', async (command) => {
    const { code, out, err } = await run([...command.split(' ').filter((word) => word !== ''), '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^pyprocwatch${command === '' ? '' : ` ${command}`}`));
    expect(out).toContain('--help');
    expect(out).toMatch(/Examples:\n +pyprocwatch/);
  });

  it('is left by --version with the version alone', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.runIf(isInstalled('bash'))('completes commands and options in a shell (needs bash)', async () => {
    const { code, out } = await run(['completion']);
    expect(code).toBe(0);
    expect(spawnSync('bash', ['-n'], { input: out }).status).toBe(0);
    const words = await run(['--get-yargs-completions', 'pyprocwatch', 'top', '--re']);
    expect(words.out).toContain('--readonly');
    expect((await run(['--get-yargs-completions', 'pyprocwatch', 'co'])).out).toMatch(/^config/m);
    expect((await run(['completion'], { env: { SHELL: '/bin/zsh', ZSH_NAME: 'zsh' } })).out).toContain('#compdef pyprocwatch');
  });
});
