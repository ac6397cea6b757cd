import type { Frame } from '../../src/model/frame.ts';
import type { Kind, Link } from '../../src/model/kind.ts';
import { cohort, region, session } from '../../src/model/kinds/audience.ts';
import { backend } from '../../src/model/kinds/backend.ts';
import { endpoint } from '../../src/model/kinds/endpoint.ts';
import { endpointProcess, endpointRegion, slowRequest } from '../../src/model/kinds/endpoint-parts.ts';
import { serviceCall } from '../../src/model/kinds/service-call.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { rowKey } from '../../src/model/row-key.ts';

/** What a process did for endpoints: a tab of its page as soon as there is any. */
export const ENDPOINTS_OF_PROCESS: Link = { kind: endpointProcess.name, title: 'Endpoints', by: { rows: 'process', from: 'pid' } };

/** Links that stand beside those of the declarations. */
const MORE: Readonly<Record<string, readonly Link[]>> = {
  [backend.name]: [{ kind: slowRequest.name, title: 'Slow requests', by: { rows: 'backend', from: 'address' } }],
  [session.name]: [{ kind: slowRequest.name, title: 'Slow requests', by: { rows: 'session', from: 'id' } }],
};

/** What the tabs of a page lead to. */
export const linksOf = (kind: Kind): readonly Link[] => [...kind.links, ...(MORE[kind.name] ?? [])];

const PAGED: ReadonlySet<string> = new Set([endpoint.name, backend.name, region.name, cohort.name, session.name]);

/** Whether one of that kind has a page of its own; others lead on by Enter straight to the rows of their only link. */
export const hasPage = (kind: Kind): boolean => PAGED.has(kind.name) || kind.links.filter(({ by }) => by !== 'inspect').length > 1;

/** Whose row a text of another row names: `from` here is `field` there. */
interface Mention {
  readonly from: string;
  readonly kind: Kind;
  readonly field: string;
}

const ofEndpoint: Mention = { from: 'endpoint', kind: endpoint, field: 'id' };
const ofCountry: Mention = { from: 'country', kind: region, field: 'country' };

/** Rows that join two things: Enter leads to the one that it did not come from. */
const MENTIONS: Readonly<Record<string, readonly Mention[]>> = {
  [endpointProcess.name]: [ofEndpoint],
  [endpointRegion.name]: [ofCountry, ofEndpoint],
  [serviceCall.name]: [{ ...ofEndpoint, from: 'callee' }, { ...ofEndpoint, from: 'caller' }],
  [slowRequest.name]: [ofEndpoint, { from: 'session', kind: session, field: 'id' }, { from: 'backend', kind: backend, field: 'address' }, ofCountry],
};

/** The row that a row of a join leads to; `from` is the page that shows it, which is not gone to again. Undefined when what it names is not there. */
export function mentioned(frame: Frame, row: number, snapshot: Snapshot | undefined, from: { readonly kind: Kind; readonly key: string } | undefined): { readonly frame: Frame; readonly row: number } | undefined {
  for (const { from: name, kind, field } of MENTIONS[frame.kind.name] ?? []) {
    const value = frame.text(name, row);
    const there = value === '' ? undefined : snapshot?.named(kind.name);
    const found = there?.find((index) => there.text(field, index) === value) ?? -1;
    if (there !== undefined && found >= 0 && !(kind.name === from?.kind.name && rowKey(there, found) === from.key)) return { frame: there, row: found };
  }
  return undefined;
}
