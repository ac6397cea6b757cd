import { serveRole } from './roles.ts';

// Started by `pyprocwatch demo endpoints`, one process a role; it ends with whoever started it.
process.on('disconnect', () => process.exit(0));
serveRole(process.argv.slice(2), (port) => process.send?.({ port }));
