import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import yargs from 'yargs';
import { configCommand } from '../../src/cli/commands/config.ts';
import { configCheck, configPath, configShow } from '../../src/cli/config/answers.ts';
import { configurationFrom, loadConfiguration } from '../../src/config/load.ts';
import type { Surroundings } from '../../src/config/locate.ts';
import { DEFAULTS } from '../../src/config/schema.ts';
import type { ExitCode } from '../../src/model/errors.ts';
import { place, put } from '../config/support.ts';

describe('config path', () => {
  test('the file that counts comes first, then where was looked', () => {
    const around = place();
    const own = put(join(around.home, '.pyprocwatchrc'), '');
    const { text, exitCode } = configPath(around);
    expect(exitCode).toBe(0);
    expect(text.split('\n')).toEqual([
      own,
      '',
      'Looked for, the first one found counts:',
      ...[around.cwd, join(around.home, 'project'), around.home].map((folder) => `  ${folder}/.pyprocwatchrc (or .pyprocwatchrc.yaml, .pyprocwatchrc.yml, .pyprocwatchrc.json)`),
      `  ${around.home}/.config/pyprocwatch/pyprocwatchrc (or config.yaml)`,
      '',
    ]);
  });

  test('none, and a given one', () => {
    expect(configPath(place()).text).toMatch(/^none: the defaults are in effect\n/);
    expect(configPath(place(), 'team.yaml').text).toMatch(/^team\.yaml\n\nWithout --config/);
  });

  test('a name that would write to the terminal is made safe', () => {
    const around = place();
    put(join(around.home, 'project', '\u{1B}[31m', '.pyprocwatchrc'), '');
    const { text } = configPath({ ...around, cwd: join(around.home, 'project', '\u{1B}[31m') });
    expect(text).not.toContain('\u{1B}');
  });
});

describe('config show', () => {
  test('without a file: the defaults, as a file that gives the defaults', () => {
    const { text, exitCode } = configShow(place());
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^# No configuration file: these are the defaults\.\n\ninterval: 1s\n/);
    expect(configurationFrom('shown', Buffer.from(text))).toEqual(DEFAULTS);
  });

  test('what is not the default says where it is from', () => {
    const around = place();
    const own = put(join(around.home, '.pyprocwatchrc'), 'readonly: true\nview:\n  theme: light\n');
    const project = put(join(around.home, 'project/.pyprocwatchrc'), 'interval: 500ms\nsource:\nview:\n  mouse: true\n  sort: { process: rss }\n'.replace('source:\n', ''));
    const { text } = configShow(around);
    expect(text.split('\n').filter((line) => line.includes('#'))).toEqual([
      `# From ${project} (of a project: it may not set everything); all else has its default.`,
      `# What a project may not set is from ${own}.`,
      `interval: 500ms # ${project}:1:1`,
      `readonly: true # ${own}:1:1`,
      `    process: rssBytes # ${project}:4:11`,
    ]);
    expect(configurationFrom('shown', Buffer.from(text))).toEqual(loadConfiguration(around).config);
  });

  test('a file with a problem is not shown', () => {
    const around = place();
    const own = put(join(around.home, '.pyprocwatchrc'), 'intervall: 2s\n');
    expect(configShow(around)).toEqual({ exitCode: 78, text: `${own}:1:1: unknown key "intervall"; did you mean "interval"?\n` });
  });
});

describe('config check', () => {
  test('in order', () => {
    const around = place();
    expect(configCheck(around)).toEqual({ exitCode: 0, text: 'no configuration file: the defaults are in effect\n' });
    const own = put(join(around.home, '.pyprocwatchrc'), 'interval: 2s\n');
    const project = put(join(around.cwd, '.pyprocwatchrc'), 'interval: 3s\n');
    expect(configCheck(around)).toEqual({ exitCode: 0, text: `${project}: ok\n${own}: ok\n` });
    expect(configCheck(around, own)).toEqual({ exitCode: 0, text: `${own}: ok\n` });
  });

  test('every problem on its line', () => {
    const around = place();
    const file = put(join(around.cwd, 'team.yaml'), 'view:\n  mouse: 1\n  them: light\n');
    expect(configCheck(around, 'team.yaml')).toEqual({
      exitCode: 78,
      text: `${file}:2:10: "view.mouse" must be true or false, not 1; for example mouse: true\n${file}:3:3: unknown key "them"; did you mean "theme"?\n`,
    });
  });

  test('a file that is not there, and one that others can write', () => {
    const around = place();
    const file = put(join(around.cwd, 'team.yaml'), '', 0o666);
    expect(configCheck(around, 'none.yaml').text).toBe(`${join(around.cwd, 'none.yaml')}: there is no such file; correct the name, or the link that leads there\n`);
    expect(configCheck(around, file)).toEqual({ exitCode: 78, text: `${file}: anybody can write this file; chmod go-w ${file}\n` });
  });
});

describe('as a command of yargs', () => {
  async function run(around: Surroundings, ...words: string[]) {
    const said: { out: string; err: string; codes: ExitCode[]; failure: string } = { out: '', err: '', codes: [], failure: '' };
    const command = configCommand({
      out: (text) => { said.out += text; },
      err: (text) => { said.err += text; },
      exit: (code) => { said.codes.push(code); },
    }, () => around);
    await yargs().scriptName('pyprocwatch').command(command).strict().exitProcess(false)
      .fail((message) => { said.failure = message; })
      .parseAsync(words, {}, (_error, _argv, output) => { said.out += output; });
    return said;
  }

  test('output goes where the context says, with the exit code', async () => {
    const around = place();
    const bad = put(join(around.cwd, 'bad.yaml'), 'x: 1');
    expect(await run(around, 'config', 'path')).toMatchObject({ codes: [0], err: '', out: configPath(around).text });
    expect(await run(around, 'config', 'show')).toMatchObject({ codes: [0], err: '', out: configShow(around).text });
    expect(await run(around, 'config', 'check', 'bad.yaml')).toMatchObject({ codes: [78], out: '', err: configCheck(around, bad).text });
    expect(await run(around, 'config', 'check', '--config', bad)).toMatchObject({ codes: [78], out: '' });
    expect(await run(around, 'config', 'show', '--config', bad)).toMatchObject({ codes: [78], out: '' });
    expect((await run(around, 'config', 'path', '--config', bad)).out).toContain(bad);
  });

  test('without a subcommand, or with another one, it is refused', async () => {
    const around = place();
    expect(await run(around, 'config')).toMatchObject({ codes: [], failure: 'choose one of path, show, check' });
    expect(await run(around, 'config', 'shwo')).toMatchObject({ codes: [], failure: expect.stringContaining('shwo') });
  });

  test('help shows subcommands and examples', async () => {
    const { out } = await run(place(), 'config', '--help');
    for (const word of ['path', 'show', 'check [file]', 'Start a file of your own', '--config']) expect(out).toContain(word);
  });
});
