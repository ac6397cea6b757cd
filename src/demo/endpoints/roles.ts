import { serveShop } from './backend.ts';
import { serveGateway } from './gateway.ts';
import { load } from './load.ts';

/** `backend SEED`, `gateway LOG PORT...`, `load PORT RATE SEED`. */
export function serveRole([role = '', ...words]: readonly string[], ready: (port: number) => void): void {
  process.title = `shop ${role}`;
  if (role === 'backend') serveShop(Number(words[0]), ready);
  else if (role === 'gateway') serveGateway(words.slice(1).map(Number), words[0] ?? '', ready);
  else if (role === 'load') {
    load(Number(words[0]), Number(words[1]), Number(words[2]));
    ready(0);
  } else throw new Error(`there is no role ${role}`);
}
