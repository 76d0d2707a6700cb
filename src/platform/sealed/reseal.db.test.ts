import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { closePools } from "#src/platform/db/client.ts";
import type { Key } from "#src/platform/keys/key.ts";
import { changeKeyFile } from "#src/platform/keys/key-file.ts";
import { forgetKeys } from "#src/platform/keys/keys.ts";
import { asSealed, isSealed, sealedBy } from "#src/platform/sealed/field.ts";
import { noteRow, openNote } from "#src/platform/sealed/private-note.ts";
import { countSealedBy, reseal } from "#src/platform/sealed/reseal.ts";
import { systemActor } from "#src/policy/actor.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const actor = systemActor("test");
const path = join(config.dataDir, "keys");
const keyOf = (id: string, day: number): Key => ({
  id,
  secret: Buffer.alloc(32, id),
  usedFrom: new Date(Date.UTC(2026, 0, day)),
});
const [old, current] = [keyOf("old", 1), keyOf("new", 2)];
const unending = () => new AbortController().signal;

/** The keys of this process and of those that it starts. */
function use(...keys: Key[]): void {
  mkdirSync(config.dataDir, { recursive: true });
  changeKeyFile(path, () => ({ encryption: keys }));
  forgetKeys();
}

beforeAll(async () => {
  // Rows of notes alone, without the evaluations that they are about.
  await database.owner().query("set session_replication_role = replica");
});
beforeEach(async () => {
  await database.owner().query("delete from evaluation_private_notes");
  use(old);
});
afterAll(async () => {
  await closePools();
  rmSync(path, { force: true });
  forgetKeys();
});

const idOf = (number: number) => `evaluation_${String(number).padStart(6, "0")}`;
const textOf = (id: string) => `What staff noted about ${id}. 🩺`;

async function insertNotes(from: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => idOf(from + index)).map((evaluationId) =>
    noteRow({ schoolId: `school_${evaluationId.at(-1)}`, evaluationId }, textOf(evaluationId)),
  );
  await database.owner().query(
    `insert into evaluation_private_notes (evaluation_id, school_id, note)
     select * from unnest($1::text[], $2::text[], $3::text[])`,
    [rows.map((row) => row.evaluationId), rows.map((row) => row.schoolId), rows.map((row) => row.note)],
  );
}

type Row = { evaluation_id: string; school_id: string; note: string };

async function notes(): Promise<Row[]> {
  return (await database.owner().query("select * from evaluation_private_notes order by evaluation_id")).rows;
}

function opened({ evaluation_id: evaluationId, school_id: schoolId, note }: Row): string {
  return openNote({ evaluationId, schoolId }, asSealed(note));
}

describe("sealing again under another key", () => {
  it("leaves every value readable, sealed by the key in use, and says how far it is", async () => {
    await insertNotes(0, 1_203);
    const before = await notes();
    use(old, current);
    const progress: unknown[] = [];
    const outcome = await reseal(actor, { signal: unending(), progress: (made) => progress.push(made) });
    expect(outcome).toEqual({ fields: 1_203, files: 0, unreadable: 0 });
    expect(progress.at(-1)).toEqual({ done: 1_203, total: 1_203 });
    expect(progress.length).toBeGreaterThan(2);
    use(current);
    const after = await notes();
    expect(after.map(opened)).toEqual(before.map(({ evaluation_id: id }) => textOf(id)));
    expect(new Set(after.map(({ note }) => isSealed(note) && sealedBy(note)))).toEqual(new Set(["new"]));
    expect(await countSealedBy(actor, "old")).toBe(0);
    expect(await countSealedBy(actor, "new")).toBe(1_203);
    expect(await reseal(actor, { signal: unending(), progress: () => {} })).toEqual({
      fields: 0,
      files: 0,
      unreadable: 0,
    });
  });

  it("seals what was written before notes were sealed [V14.2.4]", async () => {
    const owner = database.owner();
    await owner.query("alter table evaluation_private_notes drop constraint evaluation_private_notes_sealed_check");
    await owner.query("insert into evaluation_private_notes values ('e1', 'north', 'Tired today.')");
    await owner.query(`alter table evaluation_private_notes add constraint evaluation_private_notes_sealed_check
      check (note ~ '^s1\\.[A-Za-z0-9_-]{1,32}\\.[A-Za-z0-9_-]{38,}$') not valid`);
    expect((await notes()).map(opened)).toEqual(["Tired today."]);
    await reseal(actor, { signal: unending(), progress: () => {} });
    const [row] = await notes();
    expect(row?.note).toMatch(/^s1\.old\./);
    expect(row && opened(row)).toBe("Tired today.");
    await expect(owner.query("insert into evaluation_private_notes values ('e2', 'north', 'plain')")).rejects.toThrow(
      /evaluation_private_notes_sealed_check/,
    );
  });

  it("leaves what no key opens as it is, and does the rest", async () => {
    await insertNotes(0, 3);
    await database
      .owner()
      .query("update evaluation_private_notes set note = replace(note, '.old.', '.gone.') where evaluation_id = $1", [
        idOf(1),
      ]);
    use(old, current);
    const outcome = await reseal(actor, { signal: unending(), progress: () => {} });
    expect(outcome).toEqual({ fields: 2, files: 0, unreadable: 1 });
    expect((await notes()).map(({ note }) => note.split(".")[1])).toEqual(["new", "gone", "new"]);
  });

  it("does not write over what was changed meanwhile, and stops between pages when it is cancelled", async () => {
    await insertNotes(0, 1_001);
    use(old, current);
    const cancelling = new AbortController();
    const run = reseal(actor, { signal: cancelling.signal, progress: () => cancelling.abort() });
    await expect(run).rejects.toThrow(/abort/i);
    expect(await countSealedBy(actor, "new")).toBe(500);
    await Promise.all([1, 2].map(() => reseal(actor, { signal: unending(), progress: () => {} })));
    expect(await countSealedBy(actor, "new")).toBe(1_001);
    expect((await notes()).map(opened)).toEqual(Array.from({ length: 1_001 }, (_, index) => textOf(idOf(index))));
  });
});

describe("100,000 values", () => {
  const all = 100_000;

  it("are readable under the new key alone after a process that was killed three times in the middle", async () => {
    await insertNotes(0, all);
    use(old, current);
    for (const share of [0.2, 0.5, 0.8]) {
      const before = await countSealedBy(actor, "new");
      const child = startReseal();
      while ((await countSealedBy(actor, "new")) < all * share) {
        if (child.exitCode !== null) throw new Error("it ended before it was killed");
        await new Promise((done) => setTimeout(done, 100));
      }
      child.kill("SIGKILL");
      await once(child, "exit");
      const sealed = await countSealedBy(actor, "new");
      expect(sealed).toBeGreaterThan(before);
      expect(sealed).toBeLessThan(all);
    }
    // Of a table of which something is cached: what tells the others of it ends with the process.
    await database.owner().query(
      `insert into users (id, school_id, name, email, role, status, status_reason)
       values ('left', 'north', 'Lea', 'lea@two-schools.test', 'STUDENT', 'LEFT', 'Moved away')`,
    );
    const [exitCode] = await once(startReseal(), "exit");
    expect(exitCode).toBe(0);

    use(current);
    const rows = await notes();
    expect(rows).toHaveLength(all);
    expect(rows.filter(({ note }) => !isSealed(note) || sealedBy(note) !== "new")).toEqual([]);
    expect(rows.filter((row) => opened(row) !== textOf(row.evaluation_id))).toEqual([]);
  }, 180_000);
});

/** `npm run keys -- reseal`, as an administrator starts it. */
function startReseal(): ChildProcess {
  return spawn(process.execPath, ["src/processes/keys.ts", "reseal"], { env: process.env, stdio: "ignore" });
}
