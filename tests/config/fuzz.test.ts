import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configurationFrom } from '../../src/config/load.ts';
import { ConfigurationError } from '../../src/config/problems.ts';
import { SCHEMA, THEMES } from '../../src/config/schema.ts';
import { settingsText } from '../../src/config/example.ts';
import { kindOf } from '../../src/model/catalog.ts';

const RUNS = 600;
const LIMIT_MILLISECONDS = 100;

/** Time the main thread spent, so that a busy machine does not count as a slow parser. */
function timed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Reads the bytes; the only thing that may be thrown is a well-formed ConfigurationError. */
function read(bytes: Uint8Array): void {
  try {
    const config = configurationFrom('FILE', bytes);
    const again = configurationFrom('FILE', Buffer.from(settingsText(z.encode(SCHEMA, config), () => undefined)));
    expect(again).toEqual(config);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    for (const line of error.line.split('\n')) expect(line).toMatch(/^FILE:[1-9]\d*:[1-9]\d*: .+; .+$/u);
  }
}

function holds(inputs: fc.Arbitrary<Uint8Array>, runs = RUNS): void {
  // The first reads compile; that is not what is measured.
  for (let index = 0; index < 50; index += 1) read(Buffer.from('view: {theme: lihgt}'));
  let slowest = 0;
  fc.assert(fc.property(inputs, (bytes) => {
    slowest = Math.max(slowest, timed(() => read(bytes)));
  }), { numRuns: runs });
  expect(slowest).toBeLessThan(LIMIT_MILLISECONDS);
}

const names = Object.keys(SCHEMA.shape).concat('theme', 'columns', 'process', 'keys', 'warn', 'critical', 'pid', '__proto__', 'constructor');
const token = fc.oneof(
  fc.constantFrom(...names, ...'-?:,[]{}#&*!|>\'"%@`~\n\t '.split(''), '\n  ', ': ', '- ', '---\n', '...\n', '<<: ', '&a ', '*a', '!!binary ', '!!set', '%YAML 1.1\n', '1s', '.inf', '0x1F', '\u{FEFF}', '\0', '"\\u0000"', '\u{202E}'),
  fc.string({ maxLength: 6 }),
);
const value = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, true, '1s', 5, 'pid', '-cpu', '/proc', 'light'), fc.string(), fc.double(), fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('node'), { maxKeys: 5 })),
})).node;

describe('whatever the file holds, it is read or refused in good order, quickly', () => {
  test('bytes', () => holds(fc.uint8Array({ maxLength: 300 })), 120_000);
  test('text', () => holds(fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text))), 120_000);
  test('pieces of YAML', () => holds(fc.array(token, { maxLength: 60 }).map((tokens) => Buffer.from(tokens.join('')))), 120_000);
  test('data that looks like settings', () => holds(value.map((data) => Buffer.from(JSON.stringify(data)))), 120_000);
});

test('whatever is valid is taken, and reads the same when it is written out', () => {
  const name = fc.string({ minLength: 1, maxLength: 20 }).filter((each) => !['__proto__', 'constructor', 'prototype'].includes(each));
  const columns = fc.uniqueArray(fc.constantFrom(...Object.keys(kindOf('process').fields)), { minLength: 1 });
  const settings = fc.record({
    interval: fc.oneof(fc.double({ min: 0.1, max: 3600, noNaN: true }), fc.integer({ min: 100, max: 3_600_000 }).map((milliseconds) => `${milliseconds}ms`)),
    readonly: fc.boolean(),
    redaction: fc.record({ enabled: fc.boolean(), patterns: fc.array(name) }, { requiredKeys: [] }),
    view: fc.record({
      theme: fc.constantFrom(...THEMES),
      columns: fc.record({ process: columns }),
      sort: fc.record({ process: fc.tuple(fc.constantFrom('', '-'), columns).map(([sign, [first]]) => `${sign}${first}`) }),
    }, { requiredKeys: [] }),
    filters: fc.dictionary(name, name, { noNullPrototype: true }),
    thresholds: fc.record({ swapBytes: fc.tuple(fc.nat(), fc.nat()).map(([warn, more]) => ({ warn, critical: warn + more })) }),
  }, { requiredKeys: [] });
  fc.assert(fc.property(settings, (data) => {
    const config = configurationFrom('FILE', Buffer.from(JSON.stringify(data)));
    expect(config.readonly).toBe(data.readonly ?? false);
    expect(config.filters).toEqual(data.filters ?? {});
    expect(config.view.columns['process']).toEqual(data.view?.columns?.process ?? kindOf('process').columns);
    const again = configurationFrom('FILE', Buffer.from(settingsText(z.encode(SCHEMA, config), () => undefined)));
    expect(again).toEqual(config);
  }), { numRuns: 250 });
});

describe('what would cost time or memory is refused', () => {
  const bombs: readonly (readonly [string, string])[] = [
    ['nested lists', '['.repeat(10_000)],
    ['nested blocks', '{a: '.repeat(5000)],
    ['nested dashes', '- '.repeat(5000)],
    ['nested indents', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n')],
    ['aliases', `a0: &a0 [x]\n${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(9)}]`).join('\n')}`],
    ['an alias of itself', 'view: &a { columns: *a }'],
  ];
  test.each(bombs)('%s', (_, text) => {
    read(Buffer.from('warm: up'));
    const before = process.memoryUsage().heapUsed;
    expect(timed(() => expect(() => configurationFrom('FILE', Buffer.from(text))).toThrow(ConfigurationError))).toBeLessThan(1000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
  });

  test('60,000 keys take no longer than reading them', () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
    expect(timed(() => expect(() => configurationFrom('FILE', Buffer.from(text))).toThrow(ConfigurationError))).toBeLessThan(5000);
  });
});
