import { Agent, request as ask } from 'node:http';
import { seededRandom } from '../../analysis/seeded-random.ts';
import { chosen, COUNTRIES_OF_USERS, SHOP } from './shop.ts';

const PROGRAMS = ['ShopApp/4.2 (iPhone; iOS 19.1)', 'ShopApp/4.2 (Android 16; Pixel 9)', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'];
const WORDS = ['shoes', 'lamp', 'tent', 'bicycle', 'coffee', 'chair'];
/** Users who are there at a time. */
const USERS = 400;
const WAVE_MILLISECONDS = 90_000;
/** No more at a time: a machine that is too slow is not flooded. */
const MOST_OPEN = 100;

interface User {
  readonly address: string;
  readonly session: string;
  readonly plan: string;
  readonly program: string;
}

/** Asks the gateway as its users would, some `perSecond` times a second, more and less in waves of 90 s. */
export function load(port: number, perSecond: number, seed: number): void {
  const random = seededRandom(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_OPEN });
  const number = (most: number): number => Math.floor(random() * most);
  const user = (): User => {
    const [first = 10, second = 0] = chosen(COUNTRIES_OF_USERS, ([, , share]) => share, random()) ?? [];
    return { address: `${first}.${second}.${number(256)}.${1 + number(254)}`, session: `s${number(1e9).toString(36)}`, plan: random() < 0.25 ? 'premium' : 'free', program: PROGRAMS[number(PROGRAMS.length)] ?? '' };
  };
  const users = Array.from({ length: USERS }, user);
  let open = 0;
  const call = (): void => {
    if (open >= MOST_OPEN) return;
    const at = number(USERS);
    // Now and then one leaves and another comes.
    if (random() < 0.02) users[at] = user();
    const { address, session, plan, program } = users[at] ?? user();
    const { method, path } = chosen(SHOP, ({ share }) => share, random()) ?? { method: 'GET', path: '/' };
    open += 1;
    const done = (): void => {
      open -= 1;
    };
    const request = ask({ host: '127.0.0.1', port, agent, method, path: path.replace('#', String(number(50_000))).replace('~', WORDS[number(WORDS.length)] ?? ''), headers: { 'x-forwarded-for': address, 'x-session': session, 'x-plan': plan, 'user-agent': program } }, (response) => {
      response.resume();
      response.once('close', done);
    });
    request.on('error', done).end();
  };
  const next = (): void => {
    call();
    const wave = 1 + 0.5 * Math.sin((2 * Math.PI * performance.now()) / WAVE_MILLISECONDS);
    setTimeout(next, (-Math.log(1 - random()) * 1000) / (perSecond * wave));
  };
  next();
}
