import { allStatements } from "#src/platform/db/statement.ts";

const longestLabel = 80;

/** The program's own name of a statement by its normalised text; else the beginning of the text, without any value. */
export function nameStatements(): (text: string) => string {
  const names = new Map(allStatements.map(({ name, sql }) => [shapeOf(sql()), name]));
  return (text) => {
    const shape = shapeOf(text);
    return names.get(shape) ?? shape.slice(0, longestLabel).trim();
  };
}

/** The text without what the server puts in the place of constants, or leaves. */
function shapeOf(text: string): string {
  return (
    text
      .replace(/--[^\n]*/g, " ")
      .replace(/\/\*.*?\*\//gs, " ")
      // Its first word is a constant too.
      .replace(/\bextract\(\w+ from /gi, "extract(? from ")
      .replace(/'(?:[^']|'')*'?/g, "?")
      .replace(/\$\d+/g, "?")
      .replace(/(?<![\w?"])\d+(?:\.\d+)?/g, "?")
      .replace(/\s+/g, " ")
      .replace(/\?(?:\s*,\s*\?)+/g, "?")
      .replace(/\? \)/g, "?)")
      .trim()
  );
}
