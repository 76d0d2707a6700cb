import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isTestFile } from "./support/is-test-file.ts";

/** All statements are built by `src/platform/db/statement.ts`. */
const root = join(import.meta.dirname, "..");

const sources = ["src", "db", "bench", "tests"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") })),
);

/** These send SQL to the driver itself. */
const withoutStatements: Record<string, string> = {
  "src/platform/backup/report-backups.ts": "runs as the owner, in a process that has no pools",
  "src/platform/bus/postgres-bus.ts": "has a connection of its own, outside any transaction",
  "src/platform/db/migrations.ts": "runs as the owner, before there are tables",
  "src/platform/db/replica.ts": "asks two servers for their positions, outside any transaction",
  "src/platform/db/transaction.ts": "opens the transactions that statements run in",
  "src/platform/jobs/backends.ts": "changes a table of the queue's own library",
};

describe("statements", () => {
  it("bind their parameters by name", () => {
    const program = sources.filter(({ path }) => path.startsWith("src/") && !isTestFile(path));
    expect(program.length).toBeGreaterThan(200);
    const numbered = program
      .filter(({ text }) => /\$\d+\b/.test(withoutReplacements(text)))
      .map(({ path }) => path)
      .sort();
    expect(numbered).toEqual(Object.keys(withoutStatements));
  });

  it("have unique names in snake_case", () => {
    const names = sources
      .filter(({ path }) => path !== "src/platform/db/statement.ts")
      .flatMap(({ path, text }) => namesIn(text).map((name) => ({ name, path })))
      // `defineSubject` passes its own name on, and has a second statement.
      .filter(
        ({ name, path }) => !/^(name|`\$\{name\}_across`)$/.test(name) || path !== "src/platform/db/access-row.ts",
      );
    expect(names.length).toBeGreaterThan(60);
    // The server truncates names longer than 63 letters; here the quotes are counted too. Rows of
    // whole schools have a statement for each table, under the table's name, and so have sealed fields and files.
    const isName =
      /^"[a-z0-9]+(_[a-z0-9]+)+"$|^`(rows_(insert|delete|export|erase)|reseal_(count|select|update)(_files)?|health_(count|page|one)_files)_\$\{\w+\}`$/;
    expect(names.filter(({ name }) => !isName.test(name) || name.length > 65)).toEqual([]);
    const paths = Map.groupBy(names, ({ name }) => name);
    expect([...paths.values()].filter((uses) => uses.length > 1).flat()).toEqual([]);
  });
});

describe("promises", () => {
  const scratch = mkdtempSync(join(tmpdir(), "competency-lint-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it("of a transaction are awaited, or sent without waiting", () => {
    const faults = sources.filter(({ path, text }) => path.startsWith("src/") && /\bvoid tx\./.test(text));
    expect(faults.map(({ path }) => path)).toEqual([]);
  });

  // Biome's rule is experimental; an upgrade must not lose the types of other files unnoticed.
  it("that float are refused by the linter, also of functions from other files", () => {
    const { vcs, $schema, ...rules } = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
    writeFileSync(join(scratch, "biome.json"), JSON.stringify(rules));
    cpSync(join(root, "package.json"), join(scratch, "package.json"));
    mkdirSync(join(scratch, "src/platform/db"), { recursive: true });
    for (const file of ["statement.ts", "transaction.ts"]) {
      cpSync(join(root, "src/platform/db", file), join(scratch, "src/platform/db", file));
    }
    writeFileSync(join(scratch, "src/imported.ts"), "export async function act() {}\n");
    writeFileSync(
      join(scratch, "src/floating.ts"),
      `import { act } from "#src/imported.ts";
import type { Statement } from "#src/platform/db/statement.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

export async function run(actor: Actor, select: Statement<{ id: string }, string[]>): Promise<void> {
  act();
  withActor(actor, (tx) => tx.query(select, { id: "1" }));
  await withActor(actor, async (tx: Tx) => {
    tx.query(select, { id: "1" });
    await tx.query(select, { id: "2" });
  });
}
`,
    );
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const { stdout, stderr } = spawnSync(process.execPath, [biome, "lint", "src/floating.ts", "--reporter=github"], {
      cwd: scratch,
      encoding: "utf8",
    });
    const found = [...`${stdout}${stderr}`.matchAll(/lint\/nursery\/noFloatingPromises,.*?\bline=(\d+)/g)];
    expect(found.map(([, line]) => Number(line))).toEqual([7, 8, 10]);
  });
});

/** `$1` in a replacement refers to a group of its pattern. */
function withoutReplacements(text: string): string {
  return text.replaceAll(/\.replace(All)?\(\/.*\/[a-z]*, "[^"]*"\)/g, "");
}

function namesIn(text: string): string[] {
  return [
    ...text.matchAll(/(?<![.\w]|function )(?:statement|sqlStatement|sqlWrite|defineSubject)\(\s*([^\s,)]+)/g),
  ].map(([, name = ""]) => name);
}
