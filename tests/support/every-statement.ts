import { readdirSync } from "node:fs";
import { join } from "node:path";
import { allStatements } from "#src/platform/db/statement.ts";

const sources = join(import.meta.dirname, "../../src");

/** Every statement that the program can send, once all modules that define one are loaded. */
export async function loadEveryStatement(): Promise<typeof allStatements> {
  const modules = readdirSync(sources, { recursive: true, encoding: "utf8" })
    // What only starts when it is loaded defines none.
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$/.test(path) && !/^(processes|app|client)\b/.test(path))
    // Node alone does not load what belongs to the pages; they ask the API.
    .filter((path) => !/\/ui\/|^http\/server-api\.ts$/.test(path));
  for (const path of modules) await import(join(sources, path));
  return allStatements;
}
