import type { Faults } from "#src/features/frameworks/import/draft.ts";
import { deepestNesting, findJsonFault, mostValues } from "#src/features/frameworks/import/json-fault.ts";

export type Json = Record<string, unknown>;

/** Parses a JSON text that is one object; otherwise adds a fault with line and column and returns undefined. */
export function readJson(given: string, faults: Faults): Json | undefined {
  const text = given.replace(/^\ufeff/, "");
  const fault = findJsonFault(text);
  if (fault) {
    const place = `line ${fault.line}, column ${fault.column}`;
    const messages = {
      syntax: `The file is not valid JSON (${place}).`,
      "cut off": `The file is not valid JSON: it ends too early (${place}). It may have been cut off.`,
      "too deep": `The file nests more than ${deepestNesting} levels deep (${place}), which no CASE package does.`,
      "too many": `The file has more than ${mostValues.toLocaleString("en")} values (${place}). Divide it into several packages.`,
    };
    faults.add("syntax", { severity: "error", line: fault.line, message: messages[fault.kind] });
    return undefined;
  }
  const storable = replaceUnstorable(text);
  if (storable !== text) {
    faults.add("characters", { severity: "warning", message: "Characters that cannot be stored were replaced by �." });
  }
  const root = objectOf(JSON.parse(storable));
  if (!root) faults.add("not an object", { severity: "error", message: "This JSON is not a CASE package." });
  return root;
}

/**
 * Replaces NUL and unpaired surrogates, which PostgreSQL cannot store. Within JSON they can only be escapes, in values
 * and in keys, so they are replaced in the text; pairs of surrogates stay.
 */
function replaceUnstorable(text: string): string {
  const wellFormed = text.toWellFormed();
  if (!/\\u(?:0000|d[89a-f])/i.test(wellFormed)) return wellFormed;
  return wellFormed.replace(
    // An escaped backslash is matched as a whole, so that the letters after it are not mistaken for an escape.
    /\\u(?:d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|[0-9a-f]{4})|\\[^u]/gi,
    (found) => (/^\\u(?:0000|d[89a-f]..)$/i.test(found) ? "\\ufffd" : found),
  );
}

export function objectOf(value: unknown): Json | undefined {
  // A value from JSON that is neither null nor a list has string keys only.
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Json) : undefined;
}

/** A text that is not blank. A number is converted, because versions and codes are often written as numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
