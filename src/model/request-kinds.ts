import type { Kind } from './kind.ts';
import { cohort, edge, region, session } from './kinds/audience.ts';
import { backend } from './kinds/backend.ts';
import { endpoint } from './kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from './kinds/endpoint-parts.ts';
import { serviceCall } from './kinds/service-call.ts';

const NAMES: ReadonlySet<string> = new Set([endpoint, backend, session, cohort, region, edge, endpointProcess, endpointRegion, slowRequest, serviceCall].map(({ name }) => name));

/** Whether rows of a kind are made of requests: one moment of a host says nothing of them. */
export const isOfRequests = ({ name }: Kind): boolean => NAMES.has(name);
