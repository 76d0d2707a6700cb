import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allStatements } from "#src/platform/db/statement.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const root = join(import.meta.dirname, "../../..");

/** Every module that defines a statement; what only starts when it is loaded defines none. */
const modules = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$/.test(path) && !/^(processes|app|client)\b/.test(path))
  .map((path) => join(root, "src", path));

describe("every statement", () => {
  it("is one that the server prepares", { timeout: 120_000 }, async () => {
    for (const path of modules) await import(path);
    expect(allStatements.length).toBeGreaterThan(700);
    const faults: string[] = [];
    for (const { name, sql } of allStatements) {
      // A server prepares only what reads or writes rows.
      if (/^(discard|set) /.test(sql().trim())) continue;
      await database
        .owner()
        .query(`prepare one as ${sql()}`)
        .then(
          () => database.owner().query("deallocate one"),
          (error: Error) => faults.push(`${name}: ${error.message}`),
        );
    }
    expect(faults).toEqual([]);
  });
});
