import type { FormatFamily } from '../format.ts';
import type { FormatOptions, LineParser } from '../line-parser.ts';
import { compileTemplate, type Meaning, number, OPERATION, SKIP, type TemplatePart, text } from '../template.ts';
import { TemplateParser } from '../template-parser.ts';
import { ESCAPE } from '../unescape.ts';

const variable = (name: string, meaning: Meaning = SKIP): TemplatePart => ({ name, meaning, at: 0 });
const SPACE: TemplatePart = { literal: ' ' };
const share = (part: number): Meaning => ({ operation: OPERATION.share, part, scale: 1000 });

/**
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html: `time` is that of the
 * response, of a WebSocket its close. The duration is the sum of the three times; of a WebSocket it counts from
 * request_creation_time. What newer entries have behind the domain name is read as one.
 */
const ENTRY: readonly TemplatePart[] = [
  variable('type', { operation: OPERATION.protocol }), SPACE, variable('time', { operation: OPERATION.iso, number: 'end', resolution: 1 }), SPACE, variable('elb', text('service')), SPACE,
  variable('client:port', { operation: OPERATION.hostPort, field: 'client' }), SPACE, variable('target:port', text('upstream')), SPACE,
  variable('request_processing_time', share(0)), SPACE, variable('target_processing_time', share(1)), SPACE, variable('response_processing_time', share(2)), SPACE,
  variable('elb_status_code', number('status')), SPACE, variable('target_status_code'), SPACE, variable('received_bytes', number('bytesReceived')), SPACE, variable('sent_bytes', number('bytesSent')), { literal: ' "' },
  variable('request', { operation: OPERATION.requests }), { literal: '" "' }, variable('user_agent', text('userAgent')), { literal: '" ' }, variable('ssl_cipher'), SPACE, variable('ssl_protocol'), SPACE,
  variable('target_group_arn', text('route')), { literal: ' "' }, variable('trace_id', text('trace')), { literal: '"' }, variable('rest', { operation: OPERATION.created }),
];

export const ALB: FormatFamily = {
  name: 'alb',
  help: 'AWS Application Load Balancer: access log entries',
  configuration: 'aws elbv2 modify-load-balancer-attributes --load-balancer-arn ARN --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET',
  builtIn: { entry: 'entry' },
  own: '',
  compile(_format: string, options: FormatOptions): () => LineParser {
    const template = compileTemplate(ENTRY, options, ESCAPE.none);
    return () => new TemplateParser(template);
  },
};
