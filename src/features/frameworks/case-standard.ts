import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";

export type CaseVersion = "CASE_1_0" | "CASE_1_1";

/** The parts of a package that are validated separately. Both versions of the standard use these names. */
export type CasePart = "CFDocument" | "CFItems" | "CFAssociations" | "CFDefinitions" | "CFRubrics";

export type Objection = { path: string; message: string };

type Standard = {
  parts: ReadonlyMap<CasePart, { isList: boolean; validate: ValidateFunction }>;
  validate: ValidateFunction;
  /** The properties that a part may have, each with the validator of its value. */
  propertiesOf(part: CasePart): ReadonlyMap<string, ValidateFunction>;
};

/**
 * Validates a package against 1EdTech's schema and yields the first objection to each part. Listing all objections to
 * the whole package would let a hostile file of a few megabytes produce gigabytes of messages.
 */
export function* objectionsTo(pack: Record<string, unknown>, version: CaseVersion): Generator<Objection> {
  const { parts } = standardOf(version);
  for (const key of Object.keys(pack)) {
    if (![...parts.keys(), "extensions"].includes(key)) {
      yield { path: key.slice(0, 60), message: "the standard does not know this part" };
    }
  }
  for (const [name, { isList, validate }] of parts) {
    const part = pack[name];
    if (part === undefined) continue;
    if (!isList) {
      if (!validate(part)) yield objectionOf(name, validate.errors);
    } else if (Array.isArray(part)) {
      for (const [index, one] of part.entries()) {
        if (!validate(one)) yield objectionOf(`${name}.${index}`, validate.errors);
      }
    } else yield { path: name, message: "must be a list" };
  }
}

function objectionOf(path: string, errors: ErrorObject[] | null | undefined): Objection {
  const error = errors?.[0];
  const inside = error?.instancePath.replaceAll("/", ".") ?? "";
  const extra: unknown = error?.params.additionalProperty;
  const message =
    typeof extra === "string"
      ? `the standard does not know “${extra.slice(0, 60)}”`
      : (error?.message ?? "does not follow the schema");
  return { path: `${path}${inside}`, message };
}

const loaded = new Map<CaseVersion, Standard>();

/** Compiled on first use, which takes tens of milliseconds. */
export function standardOf(version: CaseVersion): Standard {
  const known = loaded.get(version);
  if (known) return known;
  const made =
    version === "CASE_1_1" ? makeStandard(new Ajv2019(options), "v1p1") : makeStandard(new Ajv(options), "v1p0");
  loaded.set(version, made);
  return made;
}

const options = { strict: false, validateFormats: true } as const;

function makeStandard(ajv: Ajv | Ajv2019, file: "v1p0" | "v1p1"): Standard {
  const url = new URL(`./case-schema/case-${file}-cfpackage.schema.json`, import.meta.url);
  const schema: Record<string, unknown> = JSON.parse(readFileSync(url, "utf8"));
  // The package's types declare the default export as a namespace; at run time it is the function.
  const formats = addFormats as unknown as (ajv: Ajv | Ajv2019) => void;
  formats(ajv);
  ajv.addSchema(schema, file);
  const get = (pointer: string) => {
    const found = ajv.getSchema(`${String(schema.$id ?? file)}#${pointer}`);
    if (!found) throw new Error(`the schema ${file} has no ${pointer}`);
    return found;
  };
  const lists = ["CFItems", "CFAssociations", "CFRubrics"] as const;
  const singles = ["CFDocument", "CFDefinitions"] as const;
  const parts = new Map<CasePart, { isList: boolean; validate: ValidateFunction }>([
    ...singles.map((name) => [name, { isList: false, validate: get(`/properties/${name}`) }] as const),
    ...lists.map((name) => [name, { isList: true, validate: get(`/properties/${name}/items`) }] as const),
  ]);
  const properties = new Map<CasePart, ReadonlyMap<string, ValidateFunction>>();
  return {
    parts,
    validate: get(""),
    propertiesOf(part) {
      const known = properties.get(part);
      if (known) return known;
      const { name, keys } = definitionOf(schema, part);
      const made = new Map(keys.map((key) => [key, get(`${name}/properties/${key}`)] as const));
      properties.set(part, made);
      return made;
    },
  };
}

type Definition = { properties?: Record<string, unknown> };

/** Returns the definition of a part in the schema, as a JSON pointer, and the names of its properties. */
function definitionOf(schema: Record<string, unknown>, part: CasePart): { name: string; keys: string[] } {
  // Both schema files are in this repository: each part is a reference into `$defs` or `definitions`.
  const { properties, $defs, definitions } = schema as {
    properties: Record<string, { $ref?: string; items?: { $ref?: string } }>;
    $defs?: Record<string, Definition>;
    definitions?: Record<string, Definition>;
  };
  const name = (properties[part]?.items?.$ref ?? properties[part]?.$ref ?? "").replace(/^#/, "");
  const definition = ($defs ?? definitions)?.[name.split("/").at(-1) ?? ""];
  return { name, keys: Object.keys(definition?.properties ?? {}) };
}
