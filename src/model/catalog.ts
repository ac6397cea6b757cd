import type { Kind } from './kind.ts';
import { cgroup } from './kinds/cgroup.ts';
import { alert } from './kinds/alert.ts';
import { cohort, edge, region, session } from './kinds/audience.ts';
import { backend } from './kinds/backend.ts';
import { container } from './kinds/container.ts';
import { endpoint } from './kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from './kinds/endpoint-parts.ts';
import { finding } from './kinds/finding.ts';
import { group } from './kinds/group.ts';
import { cpu, disk, fact, filesystem, networkInterface, sensor } from './kinds/host-parts.ts';
import { host } from './kinds/host.ts';
import { file, limit, mapping, relative, socket, thread, variable } from './kinds/process-parts.ts';
import { process } from './kinds/process.ts';
import { serviceCall } from './kinds/service-call.ts';
import { user } from './kinds/user.ts';

/** Every kind of entity there is. Columns, filters, JSON, CSV, the store, exports and the reference page follow from it. */
export const CATALOG: readonly Kind[] = [
  host, cpu, disk, networkInterface, filesystem, sensor, fact,
  process, group, user, container, cgroup, finding, alert,
  endpoint, backend, session, cohort, region, edge, endpointProcess, endpointRegion, slowRequest, serviceCall,
  file, socket, thread, variable, limit, mapping, relative,
];

const BY_NAME = new Map(CATALOG.map((kind) => [kind.name, kind]));

/** The kind of that name. Throws: an unknown name is a slip in our own code. */
export function kindOf(name: string): Kind {
  const kind = BY_NAME.get(name);
  if (kind === undefined) throw new RangeError(`no kind ${name}; there are ${[...BY_NAME.keys()].join(', ')}`);
  return kind;
}
