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
  /** What stands there may be a secret: no message repeats it. */
  readonly concealed?: boolean;
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

/** Of several blocks the one that the value says it is (`type: slack`); any other schema is itself. */
export function optionOf(schema: Schema, value: unknown): Schema | undefined {
  const core = coreOf(schema);
  if (!(core instanceof z.ZodDiscriminatedUnion)) return schema;
  const { discriminator } = core.def;
  const said = ownOf(value, discriminator);
  return core.def.options.find((option) => {
    const tag = shapeOf(option).get(discriminator);
    return tag instanceof z.ZodLiteral && tag.def.values.some((value) => value === said);
  });
}

const ownOf = (value: unknown, key: PropertyKey): unknown =>
  (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined);

export function childOf(schema: Schema, key: PropertyKey): Schema | undefined {
  const core = coreOf(schema);
  if (core instanceof z.ZodObject) return shapeOf(schema).get(String(key));
  if (core instanceof z.ZodRecord) return core.def.valueType;
  return core instanceof z.ZodArray ? core.def.element : undefined;
}

/** The schema of a place in the data, which says where there are several to choose from. */
export function schemaAt(schema: Schema, path: readonly PropertyKey[], data: unknown): Schema | undefined {
  let found: Schema | undefined = optionOf(schema, data);
  let value = data;
  for (const key of path) {
    value = ownOf(value, key);
    const child: Schema | undefined = found === undefined ? undefined : childOf(found, key);
    found = child === undefined ? undefined : optionOf(child, value) ?? child;
  }
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
