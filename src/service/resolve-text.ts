import { resolveSecret, type SecretReference } from '../config/secrets.ts';

/** A setting that stands in the configuration or is kept elsewhere. Throws a `UserError` when it cannot be had. */
export const resolveText = (value: string | SecretReference): string => (typeof value === 'string' ? value : resolveSecret(value, { env: process.env, userId: process.geteuid?.() }));
