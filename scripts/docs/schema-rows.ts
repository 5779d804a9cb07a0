import { z } from 'zod';

/** A field of a payload, as a person reads it. */
export interface SchemaRow {
  /** `nvs.offset`; `[].path` is a field of each element; empty is the payload itself. */
  path: string;
  type: string;
  /** `yes`, `no`, or the value that stands for a field that was left out. */
  needed: string;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The fields of a zod schema. Those of `named` schemas are not repeated: the row names the schema instead. */
export function schemaRows(
  schema: z.ZodType,
  io: 'input' | 'output',
  named: ReadonlyMap<unknown, string>,
): SchemaRow[] {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any', // a Secret is no JSON; it enters as text
    override: ({ zodSchema, jsonSchema, path }) => {
      const name = named.get(zodSchema);
      if (name === undefined || path.length === 0) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
      jsonSchema.title = name;
    },
  });
  return rowsOf('', json, 'yes');
}

function rowsOf(path: string, schema: JsonSchema, needed: string): SchemaRow[] {
  const whole = withoutNull(schema);
  const own = { path, type: typeOf(schema), needed };
  if (whole.title !== undefined) return [own];
  const items = asSchema(whole.items);
  if (items)
    return [own, ...rowsOf(`${path}[]`, items, 'yes').filter((row) => row.path !== `${path}[]`)];
  if (!whole.properties) return [own];
  const fields = Object.entries(whole.properties).flatMap(([name, field]) => {
    const child = asSchema(field);
    const childPath = path === '' ? name : `${path}.${name}`;
    return child ? rowsOf(childPath, child, neededOf(name, child, whole)) : [];
  });
  // An object that is always there says nothing that its fields do not say.
  return own.type === 'object' && needed === 'yes' ? fields : [own, ...fields];
}

function neededOf(name: string, field: JsonSchema, parent: JsonSchema): string {
  const usual: unknown = field.default;
  if (usual === undefined) return parent.required?.includes(name) === true ? 'yes' : 'no';
  return JSON.stringify(usual) === '{}' ? 'no' : `\`${JSON.stringify(usual)}\``;
}

function typeOf(schema: JsonSchema): string {
  if (schema.title !== undefined) return `[${schema.title}](#${schema.title.toLowerCase()})`;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternativesOf(alternatives);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const items = asSchema(schema.items);
  if (items) return `list of ${typeOf(items)}`;
  const values = asSchema(schema.additionalProperties);
  if (values) return `object, ${keysOf(schema)} each ${typeOf(values)}`;
  const limits = limitsOf(schema);
  return [schema.type ?? []].flat().join(' or ') + (limits === '' ? '' : ` ${limits}`);
}

/** A Secret among the alternatives is what text becomes at the door. */
function alternativesOf(alternatives: readonly JsonSchema[]): string {
  const [only, ...rest] = alternatives.filter(({ type }) => type !== 'null');
  if (only && rest.length === 0) return `${typeOf(only)} or null`;
  const known = alternatives.filter((schema) => Object.keys(schema).length > 0);
  const types = [...new Set(known.map(inlineTypeOf))].join(' or ');
  return known.length < alternatives.length ? `${types}, secret` : types;
}

/** An alternative has no rows of its own, so its fields stand in it. */
function inlineTypeOf(schema: JsonSchema): string {
  if (!schema.properties || schema.title !== undefined) return typeOf(schema);
  const fields = Object.entries(schema.properties).map(([name, field]) => {
    const child = asSchema(field);
    return `${name}: ${child ? typeOf(child) : 'anything'}`;
  });
  return `{ ${fields.join(', ')} }`;
}

function keysOf({ propertyNames }: JsonSchema): string {
  const names = asSchema(propertyNames);
  return names ? typeOf(names) : 'any name';
}

function limitsOf({ minimum, maximum, pattern, format }: JsonSchema): string {
  if (format !== undefined) return `(${format})`;
  const bounded = [minimum, maximum].every(
    (limit) => limit !== undefined && Number.isSafeInteger(limit),
  );
  const isRange = bounded && maximum !== Number.MAX_SAFE_INTEGER;
  if (isRange) return `${String(minimum)} to ${String(maximum)}`;
  return pattern === undefined ? '' : `\`${pattern}\``;
}

/** `X or null` has the fields of X. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  return others?.length === 1 && others[0] ? others[0] : schema;
}

function asSchema(schema: JsonSchema['items']): JsonSchema | undefined {
  return typeof schema === 'object' && !Array.isArray(schema) ? schema : undefined;
}
