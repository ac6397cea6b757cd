import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { errorCode, EXIT, UserError } from '../../model/errors.ts';
import { safeText } from '../../model/safe-text.ts';

function isCertificate(text: string): boolean {
  try {
    return text.includes('-----BEGIN CERTIFICATE-----') && new X509Certificate(text).subject !== '';
  } catch {
    return false;
  }
}

/** Certificates to trust: the system's and those in the file; undefined for the system's alone. Throws a UserError when the file cannot be used. */
export function trustedCertificates(caFile: string | undefined): string[] | undefined {
  if (caFile === undefined) return undefined;
  try {
    const own = readFileSync(caFile, 'utf8');
    if (isCertificate(own)) return [...getCACertificates('default'), own];
  } catch (error) {
    throw new UserError(`these certificates cannot be read (${errorCode(error)})`, { where: safeText(caFile), mend: 'correct "caFile", or make the file readable', exitCode: EXIT.configuration, cause: error });
  }
  throw new UserError('there is no certificate in this file', { where: safeText(caFile), mend: 'put PEM into it (-----BEGIN CERTIFICATE-----)', exitCode: EXIT.configuration });
}
