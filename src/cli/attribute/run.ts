import { attribute } from '../../analysis/attribution/attribute.ts';
import { type AccessLogFormat, compileFormat, detectFormat } from '../../collectors/access-logs/index.ts';
import { EXIT, UserError } from '../../model/errors.ts';
import { inputName, linesOf } from '../series/lines.ts';
import { attributionJson, attributionText } from './answer.ts';
import { readCpuTable } from './cpu-table.ts';
import { bytesOf, headOf } from './log-bytes.ts';
import { readRequestLog } from './request-log.ts';
import { seededRandom } from '../../analysis/seeded-random.ts';

export interface AttributeRequest {
  readonly log: string;
  /** As `compileFormat` takes it; `auto` finds it. */
  readonly logFormat: string;
  readonly cpu: string;
  readonly patterns: readonly string[];
  /** Milliseconds to add to the log's times; looked for if not given. */
  readonly clockOffset: number | undefined;
  readonly json: boolean;
}

const SEED = 1;

async function formatOf(file: string, given: string): Promise<AccessLogFormat> {
  if (given !== 'auto') return compileFormat(given);
  const found = detectFormat(await headOf(file));
  if (found === undefined) throw new UserError('its format is not known', { where: file, mend: 'say it by --log-format, as it stands in the gateway\'s configuration', exitCode: EXIT.data });
  return found.format;
}

/** `pyprocwatch attribute`: the text to print. Throws `UserError`. */
export async function runAttribute({ log, logFormat, cpu, patterns, clockOffset, json }: AttributeRequest): Promise<string> {
  const { processes, badRows } = await readCpuTable(linesOf(cpu), inputName(cpu));
  const read = await readRequestLog(bytesOf(log), log, await formatOf(log, logFormat), processes.map(({ name }) => name), patterns);
  const attribution = attribute({ processes, requests: read.requests, endpoints: read.endpoints.length, resolution: read.resolution }, seededRandom(SEED), clockOffset === undefined ? {} : { clockOffset });
  const answered = { attribution, log: read, badRows };
  return json ? attributionJson(answered) : attributionText(answered);
}
