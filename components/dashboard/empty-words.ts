import type { Kind } from '../../src/model/kind.ts';
import { cohort, edge, region, session } from '../../src/model/kinds/audience.ts';
import { backend } from '../../src/model/kinds/backend.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../../src/model/kinds/endpoint-parts.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { serviceCall } from '../../src/model/kinds/service-call.ts';

const NOTHING_READ = [
  'Nothing is known of requests: no access log is read.',
  '',
  'Name the access log of your gateway in ~/.pyprocwatchrc, and start anew:',
  '',
  '  endpoints:',
  '    logs:',
  '      - file: /var/log/nginx/access.log',
  '',
  'or look at a made-up service first: pyprocwatch demo endpoints',
].join('\n');

const NO_REQUESTS = 'No requests in the last minutes: the next one that is logged is shown here.\nThe key ! tells what could not be read.';

/** What is to be said where there are no rows, though logs are read. */
const NO_ROWS: Readonly<Record<string, string>> = {
  [endpoint.name]: NO_REQUESTS,
  [region.name]: NO_REQUESTS,
  [backend.name]: NO_REQUESTS,
  [session.name]: 'No session had a request in the last minutes.',
  [cohort.name]: 'No cohort had a request in the last minutes.\nWhich kinds of users there are (free, premium ...) stands under endpoints.cohorts in ~/.pyprocwatchrc.',
  [edge.name]: 'No request came by way of a content delivery network that names itself.',
  [endpointProcess.name]: 'None of its requests could be led to a process of this host.',
  [endpointRegion.name]: 'Nothing is known of where its requests came from.',
  [serviceCall.name]: 'Nothing is known of calls to other services:\nspans of OpenTelemetry tell of them (endpoints.otlp in ~/.pyprocwatchrc).',
  [slowRequest.name]: 'No request in the last five minutes.',
};

/** Why there are no rows of a kind that is made of requests, in lines, and what to do about it; undefined for other kinds. `read`: something reads requests. */
export function emptyWords(kind: Kind, read: boolean): string | undefined {
  const words = NO_ROWS[kind.name];
  return words === undefined || read ? words : NOTHING_READ;
}
