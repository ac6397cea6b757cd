import { closeSync, openSync, writeSync } from 'node:fs';

/** Formats that lines are made in. */
export const LINE_FORMATS = ['combined', 'nginx:pyprocwatch', 'apache:pyprocwatch', 'haproxy', 'envoy', 'envoy:json', 'traefik', 'traefik:json', 'caddy', 'alb', 'kong', 'json'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** mulberry32: small, seeded, good enough for traffic. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** 15 templates, as an API with a page on it has them; # is a number, @ a word, % a UUID. */
const TEMPLATES = [
  ['GET', '/'], ['GET', '/api/v1/users/#'], ['GET', '/api/v1/users/#/orders'], ['POST', '/api/v1/orders'], ['GET', '/api/v1/orders/%'], ['PUT', '/api/v1/orders/%/items/#'], ['GET', '/api/v1/products?page=#'],
  ['GET', '/api/v1/products/#'], ['GET', '/profile/@'], ['POST', '/api/v1/login'], ['GET', '/api/v1/search?q=@'], ['GET', '/static/js/app.#.js'], ['GET', '/static/img/#.png'], ['DELETE', '/api/v1/sessions/%'], ['GET', '/healthz'],
] as const;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1', 'okhttp/4.12.0',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CLIENTS = 58_000;
const WORDS = 4000;
const START = Date.UTC(2026, 0, 5, 8);

interface Request {
  readonly method: string;
  readonly target: string;
  readonly client: string;
  readonly agent: string;
  readonly status: number;
  readonly bytes: number;
  readonly end: number;
  readonly duration: number;
  readonly upstream: string;
  readonly id: string;
}

const two = (value: number): string => String(value).padStart(2, '0');
function clf(time: number): string {
  const date = new Date(time);
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

const WRITERS: Readonly<Record<LineFormat, (request: Request) => string>> = {
  'combined': (r) => `${r.client} - - [${clf(r.end)} +0000] "${r.method} ${r.target} HTTP/1.1" ${r.status} ${r.bytes} "https://shop.example.com/start" "${r.agent}"`,
  'nginx:pyprocwatch': (r) => `${WRITERS.combined(r)} ${(r.end / 1000).toFixed(3)} ${(r.duration / 1000).toFixed(3)} 512 "${r.upstream}" "${(r.duration / 1000).toFixed(3)}" - shop.example.com ${r.id}`,
  'apache:pyprocwatch': (r) => `${WRITERS.combined(r)} ${r.end - r.duration} ${r.duration * 1000} 512 ${r.bytes + 300} http://${r.upstream} ${r.id} +`,
  'haproxy': (r) => `Jan  5 08:00:00 lb haproxy[14389]: ${r.client}:40312 [${clf(r.end - r.duration)}.${String((r.end - r.duration) % 1000).padStart(3, '0')}] https-in~ api/srv${r.upstream.slice(-1)} 0/0/1/${Math.max(0, r.duration - 1)}/${r.duration} ${r.status} ${r.bytes} - - ---- 12/12/3/1/0 0/0 "${r.method} ${r.target} HTTP/1.1"`,
  'envoy': (r) => `[${new Date(r.end - r.duration).toISOString()}] "${r.method} ${r.target} HTTP/1.1" ${r.status} - 128 ${r.bytes} ${r.duration} ${Math.max(0, r.duration - 1)} "${r.client}" "${r.agent}" "${r.id}" "shop.example.com" "${r.upstream}"`,
  'envoy:json': (r) => JSON.stringify({ start_time: new Date(r.end - r.duration).toISOString(), method: r.method, path: r.target, protocol: 'HTTP/1.1', response_code: r.status, response_flags: '-', bytes_received: 128, bytes_sent: r.bytes, duration: r.duration, upstream_service_time: String(r.duration), x_forwarded_for: r.client, user_agent: r.agent, request_id: r.id, authority: 'shop.example.com', upstream_host: r.upstream }),
  'traefik': (r) => `${r.client} - - [${clf(r.end - r.duration)} +0000] "${r.method} ${r.target} HTTP/1.1" ${r.status} ${r.bytes} "https://shop.example.com/start" "${r.agent}" 1234 "api@docker" "http://${r.upstream}" ${r.duration}ms`,
  'traefik:json': (r) => JSON.stringify({ ClientAddr: `${r.client}:4031`, ClientHost: r.client, ClientPort: '4031', ClientUsername: '-', DownstreamContentSize: r.bytes, DownstreamStatus: r.status, Duration: r.duration * 1_000_000, OriginContentSize: r.bytes, OriginDuration: r.duration * 990_000, OriginStatus: r.status, Overhead: 10_000, RequestAddr: 'shop.example.com', RequestContentSize: 0, RequestCount: 1234, RequestHost: 'shop.example.com', RequestMethod: r.method, RequestPath: r.target, RequestPort: '-', RequestProtocol: 'HTTP/1.1', RequestScheme: 'https', RetryAttempts: 0, RouterName: 'api@docker', ServiceAddr: r.upstream, ServiceName: 'api@docker', ServiceURL: `http://${r.upstream}`, StartLocal: new Date(r.end - r.duration).toISOString(), StartUTC: new Date(r.end - r.duration).toISOString(), entryPointName: 'websecure', level: 'info', msg: '', time: new Date(r.end).toISOString() }),
  'caddy': (r) => JSON.stringify({ level: 'info', ts: r.end / 1000, logger: 'http.log.access.log0', msg: 'handled request', request: { remote_ip: r.client, remote_port: '41342', client_ip: r.client, proto: 'HTTP/2.0', method: r.method, host: 'shop.example.com', uri: r.target, headers: { 'User-Agent': [r.agent], 'Accept': ['*/*'] }, tls: { resumed: false, version: 772, cipher_suite: 4865, proto: 'h2', server_name: 'shop.example.com' } }, bytes_read: 0, user_id: '', duration: r.duration / 1000, size: r.bytes, status: r.status, resp_headers: { 'Server': ['Caddy'], 'Content-Type': ['application/json'] } }),
  'alb': (r) => `https ${new Date(r.end).toISOString().replace('Z', '123Z')} app/shop/50dc6c495c0c9188 ${r.client}:2817 ${r.upstream} 0.001 ${((r.duration - 1) / 1000).toFixed(3)} 0.000 ${r.status} ${r.status} 128 ${r.bytes} "${r.method} https://shop.example.com:443${r.target} HTTP/1.1" "${r.agent}" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-${r.id.slice(0, 8)}-${r.id.slice(8, 32)}" "shop.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 ${new Date(r.end - r.duration).toISOString()} "forward" "-" "-" "${r.upstream}" "${r.status}" "-" "-"`,
  'kong': (r) => JSON.stringify({ latencies: { request: r.duration, kong: 1, proxy: Math.max(0, r.duration - 1) }, service: { host: 'shop.internal', created_at: 1614232642, connect_timeout: 60000, id: '167290ee-c682-4ebf-bdea-e49a3ac5e260', protocol: 'http', read_timeout: 60000, port: 80, path: '/', updated_at: 1614232642, write_timeout: 60000, retries: 5, name: 'shop' }, request: { querystring: {}, size: 138, uri: r.target, url: `https://shop.example.com:8443${r.target}`, headers: { 'host': 'shop.example.com', 'accept-encoding': 'gzip', 'user-agent': r.agent, 'accept': '*/*' }, method: r.method }, tries: [{ balancer_latency: 0, port: 80, balancer_start: r.end - r.duration + 1, ip: r.upstream.split(':')[0] }], client_ip: r.client, workspace: 'b6e1a5d0-0000-4000-8000-000000000000', upstream_uri: r.target, response: { headers: { 'content-type': 'application/json', 'date': 'Mon, 05 Jan 2026 08:00:00 GMT', 'connection': 'close', 'content-length': String(r.bytes), 'via': 'kong/3.8.0' }, status: r.status, size: r.bytes }, route: { id: '78f79740-c410-4fd9-a998-d0a60a99dc9b', paths: ['/api'], protocols: ['http', 'https'], strip_path: true, created_at: 1614232648, ws_id: 'b6e1a5d0', request_buffering: true, updated_at: 1614232648, preserve_host: false, regex_priority: 0, response_buffering: true, https_redirect_status_code: 426, path_handling: 'v0', service: { id: '167290ee-c682-4ebf-bdea-e49a3ac5e260' }, name: 'shop' }, started_at: r.end - r.duration }),
  'json': (r) => JSON.stringify({ time: new Date(r.end).toISOString(), level: 'info', method: r.method, path: r.target, status: r.status, duration_ms: r.duration, client_ip: r.client, host: 'shop.example.com', user_agent: r.agent, bytes_sent: r.bytes, trace_id: r.id }),
};

/** Writes `count` lines of a format: Zipf-like clients and templates, log-normal durations, the same for a seed whatever the format. */
export function writeLines(path: string, format: LineFormat, count: number, seed: number): void {
  const random = randomOf(seed);
  const hex = (length: number): string => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
  const words = Array.from({ length: WORDS }, () => Array.from({ length: 5 + Math.floor(random() * 8) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(''));
  const clients = Array.from({ length: CLIENTS }, () => `${1 + Math.floor(random() * 223)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`);
  const word32 = (): string => Math.floor(random() * 4294967296).toString(16).padStart(8, '0');
  /** An order is seldom asked for twice. */
  const uuid = (): string => `${word32()}-${word32().slice(0, 4)}-4${word32().slice(0, 3)}-a${word32().slice(0, 3)}-${word32()}${word32().slice(0, 4)}`;
  const ids = Array.from({ length: 5000 }, () => hex(32));
  /** A rank that is taken with a probability near 1 / rank. */
  const zipf = (size: number): number => Math.floor(size ** random()) - 1;
  const write = WRITERS[format];
  const file = openSync(path, 'w');
  let lines: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const [method, template] = TEMPLATES[Math.floor(TEMPLATES.length * random() ** 1.5)] ?? TEMPLATES[0];
    const target = template.replace('#', () => String(1 + zipf(1_000_000))).replace('#', '7').replace('@', () => words[zipf(WORDS)] ?? 'x').replace('%', uuid);
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const dice = random();
    lines.push(write({
      method, target, client: clients[zipf(CLIENTS)] ?? '192.0.2.1', agent: AGENTS[Math.floor(random() * AGENTS.length)] ?? '', status: dice < 0.93 ? 200 : dice < 0.96 ? 304 : dice < 0.985 ? 404 : 500, bytes: Math.floor(200 + random() * 20_000),
      end: START + Math.floor(index * 3.3), duration: Math.max(1, Math.round(20 * Math.exp(normal))), upstream: `10.0.0.${1 + Math.floor(random() * 4)}:8080`, id: ids[Math.floor(random() * ids.length)] ?? '',
    }));
    if (lines.length === 10_000) {
      writeSync(file, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
  closeSync(file);
}
