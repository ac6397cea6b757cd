import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Snapshot } from '../model/snapshot.ts';
import { familiesOf } from './families.ts';
import { type MetricsFormat, renderMetrics } from './metrics-text.ts';
import type { ExportSelection } from './selection.ts';
import type { SelfMetric } from './self-metric.ts';

const zip = promisify(gzip);
/** Level 1 takes a third of the CPU of level 6, for a tenth more bytes. */
const ZIP_LEVEL = 1;

/** One snapshot as text: made when first asked for, and once for each format. */
export class MetricsPage {
  readonly #make: (format: MetricsFormat) => string;
  readonly #plain = new Map<string, Buffer>();
  readonly #zipped = new Map<string, Promise<Buffer>>();

  /** `snapshot` undefined: what is told of this program itself. */
  constructor(snapshot: Snapshot | undefined, selection: ExportSelection, self: () => readonly SelfMetric[] = () => []) {
    this.#make = (format) => renderMetrics(familiesOf(snapshot, selection, self()), format);
  }

  /** Throws what making it throws: a fault of ours. */
  plain(format: MetricsFormat): Buffer {
    let body = this.#plain.get(format.contentType);
    if (body === undefined) this.#plain.set(format.contentType, body = Buffer.from(this.#make(format)));
    return body;
  }

  async zipped(format: MetricsFormat): Promise<Buffer> {
    let body = this.#zipped.get(format.contentType);
    if (body === undefined) this.#zipped.set(format.contentType, body = zip(this.plain(format), { level: ZIP_LEVEL }));
    return body;
  }
}

/** Whether an Accept-Encoding header takes gzip. */
export function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some((clause) => /^\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(clause));
}
