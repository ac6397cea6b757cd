import { createWriteStream } from 'node:fs';
import { Agent, createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');
const clfTime = (time: Date): string => `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()] ?? ''}/${time.getUTCFullYear()}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return (typeof value === 'string' ? value : '-').replaceAll(/[^\w .,:;/()+-]/g, '');
};

/** What its log has in each line, in the words of nginx. */
export const DEMO_FORMAT = '$http_x_forwarded_for - - [$time_local] "$request" $status $body_bytes_sent "-" "$http_user_agent" $msec $request_time $request_length "$upstream_addr" "$upstream_response_time" $upstream_cache_status "$http_x_session" "$http_x_plan"';

/** A small gateway: passes requests on to the backends in turn, keeps what is static, and writes an access log. */
export function serveGateway(backends: readonly number[], log: string, ready: (port: number) => void): void {
  const out = createWriteStream(log, { flags: 'a' });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let turn = 0;
  const write = (request: IncomingMessage, status: number, bytes: number, began: number, upstream: string, took: number, cache: string): void => {
    const now = Date.now();
    out.write(`${header(request, 'x-forwarded-for')} - - [${clfTime(new Date(now))}] "${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1" ${status} ${bytes} "-" "${header(request, 'user-agent')}" ${(now / 1000).toFixed(3)} ${((performance.now() - began) / 1000).toFixed(3)} ${200 + (request.url ?? '').length} "${upstream}" "${upstream === '-' ? '-' : (took / 1000).toFixed(3)}" ${cache} "${header(request, 'x-session')}" "${header(request, 'x-plan')}"\n`);
  };
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const began = performance.now();
    request.resume();
    if (request.url?.startsWith('/static/') === true && turn % 8 !== 0) {
      turn += 1;
      response.writeHead(200).end(Buffer.alloc(24_000));
      write(request, 200, 24_000, began, '-', Number.NaN, 'HIT');
      return;
    }
    const port = backends[turn % backends.length] ?? 0;
    turn += 1;
    const cache = request.url?.startsWith('/static/') === true ? 'MISS' : '-';
    const asked = performance.now();
    let bytes = 0;
    const failed = (): void => {
      if (!response.headersSent) response.writeHead(502).end();
      write(request, 502, 0, began, `127.0.0.1:${port}`, performance.now() - asked, cache);
    };
    const onward = ask({ host: '127.0.0.1', port, path: request.url, method: request.method, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502);
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on('end', () => write(request, answer.statusCode ?? 502, bytes, began, `127.0.0.1:${port}`, performance.now() - asked, cache));
      answer.pipe(response);
    });
    onward.on('error', failed).end();
  };
  const server = createServer(pass);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) ready(address.port);
  });
}
