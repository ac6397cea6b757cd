import type { FormatOptions, LineParser } from './line-parser.ts';

/** A format of access logs, as a person can name it. */
export interface AccessLogFormat {
  /** `nginx`, `envoy` ... */
  readonly name: string;
  /** One line: whose it is. */
  readonly help: string;
  /** What to put into the gateway's configuration so that all figures can be told. */
  readonly configuration: string;
  /** A reader of such lines. Each reader of a file takes its own. */
  parser(): LineParser;
}

/** One kind of formats: a gateway's. */
export interface FormatFamily {
  readonly name: string;
  readonly help: string;
  readonly configuration: string;
  /** Named formats that are built in, with what a person would have written for them. */
  readonly builtIn: Readonly<Record<string, string>>;
  /** What is taken as a format of one's own: the log format of the gateway's configuration, or '' for none. */
  readonly own: string;
  /** Whether a format of a person's own is this gateway's, by how its variables look. */
  looksOwn?(format: string): boolean;
  /** Makes a reader of a format as the gateway's configuration has it. Throws UserError with the place of a mistake. */
  compile(format: string, options: FormatOptions): () => LineParser;
}
