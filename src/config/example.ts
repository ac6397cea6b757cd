import { defaultOf, descriptionOf, factsOf, isRecord, shapeOf, type Schema } from './facts.ts';
import { isPlainObject } from './data.ts';
import { SCHEMA } from './schema.ts';
import { writeValue } from './write-value.ts';

/** Comments are broken before this many characters. */
const WIDTH = 100;

const HEAD = `PyProcWatch configuration: every setting with its default. Copy what you want to change to ~/.pyprocwatchrc.
YAML, or JSON. Looked for from the current folder upward, then in home, then in ~/.config/pyprocwatch; the first file found counts.
The file must belong to you (or root), and nobody else may write it: chmod go-w ~/.pyprocwatchrc
A file in a project's folder may not set what is marked "your own file only"; those settings are then taken from your own file.
"pyprocwatch config check" says what is wrong with a file, "pyprocwatch config show" what is in effect.`;

function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + word.length + 3 > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((content) => `${indent}# ${content}`);
}

/** What a line of settings is made from: its path, for a comment that follows it. */
export type Remark = (path: readonly string[]) => string | undefined;

function entries(schema: Schema, value: unknown): [name: string, child: Schema | undefined, value: unknown][] {
  const values = isPlainObject(value) ? value : {};
  if (isRecord(schema)) return Object.entries(values).map(([name, own]) => [name, undefined, own]);
  return [...shapeOf(schema)].flatMap(([name, child]) => (values[name] === undefined ? [] : [[name, child, values[name]]]));
}

interface Style {
  readonly described: boolean;
  readonly remark: Remark;
}

function block(schema: Schema, value: unknown, path: readonly string[], style: Style): string[] {
  const indent = '  '.repeat(path.length);
  return entries(schema, value).flatMap(([name, child, own]) => {
    const ownPath = [...path, name];
    const text = child === undefined || !style.described ? '' : descriptionOf(child);
    const restricted = child !== undefined && factsOf(child).privileged === true ? ' (your own file only)' : '';
    const about = text === '' ? [] : [...(path.length === 0 ? [''] : []), ...comment(`${text}${restricted}`, indent)];
    const inner = child === undefined || factsOf(child).inline === true ? [] : block(child, own, ownPath, style);
    const remark = style.remark(ownPath);
    const end = remark === undefined ? '' : ` # ${remark}`;
    const key = `${indent}${writeValue(name)}:`;
    return [...about, ...(inner.length > 0 ? [key, ...inner] : [`${key} ${writeValue(own)}${end}`])];
  });
}

/** Settings as they would stand in a file, each on a line of its own; `remark` may add a comment to a line. */
export const settingsText = (written: unknown, remark: Remark): string =>
  `${block(SCHEMA, written, [], { described: false, remark }).join('\n')}\n`;

/** The text of `.pyprocwatchrc.example`: every setting, what it is for, and its default. */
export function exampleText(): string {
  const head = HEAD.split('\n').flatMap((line) => comment(line, ''));
  const settings = block(SCHEMA, defaultOf(SCHEMA), [], { described: true, remark: () => undefined });
  return `${[...head, ...settings].join('\n')}\n`;
}
