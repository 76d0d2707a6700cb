import { type CasePart, standardOf } from "#src/features/frameworks/case-standard.ts";
import { type Json, objectOf } from "#src/features/frameworks/import/read-json.ts";

/**
 * Merges the defaults, the source and the fixed properties; a fixed one that is undefined takes the source's away.
 * Source properties that are not valid by the standard go into the extensions.
 */
export function mergeProperties(part: CasePart, given: { defaults: Json; source: Json; fixed: Json }): Json {
  const known = standardOf("CASE_1_1").propertiesOf(part);
  const { extensions, ...source } = objectOf(withInstants(given.source)) ?? {};
  if (typeof source.sequenceNumber === "string" && /^\s*-?\d{1,15}\s*$/.test(source.sequenceNumber)) {
    source.sequenceNumber = Number(source.sequenceNumber);
  }
  const kept = Object.entries(source).filter(([key]) => !Object.hasOwn(given.fixed, key));
  const isValid = ([key, value]: [string, unknown]) => known.get(key)?.(value) === true;
  const others = kept.filter((entry) => !isValid(entry));
  const extra = { ...objectOf(extensions), ...Object.fromEntries(others) };
  return {
    ...given.defaults,
    ...Object.fromEntries(kept.filter(isValid)),
    ...Object.fromEntries(Object.entries(given.fixed).filter(([, value]) => value !== undefined)),
    ...(Object.keys(extra).length > 0 ? { extensions: extra } : {}),
  };
}

/** An instant without a zone, which CASE does not know, is one of UTC. */
export function withInstants(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withInstants);
  const object = objectOf(value);
  if (!object) return value;
  return Object.fromEntries(
    Object.entries(object).map(([key, one]) => [key, key === "lastChangeDateTime" ? inUtc(one) : withInstants(one)]),
  );
}

const withoutZone = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)$/;

/** The instant with the zone that it lacks; anything else is returned as it is. */
export function inUtc(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const [, day, time = ""] = withoutZone.exec(value.trim()) ?? [];
  if (day === undefined) return value;
  const instant = `${day}T${time.length === 5 ? `${time}:00` : time}Z`;
  return Number.isNaN(Date.parse(instant)) ? value : instant;
}
