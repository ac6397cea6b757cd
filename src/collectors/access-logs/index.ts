export { BadLines } from './bad-lines.ts';
export { compileFormat } from './compile.ts';
export { type DetectedFormat, detectFormat } from './detect.ts';
export type { AccessLogFormat, FormatFamily } from './format.ts';
export { ACCESS_LOG_FORMATS } from './formats/index.ts';
export { BAD, BAD_WORDS, type Bad, type FormatOptions, type LineParser, LONGEST_LINE } from './line-parser.ts';
export { LineReader } from './line-reader.ts';
export { COHORTS, FIELD, type FieldName, NUMBER, type NumberName, RequestLine } from './request-line.ts';
export { readLog, type ReadLogOptions } from './read-log.ts';
