import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeRedactor, MASK } from '../../src/model/redact.ts';
import { HARMLESS, WITH_SECRET } from './redact-lines.ts';
import { anyText, expectQuick } from './support.ts';

const redact = makeRedactor();
const words = (line: readonly string[]): string => line.join(' ');

describe('a secret is masked', () => {
  test.each(WITH_SECRET.map((line) => [words(line), line] as const))('%s', (_, line) => {
    const secret = 'hunter2Zx9';
    const shown = words(redact(line.map((argument) => argument.replaceAll('§', secret))));
    expect(shown).not.toContain(secret);
    expect(shown).toContain(MASK);
  });
});

describe('exactly the secret is masked, what else helps to know the process stays', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['psql', '--password=x', '-h', 'db'], ['psql', `--password=${MASK}`, '-h', 'db']],
    [['psql', '--password', 'x', '-h', 'db'], ['psql', '--password', MASK, '-h', 'db']],
    [['psql', '--no-password', '-h', 'db'], ['psql', '--no-password', '-h', 'db']],
    [['mysql', '-u', 'root', '-px', 'shop'], ['mysql', '-u', 'root', `-p${MASK}`, 'shop']],
    [['sshpass', '-p', 'x', 'ssh', 'host'], ['sshpass', '-p', MASK, 'ssh', 'host']],
    [['sshpass', '-p', '-x', 'ssh', 'host'], ['sshpass', '-p', MASK, 'ssh', 'host']],
    [['curl', '-u', 'user:pass', 'https://h/'], ['curl', '-u', MASK, 'https://h/']],
    [['curl', '-H', 'Authorization: Bearer abcdef123'], ['curl', '-H', `Authorization: Bearer ${MASK}`]],
    [['psql', 'postgres://user:p@ss@db/shop'], ['psql', `postgres://user:${MASK}@db/shop`]],
    [['env', 'FOO_SECRET=x', 'node', 'a.js'], ['env', `FOO_SECRET=${MASK}`, 'node', 'a.js']],
    [['bash', '-c', 'run --token abc --to host'], ['bash', '-c', `run --token ${MASK} --to host`]],
    [['bash', '-c', 'mysql -uroot -px shop'], ['bash', '-c', `mysql -uroot -p${MASK} shop`]],
    [['curl', '-d', '{"password":"x","user":"a"}'], ['curl', '-d', `{"password":${MASK},"user":"a"}`]],
    [['curl', 'https://h/?token=x&y=1'], ['curl', `https://h/?token=${MASK}&y=1`]],
    [['sudo', 'sshpass', '-p', 'x', 'ssh', 'host'], ['sudo', 'sshpass', '-p', MASK, 'ssh', 'host']],
    [['x', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'], ['x', MASK]],
    [['x', 'AKIAIOSFODNN7EXAMPLE'], ['x', MASK]],
    [['x', `key ghp_${'a1'.repeat(18)} end`], ['x', `key ${MASK} end`]],
    [['x', 'xoxb-1234567890-abcdef'], ['x', MASK]],
    [['x', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----'], ['x', MASK]],
    [['x', 'cert -----BEGIN PRIVATE KEY-----\nMIIE'], ['x', `cert ${MASK}`]],
    [['x', '-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOY\n-----END PGP PRIVATE KEY BLOCK-----'], ['x', MASK]],
  ])('%j becomes %j', (line, expected) => {
    expect(redact(line)).toEqual(expected);
  });
});

describe('what is no secret stays', () => {
  test.each(HARMLESS.map((line) => [words(line), line] as const))('%s', (_, line) => {
    expect(redact(line)).toEqual(line);
  });
});

test('words of one\'s own are masked as well, and are no patterns', () => {
  const own = makeRedactor(['internal_pin', 'a.b', '']);
  expect(own(['x', '--internal_pin', '1234', 'INTERNAL_PIN=1234'])).toEqual(['x', '--internal_pin', MASK, `INTERNAL_PIN=${MASK}`]);
  expect(own(['x', 'a.b=1', 'azb=1', '--verbose', 'y', 'port=80'])).toEqual(['x', `a.b=${MASK}`, 'azb=1', '--verbose', 'y', 'port=80']);
});

test('a secret at any documented position never survives, whatever stands around it', () => {
  const secret = fc.stringMatching(/^[a-zA-Z0-9+_.~%!*]{8,24}$/).map((tail) => `Zq${tail}`);
  const around = fc.array(fc.oneof(fc.constantFrom('run', '-v', '--to', 'host', '/srv/a b', 'x=1', '--port=80', ''), anyText(8)), { maxLength: 3 });
  fc.assert(fc.property(fc.nat({ max: WITH_SECRET.length - 1 }), secret, around, (index, value, after) => {
    const line = WITH_SECRET[index] ?? [];
    const filled = line.map((argument) => argument.replaceAll('§', () => value));
    expect(words(redact([...filled, ...after]))).not.toContain(value);
  }), { numRuns: 3000 });
});

test('nothing makes it throw or lose an argument', () => {
  const argument = fc.oneof(anyText(30), fc.constantFrom('--password', '-p', 'mysql', 'sshpass', 'curl', 'token=', '{"secret":', 'a://b:c@', '"', "'", 'Bearer abcdefgh', 'bash -c "mysql -px"'));
  fc.assert(fc.property(fc.array(argument, { maxLength: 8 }), (line) => {
    expect(redact(line)).toHaveLength(line.length);
  }), { numRuns: 2000 });
});

test('a hostile command line takes no time', () => {
  // As long as a command line is ever read.
  const hostile = ['token', '-', '--token ', 'a', 'a.', 'password=', '"', "'", '"password":"', 'x://', 'x://a:', ' ', 'mysql -p', 'eyJ', 'eyJaaaa.', 'Bearer ', '-----BEGIN PRIVATE KEY-----', '-----BEGIN ', 'authorization:', '\\"', 'token "'];
  for (const chunk of hostile) {
    for (const [before, after] of [['', ''], ['token ', ''], ['://', '@'], ['--secret', '=x']] as const) {
      const text = before + chunk.repeat(Math.ceil(4096 / chunk.length)) + after;
      expectQuick(() => redact(['bash', '-c', text]));
      expectQuick(() => redact(text.split(' ')));
    }
  }
});

test('words that only begin with the word for a secret are left', () => {
  const redact = makeRedactor();
  for (const args of [['run', '--tokenizer', 'gpt2'], ['run', '--max-tokens', '500'], ['tokenizer.py', 'x'], ['run', '--compass', 'north']]) expect(redact(args)).toEqual(args);
  expect(redact(['run', '--db-pass', 'hunter2', 'DB_PASS=hunter2', '--tokens=hunter2']).join(' ')).not.toContain('hunter2');
});
