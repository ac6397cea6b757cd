import { toCsv } from '../../output/csv.ts';
import { type Encoder, pieces } from './format.ts';

/** CSV (RFC 4180, LF) with a header; the first column is the time. */
export const csvEncoder: Encoder = async function* csvEncoder(batches, _kind, names) {
  yield `time,${names.join(',')}\n`;
  for await (const batch of batches) {
    for (const rows of pieces(batch)) {
      // Texts are SafeText, which has no line breaks: a line is a row, the first one the header.
      const lines = toCsv(batch.frame, rows, names).split('\n').slice(1);
      yield rows.map((row, index) => `${new Date(batch.times[row] ?? 0).toISOString()},${lines[index] ?? ''}\n`).join('');
    }
  }
};
