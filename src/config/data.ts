import { factsOf, isBlock, isRecord, shapeOf, type Schema } from './facts.ts';

/** Plain data as a file has it: not yet judged, so nothing is known of its shape. */
type Block = Readonly<Record<string, unknown>>;
export const isPlainObject = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `view:` with nothing under it (all commented out) means its defaults, as if the line were not there. */
export function withoutEmpty(data: unknown, schema: Schema): unknown {
  if (!isPlainObject(data)) return data;
  const shape = shapeOf(schema);
  return Object.fromEntries(Object.entries(data).flatMap(([key, value]) => {
    const child = shape.get(key);
    if (child === undefined) return [[key, value]];
    if (value === null && (isBlock(child) || isRecord(child))) return [];
    return [[key, withoutEmpty(value, child)]];
  }));
}

/** The paths of the privileged settings that the data sets. */
export function privilegedPaths(data: unknown, schema: Schema, path: readonly string[] = []): (readonly string[])[] {
  if (!isPlainObject(data)) return [];
  return [...shapeOf(schema)].flatMap(([key, child]) => {
    if (!Object.hasOwn(data, key)) return [];
    const own = [...path, key];
    return factsOf(child).privileged === true ? [own] : privilegedPaths(data[key], child, own);
  });
}

/** The value at a path; undefined when there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (Array.isArray(value)) value = typeof key === 'number' ? value[key] : undefined;
    else value = isPlainObject(value) && typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** A copy of `data` with `value` at `path`. */
export function withValue(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const block = isPlainObject(data) ? data : {};
  return { ...block, [key]: withValue(block[key], rest, value) };
}
