import { z } from 'zod';

export type Schema = z.core.$ZodType;

/** What a setting is beyond its type, declared next to it: `.register(FACTS, { privileged: true })`. */
export interface Facts {
  /** Decides what is read, run or sent: never taken from a file that a project's folder brings along. */
  readonly privileged?: boolean;
  /** What may stand here, as it follows `must be`, where the type alone does not say it. */
  readonly expects?: string;
  /** Written on one line, as `{ warn: 50, critical: 90 }`. */
  readonly inline?: boolean;
}
export const FACTS = z.registry<Facts>();

/** The schema and those it wraps (a default, an optional), outermost first. */
function layers(schema: Schema): Schema[] {
  const found = [schema];
  let layer = schema;
  while (layer instanceof z.ZodPrefault || layer instanceof z.ZodDefault || layer instanceof z.ZodOptional) {
    layer = layer.def.innerType;
    found.push(layer);
  }
  return found;
}

/** The schema within its defaults. */
export const coreOf = (schema: Schema): Schema => layers(schema).at(-1) ?? schema;

export const factsOf = (schema: Schema): Facts =>
  layers(schema).reduceRight<Facts>((facts, layer) => ({ ...facts, ...FACTS.get(layer) }), {});

export const descriptionOf = (schema: Schema): string =>
  layers(schema).map((layer) => z.globalRegistry.get(layer)?.description ?? '').find((text) => text !== '') ?? '';

/** The settings of a block by name; none for anything that is not a block. */
export function shapeOf(schema: Schema): ReadonlyMap<string, Schema> {
  const core = coreOf(schema);
  if (!(core instanceof z.ZodObject)) return new Map();
  const shape: Readonly<Record<string, Schema>> = core.def.shape;
  return new Map(Object.entries(shape));
}

/** Whether a person chooses the names in it. */
export const isRecord = (schema: Schema): boolean => coreOf(schema) instanceof z.ZodRecord;
export const isBlock = (schema: Schema): boolean => coreOf(schema) instanceof z.ZodObject;

export function childOf(schema: Schema, key: PropertyKey): Schema | undefined {
  const core = coreOf(schema);
  if (core instanceof z.ZodObject) return shapeOf(schema).get(String(key));
  if (core instanceof z.ZodRecord) return core.def.valueType;
  return core instanceof z.ZodArray ? core.def.element : undefined;
}

export function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  let found: Schema | undefined = schema;
  for (const key of path) found = found === undefined ? undefined : childOf(found, key);
  return found;
}

/** The default as a person would write it in the file; undefined when there is none. */
export function defaultOf(schema: Schema): unknown {
  const shape = shapeOf(schema);
  if (shape.size > 0) {
    const settings = [...shape].map(([name, child]): [string, unknown] => [name, defaultOf(child)]);
    const given = settings.filter(([, value]) => value !== undefined);
    return given.length === 0 ? undefined : Object.fromEntries(given);
  }
  for (const layer of layers(schema)) {
    if (layer instanceof z.ZodPrefault || layer instanceof z.ZodDefault) return layer.def.defaultValue;
  }
  return undefined;
}
