import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { serveRole } from './roles.ts';

const [role, log = ''] = process.argv.slice(2);

// Started by `pyprocwatch demo endpoints`, one process a role; it ends with whoever started it, and leaves nothing of a demo that was killed.
process.on('disconnect', () => {
  if (role === 'gateway') rmSync(dirname(log), { recursive: true, force: true });
  process.exit(0);
});
// A terminal that is closed tells all of them; only who started it may end it, and then it tidies up.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
serveRole(process.argv.slice(2), (port) => process.send?.({ port }));
