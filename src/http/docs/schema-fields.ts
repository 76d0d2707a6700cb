import { html } from "hono/html";
import type { oas31 } from "zod-openapi";

export type Html = ReturnType<typeof html>;
type Schema = oas31.SchemaObject | oas31.ReferenceObject;

/** The fields of a schema with type, limits and description; those of an inner object follow below its field. */
export function schemaFields(schema: Schema): Html {
  const inner = objectsIn(schema);
  const [only] = inner;
  const isPlainObject = only !== undefined && inner.length === 1 && only === schema;
  if (isPlainObject) return fieldList(only);
  return html`<p class="type">${typeOf(schema)}</p>${inner.map((variant) => nested(variant, inner.length > 1))}`;
}

function fieldList({ properties = {}, required = [] }: oas31.SchemaObject): Html {
  return html`<ul class="fields">
    ${Object.entries(properties).map(([name, schema]) => {
      const inner = objectsIn(schema);
      return html`<li>
        <p><code class="field">${name}</code> <span class="type">${typeOf(schema)}</span>
        ${required.includes(name) ? html`<span class="required">required</span>` : ""}
        ${limitsOf(schema).map((limit) => html`<span class="limit">${limit}</span> `)}</p>
        ${schema.description ? html`<p>${schema.description}</p>` : ""}
        ${inner.map((variant) => nested(variant, inner.length > 1))}
      </li>`;
    })}
  </ul>`;
}

function nested(schema: oas31.SchemaObject, isOneOfSeveral: boolean): Html {
  const names = Object.keys(schema.properties ?? {});
  return html`<details>
    <summary>${isOneOfSeveral ? variantName(schema) : `${names.length} ${names.length === 1 ? "field" : "fields"}`}</summary>
    ${fieldList(schema)}
  </details>`;
}

/** Variants are named by a field that has one fixed value in each. */
function variantName({ properties = {} }: oas31.SchemaObject): string {
  for (const [name, schema] of Object.entries(properties)) {
    if ("const" in schema) return `${name} ${JSON.stringify(schema.const)}`;
  }
  return `with ${Object.keys(properties).join(", ")}`;
}

/** The objects with fields that a value of this schema is, or contains as an element or under a key. */
function objectsIn(schema: Schema): oas31.SchemaObject[] {
  if (isReference(schema)) return [];
  if (schema.properties) return [schema];
  const held = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (schema.items) held.push(schema.items);
  if (typeof schema.additionalProperties === "object") held.push(schema.additionalProperties);
  return held.flatMap(objectsIn);
}

function typeOf(schema: Schema): Html {
  if (isReference(schema)) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return html`<a href="/api/docs/schemas#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return html`one of ${schema.enum.map((value, index) => html`${index ? ", " : ""}<code>${value}</code>`)}`;
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (parts) return alternatives(parts.map(typeOf));
  const types = [schema.type ?? "any"].flat();
  return alternatives(types.map((type) => namedType(type, schema)));
}

function namedType(type: string, { items, additionalProperties, properties, format }: oas31.SchemaObject): Html {
  if (type === "array" && items) return html`array of ${typeOf(items)}`;
  if (type === "object" && !properties && typeof additionalProperties === "object") {
    return html`object of ${typeOf(additionalProperties)}`;
  }
  return format && type !== "null" ? html`${type} (${format})` : html`${type}`;
}

/** Each name once: which of several objects a value is can be seen from its fields. */
function alternatives(names: Html[]): Html {
  const unique = [...new Map(names.map((name) => [String(name), name])).values()];
  return html`${unique.map((name, index) => (index === 0 ? name : html` or ${name}`))}`;
}

function limitsOf(schema: Schema): Html[] {
  if (isReference(schema)) return [];
  const { items, default: byDefault, pattern, format } = schema;
  const limits = [
    range("", schema.minimum, schema.maximum) ?? "",
    range(" characters", schema.minLength, schema.maxLength) ?? "",
    range(" elements", schema.minItems, schema.maxItems) ?? "",
    // The name of a format is enough; its expression takes several lines.
    pattern && !format ? html`<code>${pattern}</code>` : "",
    byDefault === undefined ? "" : html`default <code>${JSON.stringify(byDefault)}</code>`,
  ].flatMap((limit) => (limit === "" ? [] : [html`${limit}`]));
  const parts = [...(items ? [items] : []), ...(schema.anyOf ?? [])];
  return [...limits, ...parts.flatMap(limitsOf)];
}

/** The bounds of JavaScript's safe integers are not limits of the API. */
function range(unit: string, least: number | undefined, most: number | undefined): string | undefined {
  const from = least === undefined || least === Number.MIN_SAFE_INTEGER || (unit && least === 0) ? undefined : least;
  const to = most === undefined || most === Number.MAX_SAFE_INTEGER ? undefined : most;
  if (from !== undefined && to !== undefined) return from === to ? `${from}${unit}` : `${from} to ${to}${unit}`;
  if (to !== undefined) return `at most ${to}${unit}`;
  return from === undefined ? undefined : `at least ${from}${unit}`;
}

function isReference(schema: Schema): schema is oas31.ReferenceObject {
  return schema.$ref !== undefined;
}
