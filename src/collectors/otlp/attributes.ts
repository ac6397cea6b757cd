/** What is read of attributes, by old and new semantic conventions of OpenTelemetry (HTTP 1.23 and before it 1.20). */
export const ATTRIBUTES = {
  method: ['http.request.method', 'http.method'],
  route: ['http.route'],
  path: ['url.path', 'http.target'],
  url: ['url.full', 'http.url'],
  status: ['http.response.status_code', 'http.status_code'],
  client: ['client.address', 'http.client_ip'],
  neighbour: ['network.peer.address', 'net.sock.peer.addr'],
  session: ['session.id'],
  user: ['enduser.id', 'enduser.pseudo.id', 'user.id'],
  cohort: ['pyprocwatch.cohort', 'enduser.role'],
  address: ['server.address'],
  port: ['server.port'],
  // Before 1.21 an answer told of the server as host and of the client as peer, a question of the server as peer.
  hostName: ['net.host.name'],
  hostPort: ['net.host.port'],
  peerName: ['net.peer.name'],
  peerPort: ['net.peer.port'],
  sent: ['http.response.body.size', 'http.response_content_length'],
  received: ['http.request.body.size', 'http.request_content_length'],
  service: ['service.name'],
  instance: ['service.instance.id'],
  pid: ['process.pid'],
  host: ['host.name'],
} as const;
export type AttributeName = keyof typeof ATTRIBUTES;

interface Candidate {
  readonly key: Buffer;
  readonly place: number;
}

/** Names in the order in which a decoder keeps what was found. */
export const ATTRIBUTE_NAMES: readonly AttributeName[] = ['method', 'route', 'path', 'url', 'status', 'client', 'neighbour', 'session', 'user', 'cohort', 'address', 'port', 'hostName', 'hostPort', 'peerName', 'peerPort', 'sent', 'received', 'service', 'instance', 'pid', 'host'];

const BY_LENGTH: Candidate[][] = [];
const BY_TEXT = new Map<string, number>();
ATTRIBUTE_NAMES.forEach((name, place) => {
  for (const text of ATTRIBUTES[name]) {
    const key = Buffer.from(text);
    (BY_LENGTH[key.length] ??= []).push({ key, place });
    BY_TEXT.set(text, place);
  }
});

/** The place of an attribute's key in ATTRIBUTE_NAMES, or -1. Most keys are refused by their length and last letter. */
export function attributePlace(bytes: Uint8Array, start: number, end: number): number {
  const candidates = BY_LENGTH[end - start];
  if (candidates === undefined) return -1;
  for (const { key, place } of candidates) {
    let at = key.length - 1;
    while (at >= 0 && bytes[start + at] === key[at]) at -= 1;
    if (at < 0) return place;
  }
  return -1;
}

export const attributePlaceOfText = (key: string): number => BY_TEXT.get(key) ?? -1;
