import { parse } from "csv-parse/sync";
import pg from "pg";
import { type BenchDatabase, withDatabase } from "./database.ts";
import { seedSchool } from "./seed.ts";

/**
 * `node bench/imports.bench.ts`: a CASE package of 600 items with 3,400 associations and a table of 1,000 competencies,
 * read by the job and committed, on a real database. Beside each stands its floor: the text parsed by the library alone,
 * and stored in one row. Fails where an import takes longer than promised.
 */
const rounds = 5;

type Way = { name: string; fileName: string; text: string; mostMs: number; floor: (text: string) => unknown };

const uuid = (kind: number, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const stamp = { uri: "urn:x", lastChangeDateTime: "2026-01-01T00:00:00Z" };
const end = (kind: number, n: number) => ({
  title: "Lorem ipsum ".repeat(20),
  identifier: uuid(kind, n),
  uri: "urn:x",
});

const ways: readonly Way[] = [
  {
    name: "CASE package, 600 items",
    fileName: "bench.json",
    mostMs: 2000,
    floor: (text) => JSON.parse(text),
    text: JSON.stringify({
      CFDocument: { ...stamp, identifier: uuid(0, 0), creator: "c", title: "Bench", caseVersion: "1.1" },
      CFItems: Array.from({ length: 600 }, (_, n) => ({
        ...stamp,
        identifier: uuid(1, n),
        fullStatement: `<p>Statement ${n}</p> ${"word **bold** ".repeat(20)}`,
      })),
      CFAssociations: Array.from({ length: 3400 }, (_, n) => ({
        ...stamp,
        identifier: uuid(2, n),
        associationType: n < 600 ? "isChildOf" : "isRelatedTo",
        originNodeURI: end(1, n % 600),
        destinationNodeURI: n === 0 ? end(0, 0) : end(1, n < 600 ? (n - 1) >> 3 : (n * 7) % 600),
      })),
    }),
  },
  {
    name: "CSV table, 1,000 competencies",
    fileName: "bench.csv",
    mostMs: 400,
    floor: (text) => parse(text),
    text: `code,name,description,category,level,is_required\n${Array.from(
      { length: 1000 },
      (_, n) => `C-${n},Competency number ${n},"What is done, and how it is seen.",Category ${n % 20},FUNDAMENTAL,yes`,
    ).join("\n")}`,
  },
];

async function main(postgres: BenchDatabase): Promise<boolean> {
  const owner = new pg.Client(postgres.url);
  try {
    await owner.connect();
    await seedSchool(owner, 20);
    await owner.query("create temporary table floor (content bytea)");
    const outcomes: boolean[] = [];
    for (const way of ways) outcomes.push(await measure(owner, way));
    return outcomes.every((isFast) => isFast);
  } finally {
    await owner.end();
  }
}

/** The database's settings are read when the program's modules are, so those are imported here. */
async function measure(owner: pg.Client, { name, fileName, text, mostMs, floor }: Way): Promise<boolean> {
  const { parseImport } = await import("#src/features/frameworks/parse-import.ts");
  const { insertFramework } = await import("#src/features/frameworks/insert-framework.ts");
  const { commitBody } = await import("#src/features/frameworks/schema.ts");
  const { withActor } = await import("#src/platform/db/transaction.ts");
  const { systemActor } = await import("#src/policy/actor.ts");
  const actor = systemActor("bench");
  const read: number[] = [];
  const committed: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    floors.push(
      await timed(async () => {
        floor(text);
        await owner.query("insert into floor values ($1)", [Buffer.from(text)]);
      }),
    );
    const id = `bench_import_${fileName}_${round}`;
    await owner.query(
      "insert into framework_imports (id, school_id, created_by, file_name, status, content) values ($1, 'bench', 'bench_admin', $2, 'PENDING', $3)",
      [id, fileName, Buffer.from(text)],
    );
    read.push(await timed(() => parseImport(actor, id)));
    const { rows } = await owner.query("select status, draft from framework_imports where id = $1", [id]);
    if (rows[0]?.status !== "READY") throw new Error(`${name} was not read`);
    const { title, programId, targetRating, nTimes, ...settings } = commitBody.parse({});
    committed.push(
      await timed(() =>
        withActor(actor, (tx) =>
          insertFramework(tx, {
            draft: rows[0].draft,
            choices: {},
            settings: { ...settings, title, programId, targetRating, nTimes, publish: true },
            schoolId: "bench",
            createdBy: "bench_admin",
          }),
        ),
      ),
    );
  }
  const ms = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const total = ms(read) + ms(committed);
  process.stdout.write(
    `${name}: ${total.toFixed(0)} ms (read ${ms(read).toFixed(0)}, commit ${ms(committed).toFixed(0)}); floor ${ms(floors).toFixed(0)} ms; at most ${mostMs} ms\n`,
  );
  return total <= mostMs;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

process.exitCode = (await withDatabase({}, main)) ? 0 : 1;
