import { join } from 'node:path';
import { RequestReader } from '../../../storage/requests/reader.ts';
import { UserError } from '../../../src/model/errors.ts';
import { put } from '../../config/support.ts';
import type { Sandbox } from './program.ts';
import { eventually } from './wait.ts';
import { stateOf, Watching } from './watching.ts';

const PATIENCE = 20_000;
/** A session and an address that must never be seen again. */
export const [SECRET_SESSION, SECRET_ADDRESS] = ['sess-4d1f9bc2e8a7', '81.130.77.201'];

/** What the lines of `requestLine` are in. */
export const LOG_FORMAT = '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "-" "$http_user_agent" $msec $request_time "$http_x_session"';
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** A request that ended now, or at another time (epoch ms). */
export function requestLine(path: string, session = SECRET_SESSION, at = Date.now()): string {
  const date = new Date(at);
  const clf = `${two(date.getUTCDate())}/${months[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
  return `${SECRET_ADDRESS} - - [${clf}] "GET ${path} HTTP/1.1" 200 512 "-" "curl/8" ${(at / 1000).toFixed(3)} 0.020 "${session}"\n`;
}

export const logSettings = (file: string, more: object = {}): object => ({ watch: { interval: 1 }, endpoints: { logs: [{ file, format: LOG_FORMAT, name: 'shop', session: 'http_x_session', ...more }] } });
export const configureLogs = (sandbox: Sandbox, config: object): string => put(join(sandbox.home, 'config', 'pyprocwatch', 'config.yaml'), JSON.stringify(config));

/** Requests that are stored in a folder, all in all. */
export async function storedIn(folder: string): Promise<number> {
  try {
    const reader = await RequestReader.open(folder);
    try {
      let sum = 0;
      for (const { cells } of reader.slices(0, 1e15)) for (const { sums } of cells) sum += sums.requests;
      return sum;
    } finally {
      reader.close();
    }
  } catch (error) {
    if (error instanceof UserError) return 0;
    throw error;
  }
}

export const stored = (sandbox: Sandbox): Promise<number> => storedIn(stateOf(sandbox));

/** Waits until so many are; gives how many there are. */
export async function storedAre(sandbox: Sandbox, count: number, patience = PATIENCE): Promise<number> {
  let last = 0;
  return await eventually(async () => {
    last = await stored(sandbox);
    return last >= count ? last : undefined;
  }, () => `of ${count} requests only ${last} were stored`, patience);
}

/** Watching, and looking for a log that is not there yet: what comes then is read from its first line on. */
export async function looking(sandbox: Sandbox): Promise<Watching> {
  const watch = await Watching.start(sandbox);
  await eventually(() => watch.log.find(({ notice }) => String(notice).includes('there is no such file yet')), () => 'it never looked for the log', PATIENCE);
  return watch;
}
