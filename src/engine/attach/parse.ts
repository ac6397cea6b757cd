import { kindOf } from '../../model/catalog.ts';
import { DEMANDS, type DemandGroup } from '../../model/fields.ts';
import type { Texts } from '../../model/frame.ts';
import { safeText } from '../../model/safe-text.ts';
import type { Notice } from '../../model/snapshot.ts';
import type { RecordingState } from '../../model/timeline.ts';
import type { WireFrame } from '../wire.ts';
import { MalformedError } from './framing.ts';
import { type FromClient, type FromService, LIMITS, type Likeness } from './protocol.ts';

/** Fields of a message whose sender is not trusted to have the shape that it should. All throw a `MalformedError`. */
class Fields {
  readonly #value: object;

  constructor(value: unknown) {
    if (typeof value !== 'object' || value === null) throw new MalformedError('no message');
    this.#value = value;
  }

  /** Its own alone: a name never reaches what every object has. */
  get(name: string): unknown {
    const property: unknown = Object.getOwnPropertyDescriptor(this.#value, name)?.value;
    return property;
  }

  number(name: string): number {
    const value = this.get(name);
    return typeof value === 'number' ? value : refuse(name);
  }

  /** A whole number from 0. */
  count(name: string): number {
    const value = this.number(name);
    return Number.isSafeInteger(value) && value >= 0 ? value : refuse(name);
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === 'string' ? value : refuse(name);
  }

  flag(name: string): boolean {
    const value = this.get(name);
    return typeof value === 'boolean' ? value : refuse(name);
  }

  inner(name: string): Fields {
    return new Fields(this.get(name));
  }

  list<Item>(name: string, item: (value: unknown) => Item, most = Infinity): Item[] {
    const value = this.get(name);
    return Array.isArray(value) && value.length <= most ? Array.from(value, item) : refuse(name);
  }

  one<Word extends string>(name: string, words: readonly Word[]): Word {
    const value = this.get(name);
    return words.find((word) => word === value) ?? refuse(name);
  }
}

function refuse(name: string): never {
  throw new MalformedError(`"${name}" is not what it should be`);
}

const likeness = (fields: Fields): Likeness => ({ protocol: fields.number('protocol'), program: safeText(fields.text('program')), layout: fields.text('layout') });

const group = (value: unknown): DemandGroup => DEMANDS.find((known) => known === value) ?? refuse('demand');
const pid = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse('pid'));

/** Throws a `MalformedError` for all that is no message of a client. */
export function fromClient(value: unknown): FromClient {
  const fields = new Fields(value);
  const type = fields.one('type', ['hello', 'demand', 'inspect']);
  if (type === 'hello') return { type, ...likeness(fields) };
  if (type === 'demand') {
    const demand = fields.inner('demand');
    const groups = (name: string): DemandGroup[] => demand.list(name, group, DEMANDS.length);
    return { type, demand: { everywhere: groups('everywhere'), visible: groups('visible'), pids: demand.list('pids', pid, LIMITS.pids) } };
  }
  const request = fields.inner('request');
  return { type, id: fields.count('id'), request: { kind: request.text('kind'), pid: request.count('pid'), startTime: request.number('startTime'), reveal: request.flag('reveal') } };
}

const RECORDING: readonly RecordingState[] = ['off', 'on', 'elsewhere', 'paused'];

/** Throws a `MalformedError` for all that is no message of a service. Texts are made safe again: they crossed a boundary. */
export function fromService(value: unknown): FromService {
  const fields = new Fields(value);
  const type = fields.one('type', ['hello', 'sample', 'inspected', 'refused', 'alive', 'bye']);
  switch (type) {
    case 'hello':
      return { type, ...likeness(fields), pid: fields.count('pid'), intervalMilliseconds: fields.number('intervalMilliseconds'), historyFolder: fields.text('historyFolder') };
    case 'sample':
      return { type, time: fields.number('time'), intervalSeconds: fields.number('intervalSeconds'), frames: fields.list('frames', wireFrame), notices: fields.list('notices', notice), recording: fields.one('recording', RECORDING) };
    case 'inspected':
      return { type, id: fields.count('id'), frame: wireFrame(fields.get('frame')) };
    case 'refused':
      return { type, id: fields.count('id'), message: safeText(fields.text('message')), mend: safeText(fields.text('mend')) };
    case 'bye':
      return { type, message: safeText(fields.text('message')) };
    case 'alive':
      return { type };
  }
}

function notice(value: unknown): Notice {
  const fields = new Fields(value);
  return { source: safeText(fields.text('source')), message: safeText(fields.text('message')) };
}

function wireFrame(value: unknown): WireFrame {
  const fields = new Fields(value);
  const [name, count, numbers, ids] = [fields.text('kind'), fields.count('count'), fields.get('numbers'), fields.get('ids')];
  const kind = known(name);
  if (!(numbers instanceof Float64Array) || numbers.length !== kind.numbers.length * count) return refuse('numbers');
  const texts = (row: unknown): Texts => (Array.isArray(row) && row.length === kind.texts.length ? Array.from(row, (text: unknown) => (typeof text === 'string' ? safeText(text) : refuse('texts'))) : refuse('texts'));
  const added = fields.list('added', (pair): readonly [number, Texts] => {
    if (!Array.isArray(pair)) return refuse('added');
    const [id, row]: unknown[] = pair;
    return typeof id === 'number' ? [id, texts(row)] : refuse('added');
  });
  const frame = { kind: name, count, stale: fields.flag('stale'), numbers, added };
  if (ids === undefined) return frame;
  return ids instanceof Uint32Array && ids.length === count ? { ...frame, ids } : refuse('ids');
}

function known(name: string): ReturnType<typeof kindOf> {
  try {
    return kindOf(name);
  } catch {
    return refuse('kind');
  }
}
