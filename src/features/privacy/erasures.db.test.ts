import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { followAccess } from "#src/platform/audit/follow-access.ts";
import { followAudit } from "#src/platform/audit/follow-audit.ts";
import { sealAudit } from "#src/platform/audit/seal.ts";
import { sealAccess } from "#src/platform/audit/seal-access.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { isSessionRevoked } from "#src/platform/identity/access-token.ts";
import { personalTables } from "#src/platform/personal-data/personal-data.ts";
import { columnsOf } from "#src/platform/personal-data/personal-table.ts";
import { systemActor } from "#src/policy/actor.ts";
import { insertEveryRelation } from "../../../tests/support/access/rows.ts";
import { useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { unreadWords } from "../../../tests/support/sealed-words.ts";
import type { Person } from "../../../tests/support/two-schools.ts";
import { jobs } from "./jobs.ts";
import type { ErasureAnswer, ErasuresAnswer, HoldStep, HoldsAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const system = systemActor("test");
const runner = makeJobRunner(jobs);
/** A word that stands in each text about the person, and nowhere else. */
const word = "Zwetschge";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const shipped = ["rating_scales", "notification_templates"];
/** The rows that the migrations bring. */
const ofTheProgram = new Map<string, string[]>();

/** Every relation between people and rows, anew. */
async function arrange(): Promise<void> {
  const owner = database.owner();
  await owner.query("begin");
  await owner.query("set local session_replication_role = replica");
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'identity')
       and tablename not in ('schools', 'leases', 'notification_templates', 'rating_scales', 'users')`,
  );
  await owner.query(tables.map(({ name }) => `delete from ${name}`).join("; "));
  for (const table of shipped)
    await owner.query(`delete from ${table} where id <> all ($1)`, [ofTheProgram.get(table)]);
  await owner.query("delete from users where id not in ('system')");
  await owner.query("delete from schools where id not in ('default')");
  await owner.query("commit");
  await owner.query("begin");
  await insertEveryRelation(owner);
  await owner.query("commit");
}

beforeAll(async () => {
  for (const table of shipped)
    ofTheProgram.set(
      table,
      (await rows(`select id from ${table}`)).map(({ id }) => id),
    );
});
beforeEach(async () => {
  await rows("set session_replication_role = origin");
  await arrange();
  await rows("delete from erasures");
  await rows("delete from legal_holds");
}, 60_000);

async function ask(who: Person, userId?: string): Promise<ErasureAnswer> {
  const { status, body } = await api.post(
    who,
    userId === undefined ? "/api/erasures" : `/api/users/${userId}/erasures`,
    {},
  );
  expect(status, JSON.stringify(body)).toBe(202);
  return body as ErasureAnswer;
}

const elapse = () => rows("update erasures set due_at = now() - interval '1 second' where state = 'WAITING'");
const run = (context = {}) => runner.run("privacy.erase", {}, context);
const erasure = async (id: string) => (await rows("select state, steps, proof from erasures where id = $1", [id]))[0];

/** Writes the word into every text about somebody that an entry says is emptied. */
async function mark(person: string): Promise<void> {
  await rows("set session_replication_role = replica");
  for (const [table, { people }] of Object.entries(personalTables)) {
    for (const { key, where, clears, blanks, is } of people) {
      if (is !== "subject") continue;
      const columns = [...columnsOf(clears), ...columnsOf(blanks)];
      const texts = await rows(
        `select column_name as name from information_schema.columns
         where table_name = $1 and data_type = 'text' and column_name = any ($2)`,
        [table, columns],
      );
      const fixed = ["theme", "status_before", "picture_tag"];
      for (const { name } of texts.filter((column) => !fixed.includes(column.name))) {
        const condition = where?.replaceAll(":person", `'${person}'`) ?? `${key} = '${person}'`;
        const guests = table === "evaluations" && name.startsWith("guest_") ? " and guest_name is not null" : "";
        await rows(`update ${table} set ${name} = '${word}' where ${condition}${guests}`);
      }
    }
  }
  await rows("set session_replication_role = origin");
}

/** Where a text stands anywhere in the database. */
async function placesOf(text: string): Promise<string[]> {
  const tables = await rows(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'identity')",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [{ count }] = await rows(
      `select count(*)::int as count from ${name} t where strpos(to_jsonb(t)::text, $1) > 0`,
      [text],
    );
    if (count > 0) found.push(`${name} (${count})`);
  }
  return found;
}

describe("an erasure", () => {
  it("waits for the days of grace, is told to its person, and is taken back by them", async () => {
    const asked = await ask("amina");
    expect(Math.round((Date.parse(asked.dueAt) - Date.now()) / 86_400_000)).toBe(30);
    expect(
      await rows("select subject from notification_queue where payload ->> 'erasureId' = $1 and channel = 'IN_APP'", [
        asked.erasureId,
      ]),
    ).toEqual([{ subject: "An erasure was asked for" }]);
    expect((await api.post("amina", "/api/erasures", {})).status).toBe(409);
    await run();
    expect((await erasure(asked.erasureId)).state).toBe("WAITING");
    expect((await api.post("amina", `/api/erasures/${asked.erasureId}/cancel`, {})).body).toMatchObject({
      state: "CANCELLED",
    });
    await elapse();
    await run();
    expect((await rows("select name from users where id = 'amina'"))[0].name).toBe("Amina");
  });

  it("waits as long as the school says", async () => {
    await rows(`update schools set settings = settings || '{"erasureGraceDays": 7}' where id = 'north'`);
    const { dueAt } = await ask("admin", "amina");
    expect(Math.round((Date.parse(dueAt) - Date.now()) / 86_400_000)).toBe(7);
  });

  it("leaves no name, address or word of a student anywhere, and keeps the ratings", async () => {
    await rows(
      "insert into learning_analytics (school_id, user_id, interaction_type) select 'north', 'ben', 'VIEW' where false",
    );
    await mark("amina");
    await rows(
      `insert into notification_queue (id, school_id, user_id, type, content) values
         ('about', 'north', 'hansen', 'ASSESSMENT_DUE', 'Amina asks for an assessment'),
         ('other', 'north', 'hansen', 'ASSESSMENT_DUE', 'Ben asks for an assessment')`,
    );
    const ratings = () =>
      rows(
        "select id, overall_rating, state, signed_at, evaluator_id from evaluations where student_id = 'amina' order by id",
      );
    const scores = () => rows("select score from evaluation_criteria order by evaluation_id, rubric_id");
    const before = [await ratings(), await scores()];
    const kept = await placesOf("Ben");
    expect((await placesOf(word)).length).toBeGreaterThan(9);
    const { erasureId } = await ask("amina");
    await elapse();
    await run();
    const done = await erasure(erasureId);
    expect(done.state).toBe("DONE");
    expect(await placesOf(word)).toEqual([]);
    expect(await placesOf("Amina")).toEqual([]);
    expect(await placesOf("amina@two-schools")).toEqual([]);
    expect([await ratings(), await scores()]).toEqual(before);
    expect(await placesOf("Ben")).toEqual(kept);
    expect(done.proof).toMatchObject({ users: { changed: 1 }, evaluation_private_notes: { deleted: 4 } });
    const { items } = (await api.get("admin", "/api/erasures/of-school")).body as ErasuresAnswer;
    expect(items).toMatchObject([{ personName: "Former member", state: "DONE" }]);
  }, 60_000);

  it("of an assessor leaves what they judged, without their name", async () => {
    const before = await rows("select id, overall_rating, evaluator_id from evaluations order by id");
    await ask("admin", "hansen");
    await elapse();
    await run();
    expect(await placesOf("Hansen")).toEqual([]);
    expect(await rows("select id, overall_rating, evaluator_id from evaluations order by id")).toEqual(before);
    expect((await rows("select name from users where id = 'amina'"))[0].name).toBe("Amina");
  });

  it("leaves the chains of the audit and of the access log whole", async () => {
    // Those of the fixture are made up.
    await rows("delete from access_seals");
    expect((await api.get("admin", "/api/users/amina")).status).toBe(200);
    await Promise.all([sealAudit(system), sealAccess(system)]);
    const faults = async () => [
      (await followAudit(system, "north")).fault,
      (await followAccess(system, "north")).fault,
    ];
    expect(await faults()).toEqual([null, null]);
    const { erasureId } = await ask("admin", "amina");
    await elapse();
    await run();
    await Promise.all([sealAudit(system), sealAccess(system)]);
    expect(await faults()).toEqual([null, null]);
    expect(await rows("select from access_log where subject_id = 'amina'")).not.toEqual([]);
    const acts = await rows(
      "select action, seal_number is not null as is_sealed from audit_log where entity_id = $1 order by occurred_at",
      [erasureId],
    );
    expect(acts).toEqual(
      ["privacy.erase.request", "privacy.erase.begin", "privacy.erase.done"].map((action) => ({
        action,
        is_sealed: true,
      })),
    );
  });

  it("ends the person's sessions at once, and takes their files", async () => {
    await rows(
      "insert into sessions (id, school_id, user_id, expires_at, ip) values ('alive', 'north', 'ben', now() + interval '1 day', '192.0.2.1')",
    );
    const raw = new FormData();
    raw.set("file", new File(["%PDF-1.4 evidence"], "log.pdf", { type: "application/pdf" }));
    const { fileId } = (await api.call("ben", "POST", "/api/files", { raw })).body as { fileId: string };
    const [file] = await rows(
      'select storage_key as key, school_id as "schoolId", size_bytes::int as "sizeBytes", sha256 from files where id = $1',
      [fileId],
    );
    await ask("ben");
    await elapse();
    await run();
    expect(isSessionRevoked("alive")).toBe(true);
    expect(await rows("select revoked_at is not null as is_over, ip from sessions where id = 'alive'")).toEqual([
      { is_over: true, ip: null },
    ]);
    expect(await rows("select from files where uploaded_by = 'ben'")).toEqual([]);
    const { jobs: fileJobs } = await import("#src/features/files/jobs.ts");
    await makeJobRunner(fileJobs).run("files.collect", {});
    await expect(fileStore().getChecked(file)).rejects.toThrow();
  });

  it("goes on behind the last step wherever it is ended, and counts nothing twice", async () => {
    await ask("admin", "amina");
    await elapse();
    let runs = 0;
    for (let checks = 1; (await rows("select from erasures where state <> 'DONE'")).length > 0; checks += 7) {
      // Ended at a later moment each time, as a process that is killed.
      let left = checks;
      const { signal } = new AbortController();
      signal.throwIfAborted = () => {
        left -= 1;
        if (left < 0) throw new Error("killed");
      };
      await run({ signal });
      runs += 1;
      expect(runs).toBeLessThan(50);
    }
    expect(runs).toBeGreaterThan(3);
    const [{ proof, steps }] = await rows("select proof, steps from erasures");
    expect(new Set(steps).size).toBe(steps.length);
    expect(proof.users).toEqual({ deleted: 0, changed: 1 });
    const again = await rows("select proof from erasures");
    await run();
    expect(await rows("select proof from erasures")).toEqual(again);
  });

  it("is stopped by a hold of the school, which the person cannot read, and goes on when it is lifted", async () => {
    const { erasureId } = await ask("dora");
    const held = await api.post("admin", "/api/legal-holds", { userId: "dora", reason: "A complaint" });
    expect(held.status).toBe(201);
    expect((await api.post("admin", "/api/legal-holds", { userId: "dora", reason: "Again" })).status).toBe(409);
    const own = (await api.get("dora", "/api/erasures")).body as ErasuresAnswer;
    expect(own.items).toMatchObject([{ isHeld: true }]);
    expect(JSON.stringify(own)).not.toContain("complaint");
    await elapse();
    await run();
    expect((await erasure(erasureId)).state).toBe("WAITING");
    // By the database too.
    await expect(rows("update erasures set state = 'RUNNING' where id = $1", [erasureId])).rejects.toThrow("hold");
    const { holdId } = held.body as HoldStep;
    expect((await api.post("admin", `/api/legal-holds/${holdId}/lift`, {})).status).toBe(200);
    expect(((await api.get("admin", "/api/legal-holds")).body as HoldsAnswer).items).toMatchObject([
      { holdId, reason: "A complaint", liftedAt: expect.any(String) },
    ]);
    await run();
    expect((await erasure(erasureId)).state).toBe("DONE");
  });

  it("is refused for whom the school would be without", async () => {
    const answer = await api.post("admin", "/api/erasures", {});
    expect([answer.status, answer.body]).toMatchObject([
      409,
      { detail: expect.stringContaining("nobody who runs it") },
    ]);
  });
});

describe("a backup from before an erasure", () => {
  const restore = async () => {
    await arrange();
    await mark("amina");
    await rows("update schools set created_at = now() - interval '1 year'");
  };
  const recall = () => runner.run("privacy.recall", {});
  beforeEach(async () => {
    for await (const key of fileStore().notesIn("erasures")) await fileStore().delete(key);
  });

  it("shows nobody who was erased meanwhile, with what they were merged from", async () => {
    await restore();
    await rows(
      `insert into users (id, school_id, name, email, role, status, merged_into)
       values ('amina_twice', 'north', 'Amina Twice', 'twice@two-schools.test', 'STUDENT', 'LEFT', 'amina')`,
    );
    await ask("admin", "amina");
    await elapse();
    await run();
    expect(await placesOf("Amina")).toEqual([]);
    // A hold and a request of the time of the backup were over when the person was erased.
    await restore();
    await rows(
      `insert into users (id, school_id, name, email, role) values ('amina_twice', 'north', 'Amina Twice', 'twice@two-schools.test', 'STUDENT')`,
    );
    await ask("admin", "amina");
    await rows(
      "insert into legal_holds (id, school_id, user_id, reason, placed_by) values ('h', 'north', 'amina', 'x', 'admin')",
    );
    await sealAudit(system);
    expect((await placesOf(word)).length).toBeGreaterThan(9);
    await recall();
    expect(await placesOf(word)).toEqual([]);
    expect(await placesOf("Amina")).toEqual([]);
    expect((await rows("select name from users where id = 'ben'"))[0].name).toBe("Ben");
    await sealAudit(system);
    expect((await followAudit(system, "north")).fault).toBe(null);
    const proofs = () => rows("select id, state, proof from erasures where user_id like 'amina%' order by id");
    const done = await proofs();
    expect(done.map(({ state }) => state)).toContain("DONE");
    expect(done.map(({ state }) => state)).not.toContain("RUNNING");
    await recall();
    expect(await proofs()).toEqual(done);
  }, 120_000);

  it("is not what a school is that was made anew with the same ids", async () => {
    await arrange();
    await ask("admin", "amina");
    await elapse();
    await run();
    await arrange();
    await rows("update schools set created_at = now() + interval '1 minute'");
    await recall();
    expect((await rows("select name from users where id = 'amina'"))[0].name).toBe("Amina");
  }, 120_000);
});

describe("what is signed", () => {
  it("stays locked for everybody else, and for an erasure's own hands except the words", async () => {
    await rows(
      "insert into erasures (id, school_id, user_id, requested_by, due_at, state) values ('e', 'north', 'amina', 'amina', now(), 'WAITING')",
    );
    const as = async (role: string, text: string) => {
      await rows("begin");
      await rows("select set_config('role', $1, true)", [role]);
      const outcome = await rows(text).then(
        () => "done",
        (error: { constraint?: string }) => error.constraint ?? String(error),
      );
      await rows("rollback");
      return outcome;
    };
    const words = `update evaluations set words = '${unreadWords}' where id = 'evaluation_amina'`;
    const rating = "update evaluations set overall_rating = 5 where id = 'evaluation_amina'";
    const score = "update evaluation_criteria set score = 1 where evaluation_id = 'evaluation_amina'";
    expect(await as("app_system", words)).toBe("evaluations_settled");
    await rows("update erasures set state = 'RUNNING' where id = 'e'");
    expect(await as("app_system", words)).toBe("done");
    expect(await as("app_system", rating)).toBe("evaluations_settled");
    expect(await as("app_system", score)).toBe("evaluations_settled");
    expect(await as("app_system", words.replace("amina'", "ben'"))).toBe("evaluations_settled");
    expect(await as("app_system", "update audit_log set actor_id = 'x' where school_id = 'north'")).toContain(
      "permission denied",
    );
  });
});
