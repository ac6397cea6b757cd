import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trustedCertificates } from '../../../src/alerts/delivery/trusted.ts';
import { UserError } from '../../../src/model/errors.ts';
import { put, temporaryFolder, thrownBy } from '../../config/support.ts';
import { selfSigned } from './certificate.ts';

const refusal = (path: string): string => {
  const error = thrownBy(() => trustedCertificates(path));
  if (!(error instanceof UserError)) throw error;
  expect(error.exitCode).toBe(78);
  return error.line.replaceAll(path, 'FILE');
};

test('the system\'s own unless a file says more', () => {
  expect(trustedCertificates(undefined)).toBeUndefined();
  const { certificate } = selfSigned();
  const all = trustedCertificates(put(join(temporaryFolder(), 'ca.pem'), certificate)) ?? [];
  expect(all.length).toBeGreaterThan(1);
  expect(all.at(-1)).toBe(certificate);
});

test('a file that is missing, or has no certificate in it', () => {
  const folder = temporaryFolder();
  expect(refusal(join(folder, 'none.pem'))).toBe('FILE: these certificates cannot be read (ENOENT); correct "caFile", or make the file readable');
  for (const text of ['', 'text', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', selfSigned().key]) {
    expect(refusal(put(join(folder, 'ca.pem'), text))).toContain('there is no certificate in this file');
  }
});
