import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "scslre";
import { parseSync, Visitor } from "vite";
import { describe, expect, it } from "vitest";
import { isTestFile } from "./support/is-test-file.ts";

/**
 * A regular expression whose time grows faster than its input lets one long line stop a process. Each one in the
 * program is examined: no input may make it try more than a number of steps in proportion to its length.
 */
const src = join(import.meta.dirname, "..", "src");

/** Expressions that are built at run time, which cannot be examined, and why they are safe. */
const builtAtRunTime: Record<string, string> = {
  "http/api.ts": "is built once, from the paths of the endpoints",
  "lib/fields.ts": "is built once, and repeats nothing",
  "lib/search-text.ts": "is built once, and repeats nothing",
};

type Pattern = { path: string; line: number; literal: RegExp | undefined };

const patterns = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !isTestFile(path) && !path.endsWith(".d.ts"))
  .flatMap((path) => patternsIn(path, readFileSync(join(src, path), "utf8")));

function patternsIn(path: string, text: string): Pattern[] {
  const found: Pattern[] = [];
  const { program, errors } = parseSync(path, text);
  expect(errors, path).toEqual([]);
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  const addBuilt = (node: { callee: object; start: number }) => {
    if ("name" in node.callee && node.callee.name === "RegExp") {
      found.push({ path, line: lineAt(node.start), literal: undefined });
    }
  };
  new Visitor({
    Literal(node) {
      if (!("regex" in node)) return;
      const { pattern, flags } = node.regex;
      found.push({ path, line: lineAt(node.start), literal: new RegExp(pattern, flags) });
    },
    NewExpression: addBuilt,
    CallExpression: addBuilt,
  }).visit(program);
  return found;
}

function isSuperLinear(pattern: RegExp): boolean {
  return analyse(pattern, { reportTypes: { Move: true, Self: true, Trade: true } }).reports.length > 0;
}

describe("regular expressions", () => {
  it("are told apart by the check", () => {
    for (const pattern of [/\/+$/, /\s*end/, /^(a+)+$/, /a*b?a*x/]) expect(isSuperLinear(pattern)).toBe(true);
    for (const pattern of [/^\/+/, /\s+/g, /^[a-z]{1,64}$/, /<[^<>]*>/]) expect(isSuperLinear(pattern)).toBe(false);
  });

  it("take time in proportion to their input", () => {
    expect(patterns.length).toBeGreaterThan(80);
    const faults = patterns
      .filter(({ literal }) => literal && isSuperLinear(literal))
      .map(({ path, line, literal }) => `${path}:${line} ${literal}`);
    expect(faults).toEqual([]);
  });

  it("are literals [V1.2.9]", () => {
    const built = patterns.filter(({ literal }) => literal === undefined).map(({ path }) => path);
    expect(built.sort()).toEqual(Object.keys(builtAtRunTime));
  });
});
