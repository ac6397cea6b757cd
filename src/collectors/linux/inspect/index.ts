import type { Inspector } from '../../inspector.ts';
import { environment } from './environment.ts';
import { files } from './files.ts';
import { limits } from './limits.ts';
import { mappings } from './mappings.ts';
import { sockets } from './sockets.ts';
import { threads } from './threads.ts';

/** What one process can be asked for on Linux; relatives follow from the process table. */
export const INSPECTORS: readonly Inspector[] = [sockets, files, threads, environment, limits, mappings];
