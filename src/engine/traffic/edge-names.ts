import { EDGE_HEADERS, type EdgeHeader, edgeSite } from '../../analysis/geo/edge-site.ts';
import { safeText } from '../../model/safe-text.ts';
import type { NumberedTexts } from './numbered-texts.ts';

const LONGEST = 40;

/** Which of the headers that name an edge a log's field is: `http_cf_ray` and `{CF-Ray}i` are cf-ray. */
function headerOf(field: string): EdgeHeader | undefined {
  const plain = field.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return EDGE_HEADERS.find((header) => plain.includes(header));
}

/** Numbers of edges by what a log's field says. */
export class EdgeNames {
  readonly #names: NumberedTexts;
  readonly #headers = new Map<string, EdgeHeader | undefined>();

  constructor(names: NumberedTexts) {
    this.#names = names;
  }

  /** -1 for none. */
  numberOf(field: string, value: string): number {
    if (value === '') return -1;
    if (!this.#headers.has(field)) this.#headers.set(field, headerOf(field));
    const header = this.#headers.get(field);
    const site = header === undefined ? safeText(value.slice(0, LONGEST)) : edgeSite(header, value);
    return site === undefined || site === '' ? -1 : this.#names.numberOf(site);
  }
}
