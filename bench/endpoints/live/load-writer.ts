import { closeSync, openSync, writeSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { openGeo, type Geo } from '../../../src/collectors/geo/index.ts';
import { randomOf } from '../log-lines.ts';

/**
 * A gateway that is made up: writes the log of so many requests a minute, and processes behind it work all the time. Arguments: a file, requests
 * a minute, sessions. Tells its parent the addresses of its backends, and of each probe when it was written.
 */
const [role = '', ...words] = process.argv.slice(2);
const ENDPOINTS = 100;
const COUNTRIES = 60;
const COHORTS = ['free', 'plus', 'premium'];
const BACKENDS = 4;
/** 100 routes that no one would take for ids. */
const THINGS = ['users', 'orders', 'products', 'carts', 'payments', 'invoices', 'reviews', 'stores', 'coupons', 'messages'];
const PARTS = ['', '/items', '/history', '/status', '/notes', '/shares', '/photos', '/prices', '/events', '/labels'];
const TICK_MILLISECONDS = 20;
const PROBE_MILLISECONDS = 1000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** Addresses of as many countries. */
function addressesOf(geo: Geo, random: () => number): string[] {
  const found = new Map<number, string[]>();
  while ([...found.values()].filter((own) => own.length >= 20).length < COUNTRIES) {
    const address = `${1 + Math.floor(random() * 222)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`;
    const bytes = Buffer.from(address);
    const country = geo.countryOf(bytes, 0, bytes.length);
    const own = found.get(country) ?? [];
    if (own.length < 20) own.push(address);
    found.set(country, own);
  }
  return [...found.values()].filter((own) => own.length >= 20).slice(0, COUNTRIES).flat();
}

async function write([file = '', perMinute = '100000', sessions = '10000']: readonly string[], backends: readonly string[]): Promise<void> {
  const random = randomOf(5);
  const addresses = addressesOf(await openGeo(), random);
  const people = Array.from({ length: Number(sessions) }, (_, index) => ({ address: addresses[Math.floor(random() * addresses.length)] ?? '192.0.2.1', session: `s${index.toString(36)}${Math.floor(random() * 1e9).toString(36)}`, cohort: COHORTS[Math.floor(COHORTS.length * random() ** 1.6)] ?? '' }));
  const log = openSync(file, 'a');
  let [due, stamp, second] = [performance.now(), '', 0];
  let probe = 0;
  let probed = Number.POSITIVE_INFINITY;
  const line = (method: string, path: string, now: number): string => {
    if (Math.floor(now / 1000) !== second) {
      second = Math.floor(now / 1000);
      const date = new Date(now);
      stamp = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
    }
    const { address, session, cohort } = people[Math.floor(random() * people.length)] ?? { address: '', session: '', cohort: '' };
    const took = (0.002 * Math.exp(3 * random())).toFixed(3);
    return `${address} - - [${stamp}] "${method} ${path} HTTP/1.1" ${random() < 0.98 ? 200 : 404} ${200 + Math.floor(random() * 9000)} "-" "okhttp/4.12.0" ${(now / 1000).toFixed(3)} ${took} ${took} ${backends[Math.floor(random() * BACKENDS)] ?? '-'} ${session} ${cohort}\n`;
  };
  setInterval(() => {
    const now = performance.now();
    let text = '';
    for (; due < now; due += 60_000 / Number(perMinute)) {
      const place = Math.floor(ENDPOINTS * random() ** 2);
      text += line('GET', `/api/v1/${THINGS[place % 10] ?? ''}/${Math.floor(random() * 1e5)}${PARTS[Math.floor(place / 10)] ?? ''}`, Date.now());
    }
    if (now - probed >= PROBE_MILLISECONDS) {
      // At no rhythm that samples have.
      probed = now + (random() - 0.5) * PROBE_MILLISECONDS;
      probe += 1;
      text += line('GET', '/probe', Date.now());
      process.send?.({ probe, at: Date.now() });
    }
    if (text !== '') writeSync(log, text);
  }, TICK_MILLISECONDS);
  // Nobody follows the log before: the first probe is the first that is counted.
  process.on('message', () => {
    probed = performance.now();
  });
  process.send?.({ ready: true });
  process.on('disconnect', () => {
    closeSync(log);
    process.exit();
  });
}

/** Listens, and works 3 % of the time. */
function serve(): void {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address: AddressInfo | string | null = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
  });
  setInterval(() => {
    for (const end = performance.now() + 1.5; performance.now() < end;);
  }, 50);
  process.on('disconnect', () => process.exit());
}

if (role === 'serve') serve();
else await write(words.slice(0, 3), words.slice(3));
