import type { CommandModule } from 'yargs';
import { AnomalyDetector, type Finding } from '../../analysis/anomaly/detector.ts';
import { SCHEMA, type JsonValue } from '../../model/json.ts';
import { safeText } from '../../model/safe-text.ts';
import type { CommandOutput } from '../commands/output.ts';
import { inputName, linesOf } from '../series/lines.ts';
import { writeResult } from './result-file.ts';
import { seriesRows, type SeriesRow } from '../series/series-rows.ts';

/** Rows are handed on in pieces of about this many characters. */
const PIECE = 65_536;

/** The scored series as CSV, piece by piece. */
async function* scoredCsv(rows: AsyncIterable<SeriesRow>): AsyncGenerator<string> {
  const detector = new AnomalyDetector();
  let piece = 'timestamp,value,anomaly_score\n';
  for await (const { time, value, timeText, valueText } of rows) {
    const { score } = detector.update(time, value);
    piece += `${safeText(timeText)},${safeText(valueText)},${score}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

const timeToJson = (milliseconds: number): string => new Date(milliseconds).toISOString();

const eventToJson = ({ time, since, score, stream, expected, seen }: Finding): JsonValue =>
  ({ time: timeToJson(time), since: timeToJson(since), score, stream, expected, seen });

/** The events as one JSON document. */
async function* eventsJson(rows: AsyncIterable<SeriesRow>, input: string): AsyncGenerator<string> {
  const detector = new AnomalyDetector();
  const events: JsonValue[] = [];
  let count = 0;
  for await (const { time, value } of rows) {
    count += 1;
    const { alert, finding } = detector.update(time, value);
    if (alert && finding !== undefined) events.push(eventToJson(finding));
  }
  yield `${JSON.stringify({ schema: SCHEMA, input: safeText(input), rows: count, events }, undefined, 2)}\n`;
}

interface AnomaliesArguments {
  readonly in: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `pyprocwatch detect anomalies`. */
export function anomaliesCommand(io: CommandOutput, standardInput: AsyncIterable<unknown> = process.stdin): CommandModule<object, AnomaliesArguments> {
  return {
    command: 'anomalies',
    describe: 'Find unusual values in a recorded series, as a monitor would have seen them',
    builder: (yargs) => yargs
      .option('in', { type: 'string', requiresArg: true, demandOption: true, describe: 'CSV of timestamp,value (UTC, ISO 8601 or seconds since 1970), gzip or not; - is standard input' })
      .option('out', { type: 'string', requiresArg: true, describe: 'File to write, whole or not at all (default: standard output)' })
      .option('json', { type: 'boolean', default: false, describe: 'The events as one JSON document, instead of a score for each row' })
      .example('$0 detect anomalies --in cpu.csv --out scores.csv', 'A score for each row; 0.5 and more is an alert, one for an event')
      .example('$0 detect anomalies --in cpu.csv --json', 'What was unusual, since when, what was expected')
      .example('$0 detect anomalies --in - < cpu.csv | tail', 'As a filter')
      .strict(),
    handler: async (argv) => {
      const input = inputName(argv.in);
      const rows = seriesRows(linesOf(argv.in, standardInput), input);
      const text = argv.json ? eventsJson(rows, input) : scoredCsv(rows);
      if (argv.out !== undefined) await writeResult(argv.out, text);
      else for await (const piece of text) io.out(piece);
    },
  };
}
