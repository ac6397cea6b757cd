import { describe, expect, test } from 'vitest';
import { ACCESS_LOG_FORMATS, compileFormat, detectFormat } from '../../../src/collectors/access-logs/index.ts';
import { UserError } from '../../../src/model/errors.ts';
import { readOne } from './read-one.ts';

const utc = { zone: 'utc' } as const;

/** Lines as each project's documentation shows them. */
const GOLDEN: readonly (readonly [title: string, format: string, line: string, told: Record<string, unknown>])[] = [
  ['https://httpd.apache.org/docs/2.4/logs.html#common', 'common', '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326',
    { method: 'GET', path: '/apache_pb.gif', client: '127.0.0.1', user: 'frank', status: 200, bytesSent: 2326, end: '2000-10-10T20:55:36.000Z', resolution: 1000 }],
  ['https://httpd.apache.org/docs/2.4/logs.html#combined', 'apache:combined', '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326 "http://www.example.com/start.html" "Mozilla/4.08 [en] (Win98; I ;Nav)"',
    { method: 'GET', path: '/apache_pb.gif', client: '127.0.0.1', user: 'frank', status: 200, bytesSent: 2326, userAgent: 'Mozilla/4.08 [en] (Win98; I ;Nav)', end: '2000-10-10T20:55:36.000Z', resolution: 1000 }],
  ['https://nginx.org/en/docs/http/ngx_http_upstream_module.html: lists of tries', 'nginx:pyprocwatch', '2001:db8::1 - - [17/May/2015:10:05:03 +0000] "POST /a/b?c=d HTTP/2.0" 502 12 "-" "curl/8.1" 1431857103.123 0.345 123 "192.168.1.1:80, 192.168.1.2:80, unix:/tmp/sock : 192.168.10.1:80" "0.100, -, 0.001 : 0.200" MISS api.example.com abc',
    { method: 'POST', path: '/a/b', host: 'api.example.com', client: '2001:db8::1', upstream: '192.168.10.1:80', trace: 'abc', cache: 'MISS', userAgent: 'curl/8.1', durationMilliseconds: 345, upstreamMilliseconds: 301, status: 502, bytesSent: 12, bytesReceived: 123, end: '2015-05-17T10:05:03.123Z', resolution: 1 }],
  ['HAProxy configuration manual, 8.2.3', 'haproxy', 'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {1wt.eu} {} "GET /index.html HTTP/1.1"',
    { method: 'GET', path: '/index.html', client: '10.0.1.2', upstream: 'static/srv1', service: 'static', route: 'http-in', durationMilliseconds: 109, upstreamMilliseconds: 99, status: 200, bytesSent: 2750, end: '2009-02-06T12:14:14.764Z', resolution: 1 }],
  ['HAProxy 8.5, an aborted request', 'haproxy', '127.0.0.1:34552 [15/Oct/2003:15:26:31.462] px-http px-http/<NOSRV> -1/-1/-1/-1/50001 408 +2750 - - cR-- 2/2/2/0/+2 0/0 ""',
    { client: '127.0.0.1', service: 'px-http', route: 'px-http', durationMilliseconds: 50001, status: 408, bytesSent: 2750, end: '2003-10-15T15:27:21.463Z', resolution: 1, aborted: true }],
  ['Envoy, the example of the default format', 'envoy', '[2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"',
    { method: 'POST', path: '/api/v1/locations', host: 'locations', client: '10.0.35.28', upstream: 'tcp://10.0.2.1:80', trace: 'cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2', userAgent: 'nsq2http', durationMilliseconds: 226, upstreamMilliseconds: 100, status: 204, bytesSent: 0, bytesReceived: 154, end: '2016-04-15T20:17:00.536Z', resolution: 1 }],
  ['Traefik, pkg/middlewares/accesslog: start and whole milliseconds', 'traefik', '10.0.0.1 - - [25/Mar/2021:10:00:00 +0000] "GET /foo HTTP/1.1" 200 19 "-" "curl/7.6" 5 "my-router@docker" "http://172.18.0.3:80" 12ms',
    { method: 'GET', path: '/foo', client: '10.0.0.1', upstream: '172.18.0.3:80', route: 'my-router@docker', userAgent: 'curl/7.6', durationMilliseconds: 12, status: 200, bytesSent: 19, end: '2021-03-25T10:00:00.012Z', resolution: 1000 }],
  ['Traefik, JSON: durations in ns', 'traefik:json', '{"ClientAddr":"10.0.0.1:5000","ClientHost":"10.0.0.1","DownstreamContentSize":19,"DownstreamStatus":200,"Duration":1500000,"OriginDuration":1000000,"RequestHost":"h","RequestMethod":"GET","RequestPath":"/foo?x=1","RouterName":"r@docker","ServiceAddr":"172.18.0.3:80","ServiceName":"s@docker","ServiceURL":{"Scheme":"http","Host":"172.18.0.3:80"},"StartUTC":"2021-03-25T10:00:00.123Z","level":"info","time":"2021-03-25T10:00:00Z"}',
    { method: 'GET', path: '/foo', host: 'h', client: '10.0.0.1', upstream: '172.18.0.3:80', service: 's@docker', route: 'r@docker', durationMilliseconds: 1.5, upstreamMilliseconds: 1, status: 200, bytesSent: 19, end: '2021-03-25T10:00:00.124Z', resolution: 1 }],
  ['https://caddyserver.com/docs/logging: seconds, and the time of writing', 'caddy', String.raw`{"level":"info","ts":1646861401.5241024,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"127.0.0.1","remote_port":"41342","client_ip":"127.0.0.1","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/\u00e9\ud83d\ude00?y","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*"]},"tls":{"resumed":false}},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":200,"resp_headers":{"Server":["Caddy"]}}`,
    { method: 'GET', path: '/é😀', host: 'localhost', client: '127.0.0.1', userAgent: 'curl/7.82.0', durationMilliseconds: 0.929675, status: 200, bytesSent: 10_900, bytesReceived: 0, end: '2022-03-09T21:30:01.524Z', resolution: 1 }],
  ['AWS, access log entries: HTTPS', 'alb', 'https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/a?b HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:targetgroup "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
    { method: 'GET', path: '/a', host: 'www.example.com', client: '192.168.131.39', upstream: '10.0.0.1:80', trace: 'Root=1-58337281-1d84f3d73c47ec4e58577259', userAgent: 'curl/7.46.0', service: 'app/my-loadbalancer/50dc6c495c0c9188', route: 'arn:aws:targetgroup', durationMilliseconds: 171, upstreamMilliseconds: 48, status: 200, bytesSent: 57, bytesReceived: 0, end: '2018-07-02T22:23:00.186Z', resolution: 1 }],
  ['AWS, access log entries: secured WebSockets are logged at their close', 'alb', 'wss 2018-07-02T22:23:00.364Z app/my-loadbalancer/50dc6c495c0c9188 10.0.0.140:44244 10.0.0.171:8010 0.000 0.001 0.000 101 101 218 786 "GET https://10.0.0.30:443/ HTTP/1.1" "-" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:x "Root=1-58337364" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.171:8010" "101" "-" "-"',
    { method: 'GET', path: '/', host: '10.0.0.30', client: '10.0.0.140', upstream: '10.0.0.171:8010', trace: 'Root=1-58337364', service: 'app/my-loadbalancer/50dc6c495c0c9188', route: 'arn:aws:x', durationMilliseconds: 12_000, upstreamMilliseconds: 1, status: 101, bytesSent: 786, bytesReceived: 218, end: '2018-07-02T22:23:00.364Z', resolution: 1, upgraded: true }],
  ['https://developer.konghq.com/plugins/file-log: the last try, the start', 'kong', '{"latencies":{"request":515,"kong":58,"proxy":457},"service":{"host":"httpbin.org","name":"svc","id":"1"},"request":{"querystring":{},"size":138,"uri":"/get?a","url":"http://localhost:8000/get","headers":{"host":"localhost:9000","user-agent":"curl/7.54.0"},"method":"GET"},"tries":[{"balancer_latency":0,"port":443,"balancer_start":1566268557453,"ip":"18.211.130.98"},{"balancer_latency":0,"port":8443,"balancer_start":1566268557453,"ip":"18.211.130.99"}],"client_ip":"127.0.0.1","upstream_uri":"/get","response":{"headers":{"Via":"kong"},"status":200,"size":443},"route":{"id":"7","name":"rt"},"started_at":1566268557453}',
    { method: 'GET', path: '/get', host: 'localhost:9000', client: '127.0.0.1', upstream: '18.211.130.99:8443', userAgent: 'curl/7.54.0', service: 'svc', route: 'rt', durationMilliseconds: 515, upstreamMilliseconds: 457, status: 200, bytesSent: 443, bytesReceived: 138, end: '2019-08-20T02:35:57.968Z', resolution: 1 }],
  ['JSON lines by their usual names', 'json', '{"time":"2026-01-05T10:00:00.123Z","method":"GET","path":"/users/1","status":200,"duration":"12.5ms","client_ip":"192.0.2.1","trace_id":"t"}',
    { method: 'GET', path: '/users/1', client: '192.0.2.1', trace: 't', durationMilliseconds: 12.5, status: 200, end: '2026-01-05T10:00:00.123Z', resolution: 1 }],
];

describe('each format reads what its documentation shows', () => {
  for (const [title, format, line, told] of GOLDEN) {
    test(title, () => {
      expect(readOne(format, line, utc)).toEqual(told);
      expect(detectFormat([line])?.format.name).toBe(format.replace(/^apache:/, ''));
    });
  }
});

describe('formats of a person', () => {
  test('nginx: a whole directive, escape=json, headers and cookies by choice', () => {
    const format = `log_format mine escape=json '{"t":"$msec","m":"$request_method","u":"$request_uri",' '"s":$status,"d":"$request_time","ten":"$http_x_tenant","sid":"$cookie_sessionid","xff":"$http_x_forwarded_for","a":"$remote_addr"}';`;
    expect(readOne(format, String.raw`{"t":"1431857103.123","m":"GET","u":"/q\"uo\u0000te?x","s":200,"d":"0.010","ten":"acme \\ co","sid":"s1","xff":"203.0.113.9, 10.0.0.1","a":"10.0.0.1"}`, { cohorts: ['$http_x_tenant'], client: 'http_x_forwarded_for' }))
      .toEqual({ method: 'GET', path: '/q"uo\0te', client: '203.0.113.9', session: 's1', cohort: String.raw`acme \ co`, durationMilliseconds: 10, status: 200, end: '2015-05-17T10:05:03.123Z', resolution: 1 });
  });

  test('nginx: \\xNN in values', () => {
    expect(readOne('combined', String.raw`1.2.3.4 - a\x22b [17/May/2015:10:05:03 +0200] "GET /\x22x\x5Cy HTTP/1.1" 200 5 "-" "\x1B[31m"`)).toMatchObject({ user: 'a"b', path: String.raw`/"x\y`, userAgent: '\u001B[31m' });
  });

  test('nginx: names with spaces between fields, more behind the format', () => {
    expect(readOne('combined', '1.2.3.4 - frank smith [17/May/2015:10:05:03 +0200] "GET / HTTP/1.1" 200 5 "-" "curl" 0.123 "x"')).toMatchObject({ user: 'frank smith', path: '/', status: 200 });
  });

  test('Apache: strftime, fractions, quotes, durations; the time is that of the start', () => {
    expect(readOne('%h %l %u [%{%d/%b/%Y %T}t.%{usec_frac}t %{%z}t] "%r" %>s %O "%{X-Tenant}i" %D %{ms}T %U%q %X', String.raw`1.2.3.4 - - [05/Jan/2026 10:00:00.123456 +0100] "GET /x?y HTTP/1.1" 200 512 "tenant \"a\"" 12345 12 /x?y X`, { cohorts: ['{X-Tenant}i'] }))
      .toEqual({ method: 'GET', path: '/x', client: '1.2.3.4', cohort: 'tenant "a"', durationMilliseconds: 12.345, status: 200, bytesSent: 512, end: '2026-01-05T09:00:00.135Z', resolution: 1, aborted: true });
    expect(readOne('LogFormat "%a %{end:msec}t %m %U %s %D" x', '1.2.3.4 1767607200123 GET /x 200 5000')).toMatchObject({ end: '2026-01-05T10:00:00.123Z', durationMilliseconds: 5, resolution: 1 });
    expect(readOne('%h %t.%{msec_frac}t "%r" %s', '1.2.3.4 [05/Jan/2026:10:00:00 +0000].250 "GET /x HTTP/1.1" 200')).toMatchObject({ end: '2026-01-05T10:00:00.250Z', resolution: 1 });
  });

  test('HAProxy: captures by place, without syslog and with RFC 5424, #NN, a log-format', () => {
    const line = '[::1]:33317 [06/Feb/2009:12:14:14.655] in b/s 0/0/0/1/2 200 5 - - ---- 1/1/1/1/0 0/0 {host|tenant-a} "GET /a#22b HTTP/1.1"';
    const told = { client: '::1', cohort: 'tenant-a', path: '/a"b', upstream: 'b/s' };
    expect(readOne('haproxy', line, { cohorts: ['hr[1]'], ...utc })).toMatchObject(told);
    expect(readOne('haproxy', `<134>1 2024-05-01T12:00:00Z lb haproxy 12 - - ${line}`, { cohorts: ['hr[1]'], ...utc })).toMatchObject(told);
    expect(readOne('haproxy', `2024-05-01T12:00:00.123456+02:00 lb haproxy[1]: ${line}`, { cohorts: ['hr[1]'], ...utc })).toMatchObject(told);
    expect(readOne('log-format "%ci:%cp [%trl] %HM %HPO %ST %Ta %si:%sp"', '1.2.3.4:5 [06/Feb/2009:12:14:14 +0100] GET /x 200 7 10.0.0.1:80')).toMatchObject({ client: '1.2.3.4', upstream: '10.0.0.1:80', durationMilliseconds: 7, end: '2009-02-06T11:14:14.007Z' });
  });

  test('Envoy: start times in other forms, JSON', () => {
    expect(readOne('%START_TIME(%s.%3f)% %REQ(:METHOD)% %REQ(:PATH)% %RESPONSE_CODE% %DURATION% %RESPONSE_FLAGS% %DOWNSTREAM_REMOTE_ADDRESS%', '1527590590.528 GET /x?y 0 10 DC 1.2.3.4:999')).toMatchObject({ end: '2018-05-29T10:43:10.538Z', status: 0, aborted: true, client: '1.2.3.4' });
    expect(readOne('envoy:json', '{"start_time":"2016-04-15T20:17:00.310Z","method":"GET","path":"/x","response_code":200,"response_flags":"-","duration":5,"upstream_service_time":"4"}')).toMatchObject({ end: '2016-04-15T20:17:00.315Z', upstreamMilliseconds: 4 });
  });

  test('JSON by a map: units, starts, nesting, names with dots', () => {
    expect(readOne(String.raw`json:start=meta.at:us,method=req.m,path=req.url,status=code,duration=took:us,client=x\.ip,cohort=tenant`, '{"meta":{"at":1767607200123456},"req":{"m":"GET","url":"http://h/a?b","other":[1,{"url":"no"}]},"code":"200","took":2500,"x.ip":"192.0.2.1:99","tenant":"t"}'))
      .toEqual({ method: 'GET', path: '/a', client: '192.0.2.1', cohort: 't', durationMilliseconds: 2.5, status: 200, end: '2026-01-05T10:00:00.125Z', resolution: 1 });
    for (const [time, unit] of [['1767607200', 1000], ['1767607200123', 1], ['1767607200123456', 1], ['1767607200123456789', 1]] as const) expect(readOne('json', `{"ts":${time},"path":"/","status":200}`).resolution).toBe(unit);
  });
});

describe('what is wrong is said with its place', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['nginx:$remote_addr$request $status', /character 13: nothing stands between remote_addr and request/], ['nginx:$remote_addr $status', /path is not in it/], ['nginx:$request $ x', /character 10: a \$ without a name/],
    ['apache:%h %r %', /character 7: a % without a directive/], ['apache:%r %{%Q}t', /character 4: a time format/], ['combned', /did you mean "combined"/], ['json:time=t,pth=x', /character 8: no role "pth"/], ['json:method=m,path=p', /does not tell the time/],
  ];
  for (const [format, message] of cases) {
    test(format, () => {
      let line = '';
      try {
        compileFormat(format);
      } catch (error) {
        if (error instanceof UserError) line = error.line;
      }
      expect(line).toMatch(message);
    });
  }

  test('a choice that is not logged', () => {
    expect(() => compileFormat('combined', { cohorts: ['http_x_tenant'] })).toThrow(UserError);
  });
});

test('the table has what a person needs of each format, and each example compiles', () => {
  for (const family of ACCESS_LOG_FORMATS) {
    expect(family.help.length).toBeGreaterThan(5);
    expect(family.configuration.length).toBeGreaterThan(20);
    for (const name of Object.keys(family.builtIn)) expect(compileFormat(`${family.name}:${name}`).name).toBe(`${family.name}:${name}`);
  }
});
