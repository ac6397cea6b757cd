import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { findings } from '../../src/config/problems.ts';
import { parseReference, resolveSecret, secret, textOrSecret, writeReference, type SecretPlaces } from '../../src/config/secrets.ts';
import { UserError } from '../../src/model/errors.ts';
import { isRoot, put, temporaryFolder, thrownBy } from './support.ts';

const me = process.geteuid?.();
const places = (env: SecretPlaces['env'] = {}, userId = me): SecretPlaces => ({ env, userId });
const resolve = (text: string, own = places()): string => {
  const reference = parseReference(text);
  if (reference === undefined) throw new Error(`no reference: ${text}`);
  return resolveSecret(reference, own);
};
const refusal = (text: string, own = places()): string => {
  const error = thrownBy(() => resolve(text, own));
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(78);
  return error.line;
};

describe('a setting that is a secret', () => {
  const schema = z.strictObject({ password: secret() });
  const said = (value: unknown): string => schema.safeParse({ password: value }).error?.issues.flatMap((issue) => findings(issue, schema, { password: value })).map(({ message, mend }) => `${message}; ${mend}`).join('\n') ?? '';

  test.each([['${env:SLACK_URL}', { from: 'env', name: 'SLACK_URL' }], ['${file:/etc/a b/key}', { from: 'file', name: '/etc/a b/key' }], ['${credential:smtp.password}', { from: 'credential', name: 'smtp.password' }]])('%s', (written, reference) => {
    const read = schema.parse({ password: written });
    expect(read).toEqual({ password: reference });
    expect(z.encode(schema, read)).toEqual({ password: written });
  });

  test.each(['sesame', '', '12345', '$SLACK', '${SLACK}', '${env:}', '${env:1X}', '${env:A-B}', '${file:relative}', '${file:}', '${credential:../x}', '${credential:.}', '${credential:a/b}', '${vault:x}', '${env:A} ', 'x${env:A}', '${file:/a\n}', '${file:/a\u{202E}}', '${constructor:x}', '${env:A', 12_345, true])('%j is refused, and not repeated', (value) => {
    const text = said(value);
    expect(text).toBe('a secret may not stand in the configuration itself; write where it is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}');
  });

  test('a list or a block is no secret either', () => {
    expect(said(['sesame'])).toBe('"password" must be where a secret is: ${env:NAME}, ${file:/PATH} or ${credential:NAME}; correct the value');
    expect(said({ sesame: 1 })).not.toContain('sesame');
  });

  test('what may be either is judged where it stands', () => {
    const either = textOrSecret('a word', (text) => (text === 'bad' ? 'this is bad' : undefined));
    expect(either.parse('good')).toBe('good');
    expect(either.parse(5)).toBe('5');
    expect(either.parse('${env:A}')).toEqual({ from: 'env', name: 'A' });
    expect(z.encode(either, { from: 'env', name: 'A' })).toBe('${env:A}');
    expect(z.encode(either, 'good')).toBe('good');
    expect(either.safeParse('bad').error?.issues).toMatchObject([{ message: 'this is bad', params: { mend: 'write a word, or where it is: ${env:NAME}' } }]);
    for (const text of ['${env:}', 'a\nb', 'x'.repeat(2001)]) expect(either.safeParse(text).success).toBe(false);
  });
});

test('a reference is written as it is read', () => {
  for (const text of ['${env:A_1}', '${file:/a}b}', '${credential:x}']) expect(writeReference(parseReference(text) ?? { from: 'env', name: '' })).toBe(text);
});

describe('a variable', () => {
  test('is taken as it stands', () => {
    expect(resolve('${env:A}', places({ A: ' se same\n' }))).toBe(' se same\n');
  });
  test('that is missing or empty', () => {
    for (const env of [{}, { A: '' }]) expect(refusal('${env:A}', places(env))).toBe('${env:A}: there is no such variable in the environment, or it is empty; set A where the program is started (systemd: EnvironmentFile=)');
  });
});

describe('a file', () => {
  const written = (text: string | Uint8Array, mode?: number): string => put(join(temporaryFolder(), 'key'), text, mode);

  test.each([['sesame\n', 'sesame'], ['sesame\r\n', 'sesame'], ['sesame\n\n', 'sesame\n'], [' a\nb ', ' a\nb ']])('%j', (text, found) => {
    for (const mode of [0o600, 0o400]) expect(resolve(`\${file:${written(text, mode)}}`)).toBe(found);
  });
  test.each([0o640, 0o604, 0o620, 0o602, 0o644, 0o610, 0o777])('that others may read or write (%o)', (mode) => {
    const path = written('sesame', mode);
    expect(refusal(`\${file:${path}}`)).toBe(`${path}: its group or others can read or write this secret; chmod 600 ${path}`);
  });
  test('behind a link it is the file that counts', () => {
    const folder = temporaryFolder();
    symlinkSync(put(join(folder, 'open'), 'sesame', 0o644), join(folder, 'key'));
    expect(refusal(`\${file:${join(folder, 'key')}}`)).toContain('can read');
  });
  test('the command to mend it can be pasted', () => {
    const path = put(join(temporaryFolder(), "a b'; touch x"), 'sesame', 0o644);
    const [, command = ''] = /; (chmod .*)$/.exec(refusal(`\${file:${path}}`)) ?? [];
    execFileSync('sh', ['-c', command]);
    expect(resolve(`\${file:${path}}`)).toBe('sesame');
  });
  test('that is missing, empty, too large, or none', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    expect(refusal(`\${file:${folder}/none}`)).toBe(`${folder}/none: there is no such file; correct the name, or the link that leads there`);
    const empty = put(join(folder, 'empty'), '\n');
    expect(refusal(`\${file:${empty}}`)).toBe(`\${file:${empty}}: this secret is empty; write the secret into the file`);
    expect(resolve(`\${file:${put(join(folder, 'full'), 'x'.repeat(65_536))}}`)).toHaveLength(65_536);
    expect(refusal(`\${file:${put(join(folder, 'over'), 'x'.repeat(65_537))}}`)).toContain('larger than 64 KiB; keep the secret only in it');
    expect(refusal(`\${file:${folder}/folder}`)).toContain('not a regular file');
    expect(refusal(`\${file:${folder}/pipe}`)).toContain('not a regular file');
    expect(refusal('${file:/dev/zero}')).toContain('not a regular file');
  });
  test('of root is fine for all, of somebody else for nobody', () => {
    const path = written('sesame');
    if (isRoot) {
      expect(resolve(`\${file:${path}}`, places({}, 12_345))).toBe('sesame');
      chownSync(path, 12_345, 12_345);
    }
    expect(refusal(`\${file:${path}}`, places({}, 54_321))).toContain('belongs to another user');
  });
  test('where there are no users it is taken as it is', () => {
    expect(resolve(`\${file:${written('sesame', 0o644)}}`, { env: {}, userId: undefined })).toBe('sesame');
  });
});

describe('a credential of systemd', () => {
  test('is a file of its folder, whose access list shows as the group\'s bits', () => {
    const folder = temporaryFolder();
    const own = places({ CREDENTIALS_DIRECTORY: folder });
    for (const mode of [0o400, 0o440]) {
      put(join(folder, 'smtp'), 'sesame\n', mode);
      expect(resolve('${credential:smtp}', own)).toBe('sesame');
    }
    put(join(folder, 'smtp'), 'sesame', 0o444);
    expect(refusal('${credential:smtp}', own)).toContain('can read');
    expect(refusal('${credential:none}', own)).toContain('there is no such file');
  });
  test('without systemd there is none', () => {
    for (const env of [{}, { CREDENTIALS_DIRECTORY: 'relative' }]) {
      expect(refusal('${credential:smtp}', places(env))).toBe('${credential:smtp}: there are no credentials here (CREDENTIALS_DIRECTORY is not set); start the service by systemd with LoadCredential=smtp:/PATH');
    }
  });
});
