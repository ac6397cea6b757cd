import { recordOf } from '../../../../storage/history/export.ts';
import { type Encoder, pieces } from './format.ts';

/** One JSON object a line, as elsewhere in JSON, with its time. */
export const jsonLinesEncoder: Encoder = async function* jsonLinesEncoder(batches, _kind, names) {
  for await (const batch of batches) {
    for (const rows of pieces(batch)) yield rows.map((row) => `${JSON.stringify(recordOf(batch, row, names))}\n`).join('');
  }
};
