import { z } from 'zod';
import { FACTS } from './facts.ts';
import { secret } from './secrets.ts';
import { absolutePath, duration, lineOfText } from './settings.ts';

const name = () => z.string().regex(/^[\w.-]{1,64}$/).register(FACTS, { expects: 'a name of letters, digits, dots and dashes' });
const ADDRESS = /^(?:unix:\/\S+|\[[0-9a-fA-F:.]+\]:\d{1,5}|[\w.-]+:\d{1,5})$/;
const upstream = () => z.string().regex(ADDRESS).register(FACTS, { expects: 'an address and a port such as 127.0.0.1:8080, or unix:/run/app.sock' });
const COUNTRY = /^[A-Z]{2}$/;

const log = z.strictObject({
  file: absolutePath().describe('The access log; * stands for any characters of a name: /var/log/nginx/access*.log.'),
  format: lineOfText(4000).prefault('auto').describe('Its format: a name that "pyprocwatch endpoints formats" lists, the format string of the gateway\'s configuration, or auto.'),
  name: name().optional().describe('What it is called on the screen; by default the name of the file.'),
  upstream: upstream().optional().describe('Address of the processes that serve it, where the log does not say: 127.0.0.1:8080.'),
  session: lineOfText(100).optional().describe('Which field names the session, in the format\'s own words: http_x_session or cookie_sid (nginx), {X-Session}i (Apache), request.headers.x-session (JSON). By default client address and program tell sessions apart.'),
  cohort: lineOfText(100).optional().describe('Which field names the cohort of the user, in the same way: http_x_plan.'),
  edge: lineOfText(100).optional().describe('Which field names the edge of the content delivery network: http_cf_ray, sent_http_x_served_by.'),
});

const cohort = z.strictObject({
  name: name().describe('Name of the cohort: premium.'),
  value: lineOfText(200).optional().describe('Those of whom the cohort field has this value.'),
  path: lineOfText(200).optional().describe('Those whose requests begin with this path: /api/premium/.'),
  agent: lineOfText(200).optional().describe('Those whose program has this in its name: Android.'),
});

const otlp = z.strictObject({
  enabled: z.boolean().prefault(false).describe('Whether spans of OpenTelemetry are taken, by OTLP over HTTP.'),
  host: lineOfText(255).prefault('127.0.0.1').describe('Address to listen on; other than this host\'s own it needs a token.'),
  port: z.int().min(0).max(65_535).register(FACTS, { expects: 'a port from 0 to 65535' }).prefault(4318).describe('Port to listen on.'),
  token: secret().optional().describe('Bearer token that whoever sends must have: ${env:OTLP_TOKEN}.'),
});

/** What requests are read from, and how they are told apart. */
export const endpointsSetting = z.strictObject({
  logs: z.array(log).max(50).prefault([]).describe('Access logs to follow: [{ file: /var/log/nginx/access.log, format: auto }].'),
  patterns: z.array(lineOfText(500)).max(1000).prefault([]).describe('Routes by patterns of your own, before those that are learned: [/api/v1/users/*, /files/**].'),
  most: z.int().min(10).max(5000).register(FACTS, { expects: 'a whole number from 10 to 5000' }).prefault(500).describe('So many routes are told apart; what is beyond counts as (other).'),
  cohorts: z.array(cohort).max(50).prefault([]).describe('Kinds of users, the first that fits: [{ name: premium, value: premium }].'),
  sessionTimeout: duration(30, 86_400).prefault('300s').describe('How long after its last request a session counts as active.'),
  keyRotation: duration(600, 31 * 86_400).prefault('86400s').describe('How long sessions keep their made-up names.'),
  site: z.string().regex(COUNTRY).register(FACTS, { expects: 'a country of two capital letters (ISO 3166-1): DE' }).optional().describe('Country in which this host is, to know who is served from far: DE.'),
  geoDatabase: absolutePath().optional().describe('Database of countries and regions (MMDB) instead of the one that comes along: /usr/share/GeoIP/GeoLite2-City.mmdb.'),
  otlp: otlp.prefault({}).describe('Spans of OpenTelemetry.'),
  middleware: z.boolean().prefault(false).describe('Whether programs of the same user that use pyprocwatch/middleware may report their requests here.'),
});

export type EndpointsSetting = z.output<typeof endpointsSetting>;
