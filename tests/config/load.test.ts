import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configurationFrom, loadConfiguration } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problems.ts';
import { DEFAULTS, type Config } from '../../src/config/schema.ts';
import { EXIT } from '../../src/model/errors.ts';
import { place, put, thrownBy } from './support.ts';

const fixtures = new URL('../fixtures/config/', import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, fixtures));
const from = (text: string, trust: 'full' | 'project' = 'full'): Config => configurationFrom('FILE', Buffer.from(text), trust);

function refusal(work: () => unknown): ConfigurationError {
  const error = thrownBy(work);
  if (!(error instanceof ConfigurationError)) throw error;
  return error;
}

describe('what is wrong is said with its line and column', () => {
  const names = readdirSync(new URL('invalid/', fixtures)).filter((name) => !name.endsWith('.txt'));
  test.each(names)('%s', (name) => {
    const error = refusal(() => configurationFrom(name, fixture(`invalid/${name}`)));
    expect(`${error.line}\n`).toBe(fixture(`invalid/${name}.txt`).toString());
    expect(error.exitCode).toBe(EXIT.configuration);
    expect(error.line.split('\n')).toHaveLength(error.problems.length);
  });
});

describe('what is right is taken', () => {
  test.each(['empty.yaml', 'commented-out.yaml'])('%s gives the defaults', (name) => {
    expect(configurationFrom(name, fixture(`valid/${name}`))).toEqual(DEFAULTS);
  });

  test('a byte order mark and Windows line ends do not matter', () => {
    const config = configurationFrom('', fixture('valid/bom-and-crlf.yaml'));
    expect(config).toEqual({ ...DEFAULTS, interval: 0.5, view: { ...DEFAULTS.view, theme: 'light' } });
  });

  test('JSON; names of columns by any of their names', () => {
    const { interval, view } = configurationFrom('', fixture('valid/settings.json'));
    expect(interval).toBe(2.5);
    expect(view.columns['process']).toEqual(['pid', 'cpuPercent', 'memoryPercent']);
    expect(view.columns['disk']).toEqual(DEFAULTS.view.columns['disk']);
    expect(view.sort['process']).toEqual({ field: 'rssBytes', descending: true });
  });

  test('every setting', () => {
    const config = configurationFrom('', fixture('valid/full.yaml'));
    expect(config).toMatchObject({
      interval: 120, source: 'portable', procRoot: '/host/proc', sysRoot: '/host/sys', readonly: true,
      redaction: { enabled: true, patterns: ['internal_pin'] },
      view: {
        theme: 'colour-blind', keymap: 'vim', mouse: false, tree: true,
        keys: { quit: ['q', 'ctrl+q'], help: ['f1'], kill: [] },
        columns: { process: ['pid', 'rssBytes', 'command'] },
        sort: { process: { field: 'rssBytes', descending: false }, disk: { field: 'readBytesPerSecond', descending: true } },
      },
      filters: { busy: 'cpu > 50', größte: 'rss > 1GiB' },
      thresholds: {
        cpuPercent: { warn: 60, critical: 90 },
        rssBytes: { warn: 2 ** 30, critical: 2 ** 31 },
        uptimeSeconds: { warn: 86_400, critical: 172_800 },
      },
    });
  });

  test.each([['interval: 0.1', 0.1], ['interval: 100ms', 0.1], ['interval: 1h', 3600], ['interval: "1.5"', 1.5]])('%s is %d s', (text, seconds) => {
    expect(from(text).interval).toBe(seconds);
  });

  test.each(['99ms', '61m', '-1', '.inf', '.nan', '1 fortnight', '""'])('interval %s is refused', (text) => {
    expect(refusal(() => from(`interval: ${text}`)).message).toContain('"interval" must be a length of time');
  });
});

test('a prototype is never reached', () => {
  refusal(() => from('filters: {"__proto__": {"polluted": true}}'));
  refusal(() => from('{"__proto__": {"polluted": true}}'));
  refusal(() => from('view: {keys: {constructor: q}}'));
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('escape sequences of the file do not reach the message', () => {
  const { line } = refusal(() => from('"\\e]52;c;x\\a\\u202Eview": 1\nsource: "\\e[31mred"'));
  expect(line).not.toMatch(/[^\P{C}\n]/u);
});

test('a hundred problems are enough', () => {
  const text = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n');
  expect(refusal(() => from(text)).problems).toHaveLength(100);
});

describe('a project\'s file', () => {
  test('may change what the screen looks like', () => {
    expect(from('interval: 5s\nview: {theme: light, columns: {process: [pid]}}\nfilters: {a: b}\nthresholds: {celsius: {warn: 1}}', 'project').view.theme).toBe('light');
  });

  test.each(['source: linux', 'procRoot: /x', 'sysRoot: /x', 'readonly: false', 'redaction: {enabled: false}', 'redaction: {}', 'view: {keys: {kill: j}}'])('may not say %s', (text) => {
    const { line } = refusal(() => from(text, 'project'));
    const [, block, key] = /^(\w+):(?: \{(keys):)?/.exec(text) ?? [];
    const name = key === undefined ? block : `${block}.${key}`;
    expect(line).toBe(`FILE:1:${key === undefined ? 1 : 8}: "${name}" may not be set by a project's file; put it into ~/.pyprocwatchrc`);
    expect(() => from(text)).not.toThrow();
  });

  test('does not switch off what the user\'s own file says: that is still taken for privileged settings', () => {
    const around = place();
    const own = put(join(around.home, '.pyprocwatchrc'), 'interval: 9s\nreadonly: true\nredaction:\n  patterns: [pin]\nview:\n  theme: light\n  keys: { quit: x }\n');
    const project = put(join(around.home, 'project/.pyprocwatchrc'), 'interval: 5s\nview: { mouse: false }\n');
    const loaded = loadConfiguration(around);
    expect(loaded).toMatchObject({ path: project, trust: 'project', basePath: own });
    expect(loaded.config).toEqual({
      ...DEFAULTS, interval: 5, readonly: true, redaction: { enabled: true, patterns: ['pin'] },
      view: { ...DEFAULTS.view, mouse: false, keys: { quit: ['x'] } },
    });
    expect(loaded.placeOf(['readonly'])).toEqual({ path: own, line: 2, column: 1 });
    expect(loaded.placeOf(['redaction', 'patterns', 0])).toEqual({ path: own, line: 4, column: 14 });
    expect(loaded.placeOf(['view', 'mouse'])).toEqual({ path: project, line: 2, column: 9 });
    expect(loaded.placeOf(['view', 'theme'])).toBeUndefined();
    expect(loaded.placeOf(['source'])).toBeUndefined();
  });

  test('is found by folder, so that --config trusts it', () => {
    const around = place();
    put(join(around.cwd, '.pyprocwatchrc'), 'readonly: true');
    refusal(() => loadConfiguration(around));
    expect(loadConfiguration(around, '.pyprocwatchrc')).toMatchObject({ trust: 'full', basePath: undefined, config: { readonly: true } });
  });
});

test('without a file there are the defaults', () => {
  const loaded = loadConfiguration(place());
  expect(loaded).toMatchObject({ config: DEFAULTS, path: undefined, trust: 'full' });
  expect(loaded.placeOf(['interval'])).toBeUndefined();
});

test('a file that others can write is refused as a whole', () => {
  const around = place();
  put(join(around.home, '.pyprocwatchrc'), 'interval: 2s', 0o666);
  expect(() => loadConfiguration(around)).toThrow('anybody can write this file');
});
