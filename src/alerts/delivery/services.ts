import { resolveSecret } from '../../config/secrets.ts';
import type { NotifierServices } from './notifier.ts';

/** What notifiers need, of this process. */
export const secretServices = (): NotifierServices => ({ secret: (reference) => resolveSecret(reference, { env: process.env, userId: process.geteuid?.() }), now: () => Date.now() });
