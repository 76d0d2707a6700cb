import type { Faults } from "#src/features/frameworks/import/draft.ts";
import { deepestNesting, findJsonFault } from "#src/features/frameworks/import/json-fault.ts";

export type Json = Record<string, unknown>;

/** The one object of a JSON text, or undefined with what is wrong said, with line and column. */
export function readJson(given: string, faults: Faults): Json | undefined {
  const text = given.replace(/^\ufeff/, "");
  const fault = findJsonFault(text);
  if (fault) {
    const place = `line ${fault.line}, column ${fault.column}`;
    const messages = {
      syntax: `The file is not valid JSON (${place}).`,
      "cut off": `The file is not valid JSON: it ends too early (${place}). It may have been cut off.`,
      "too deep": `The file nests more than ${deepestNesting} levels deep (${place}), which no CASE package does.`,
    };
    faults.add("syntax", { severity: "error", line: fault.line, message: messages[fault.kind] });
    return undefined;
  }
  const storable = mendEscapes(text);
  if (storable !== text) {
    faults.add("characters", { severity: "warning", message: "Characters that cannot be stored were replaced by �." });
  }
  const root = objectOf(JSON.parse(storable));
  if (!root) faults.add("not an object", { severity: "error", message: "This JSON is not a CASE package." });
  return root;
}

/**
 * NUL and unpaired surrogates cannot be stored by any database. Within JSON they can only stand as escapes, in values
 * and in keys, so they are replaced in the text: a pair stays, what is alone goes.
 */
function mendEscapes(text: string): string {
  const wellFormed = text.toWellFormed();
  if (!/\\u(?:0000|d[89a-f])/i.test(wellFormed)) return wellFormed;
  return wellFormed.replace(
    // An escaped backslash is taken whole, so that the letters behind it are not mistaken for an escape.
    /\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|[0-9a-f]{4})|\\[^u]/gi,
    (found) => (/^\\u(?:0000|d[89a-f]..)$/i.test(found) ? "\\ufffd" : found),
  );
}

export function objectOf(value: unknown): Json | undefined {
  // What is neither null nor a list has string keys only, coming from JSON.
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : undefined;
}

/** A text that says something. Numbers are taken as they would be printed: versions and codes often come so. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
