import { z } from 'zod';
import { FACTS } from './facts.ts';
import { address, addressOrSecret } from './channels/common.ts';
import { secret } from './secrets.ts';
import { absolutePath, duration, figure, lineOfText } from './settings.ts';

const port = z.int().min(0).max(65_535).register(FACTS, { expects: 'a port from 0 to 65535' });
const count = (most: number) => z.int().min(0).max(most).register(FACTS, { expects: `a whole number from 0 to ${most}` });

const metrics = z.strictObject({
  enabled: z.boolean().prefault(false).describe('Whether figures are served to Prometheus at /metrics.'),
  host: lineOfText(255).prefault('127.0.0.1').describe('Address to listen on; other than this host\'s own it needs a token.'),
  port: port.prefault(9457).describe('Port to listen on.'),
  token: secret().optional().describe('Bearer token that whoever asks must have, 16 characters or more: ${env:METRICS_TOKEN}.'),
});

const exported = z.strictObject({
  top: count(10_000).prefault(50).describe('So many programs, containers and users, those of most CPU and of most memory each.'),
  processes: count(10_000).prefault(0).describe('So many processes, in the same way; each one is a series of its own, and series add up.'),
});

const remoteWrite = z.strictObject({
  url: address().optional().describe('Where figures are sent by Prometheus remote write: https://metrics.example.com/api/v1/write. Without it none are.'),
  interval: duration(5, 3600).prefault('60s').describe('Time between two samples that are sent.'),
  username: lineOfText(200).optional().describe('Name to log in with; "password" goes with it.'),
  password: secret().optional().describe('Password to log in with: ${env:REMOTE_WRITE_PASSWORD}.'),
  token: secret().optional().describe('Bearer token instead of name and password: ${env:REMOTE_WRITE_TOKEN}.'),
  labels: z.record(z.string().regex(/^[a-zA-Z_]\w{0,99}$/), lineOfText(500)).prefault({}).describe('Labels that every series gets besides the host: { site: fra1 }.'),
  spoolSize: figure('bytes').prefault('512MiB').describe('What may wait on the disk while the receiver is away; the oldest goes first.'),
  caFile: absolutePath().optional().describe('Certificates (PEM) to trust besides the system\'s.'),
});

const heartbeat = z.strictObject({
  url: addressOrSecret().optional().describe('Address that is asked for after each round in which all went well (as Healthchecks has it), so that somebody notices when nothing comes: ${env:HEARTBEAT_URL}. Without it none is.'),
  interval: duration(10, 3600).prefault('60s').describe('Time between two.'),
});

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** The service without a screen. */
export const watchSetting = z.strictObject({
  interval: duration(1, 3600).prefault('5s').describe('Time between two samples, at each of which rules are evaluated.'),
  log: z.enum(LOG_LEVELS).prefault('info').describe('What is logged: debug, info, warn or error.'),
  attach: z.boolean().prefault(true).describe('Whether "top" of the same user may show what the service samples instead of sampling twice.'),
  metrics: metrics.prefault({}).describe('Figures for Prometheus to fetch.'),
  exported: exported.prefault({}).describe('What is served and sent: host, disks and the like always.'),
  remoteWrite: remoteWrite.prefault({}).describe('Figures that are sent to VictoriaMetrics, Mimir or Prometheus.'),
  heartbeat: heartbeat.prefault({}).describe('A sign of life for others to watch.'),
});
