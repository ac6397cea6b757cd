/** One sample as a text format tells it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedText {
  readonly samples: readonly ParsedSample[];
  /** By the name in the line. */
  readonly help: ReadonlyMap<string, string>;
  readonly type: ReadonlyMap<string, string>;
  readonly unit: ReadonlyMap<string, string>;
  /** Whether the last line is `# EOF`. */
  readonly ended: boolean;
}

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', '\\': '\\', '"': '"' };
const unescape = (text: string): string => text.replace(/\\(.)/gs, (whole, character: string) => UNESCAPED[character] ?? whole);

const METADATA = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/s;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gsy;

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let at = 0;
  for (let match = LABEL.exec(text); match !== null && at < text.length; match = LABEL.exec(text)) {
    const [, name = '', value = ''] = match;
    if (name in labels) throw new Error(`label ${name} is there twice`);
    labels[name] = unescape(value);
    at = LABEL.lastIndex;
  }
  if (at !== text.length) throw new Error(`these are no labels: ${text.slice(at)}`);
  return labels;
}

/** Reads what the exporter writes of either text format, strictly: each family in one piece, nothing twice. */
export function parseText(text: string): ParsedText {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  const lines = text.split('\n').slice(0, -1);
  const metadata = { HELP: new Map<string, string>(), TYPE: new Map<string, string>(), UNIT: new Map<string, string>() };
  const samples: ParsedSample[] = [];
  const series = new Set<string>();
  const names: string[] = [];
  lines.forEach((line, index) => {
    if (line === '# EOF' && index === lines.length - 1) return;
    const [, keyword, about = '', rest = ''] = METADATA.exec(line) ?? [];
    if (keyword === 'HELP' || keyword === 'TYPE' || keyword === 'UNIT') {
      if (metadata[keyword].has(about)) throw new Error(`${keyword} of ${about} is there twice`);
      metadata[keyword].set(about, keyword === 'HELP' ? unescape(rest) : rest);
      return;
    }
    const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (name === '') throw new Error(`this is no line of the format: ${line}`);
    if (series.has(`${name}{${labels}}`)) throw new Error(`this series is there twice: ${line}`);
    series.add(`${name}{${labels}}`);
    if (names.at(-1) !== name) {
      if (names.includes(name)) throw new Error(`${name} is in several pieces`);
      names.push(name);
    }
    samples.push({ name, labels: labelsOf(labels), value: value === '+Inf' ? Infinity : value === '-Inf' ? -Infinity : Number(value) });
  });
  return { samples, help: metadata.HELP, type: metadata.TYPE, unit: metadata.UNIT, ended: lines.at(-1) === '# EOF' };
}
