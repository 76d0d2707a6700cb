import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { ApproveAnswer, WaitingAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

const path = "/api/completion-approvals";
const waiting = async (person: "admin" | "foreignAdmin" = "admin", query: Record<string, string> = {}) => {
  const { status, body } = await api.get(person, path, { query });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as WaitingAnswer;
};
const approve = async (assignmentIds: string[], headers: Record<string, string> = {}) => {
  const { status, body } = await api.call("admin", "POST", path, { body: { assignmentIds }, headers });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as ApproveAnswer;
};

let ids: Record<"amina" | "ben", string> = { amina: "", ben: "" };
let competencyId = "";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  const [found] = await rows(`
    select c.id from competencies c where c.school_id = 'north'
      and 2 = (select count(distinct a.user_id) from competency_assignments a
               where a.competency_id = c.id and a.user_id in ('amina', 'ben')) limit 1`);
  competencyId = found?.id ?? "";
  const found2 = await rows(
    "select id, user_id from competency_assignments where competency_id = $1 and user_id in ('amina', 'ben')",
    [competencyId],
  );
  ids = Object.fromEntries(found2.map(({ id, user_id }) => [user_id, id])) as typeof ids;
});

/** Both have completed it, as their progress rows say. */
beforeEach(async () => {
  await rows("set session_replication_role = replica");
  await rows("update competencies set needs_approval = (id = $1)", [competencyId]);
  await rows(
    `update competency_assignments set status = 'ACHIEVED', progress_percentage = 100, result = 4, observations = 2,
       evaluators = 2, days = 2, completion_date = now() - (case user_id when 'amina' then 2 else 1 end) * interval '1 day'
     where id = any($1)`,
    [Object.values(ids)],
  );
  await rows("delete from notification_queue");
  await rows("delete from events");
  await rows("set session_replication_role = origin");
});

describe("the completions that wait for approval", () => {
  it("are listed by the school, the longest waiting first, with what they rest on", async () => {
    const { items, total } = await waiting();
    expect(items.map(({ assignmentId }) => assignmentId)).toEqual([ids.amina, ids.ben]);
    expect(items[0]).toMatchObject({ studentId: "amina", observations: 2, evaluators: 2 });
    expect(total).toBe(2);
    expect((await waiting("foreignAdmin")).items).toEqual([]);
    expect((await waiting("admin", { sort: "student", direction: "desc" })).items[0]?.studentId).toBe("ben");
    const first = await waiting("admin", { limit: "1" });
    expect((await waiting("admin", { limit: "1", cursor: first.nextCursor ?? "" })).items[0]?.studentId).toBe("ben");
  });

  it("leave out what asks for none, is not completed, or is of somebody who left", async () => {
    await rows("set session_replication_role = replica");
    await rows("update competencies set needs_approval = false");
    expect((await waiting()).items).toEqual([]);
    await rows("update competencies set needs_approval = true where id = $1", [competencyId]);
    await rows("set session_replication_role = origin");
    await rows("update users set status = 'LEFT' where id = 'ben'");
    expect((await waiting()).items.map(({ studentId }) => studentId)).toEqual(["amina"]);
    await rows("update users set status = 'ACTIVE' where id = 'ben'");
  });

  it("leave as CSV", async () => {
    const { status, body } = await api.get("admin", `${path}/export`);
    expect(status).toBe(200);
    expect(String(body).trim().split("\n")).toHaveLength(3);
  });
});

describe("an approval", () => {
  it("moves what waits, tells each student once, and is in the audit", async () => {
    const [before] = await rows("select version from student_progress where student_id = 'amina'");
    expect(await approve([ids.amina, ids.ben, "none"])).toEqual({ approved: [ids.amina, ids.ben], left: ["none"] });
    expect(
      await rows("select distinct status from competency_assignments where id = any($1)", [Object.values(ids)]),
    ).toEqual([{ status: "APPROVED" }]);
    const notes = await rows(
      "select user_id, content from notification_queue where channel = 'IN_APP' and type = 'PROGRESS_UPDATE' order by user_id",
    );
    expect(notes.map(({ user_id }) => user_id)).toEqual(["amina", "ben"]);
    expect(notes[0].content).toMatch(/^Your school approved your completion of /);
    const acts = await rows("select entity_id from audit_log where action = 'completion.approve' order by entity_id");
    expect(acts.map(({ entity_id }) => entity_id)).toEqual(Object.values(ids).sort());
    const events = await rows(
      "select data->'assignment'->>'status' as status from events where type = 'progress.updated' and student_id = 'amina'",
    );
    expect(events).toEqual([{ status: "APPROVED" }]);
    const [after] = await rows("select version from student_progress where student_id = 'amina'");
    expect(Number(after.version)).toBe(Number(before.version) + 1);
    expect((await waiting()).total).toBe(0);
  });

  it("leaves what was approved or reopened meanwhile, and repeats nothing", async () => {
    const key = { "idempotency-key": "approve-once" };
    await approve([ids.amina], key);
    expect(await approve([ids.amina], key)).toEqual({ approved: [ids.amina], left: [] });
    expect(await approve([ids.amina])).toEqual({ approved: [], left: [ids.amina] });
    await rows("select 1 from notification_queue where user_id = 'amina' and channel = 'IN_APP'").then((notes) =>
      expect(notes).toHaveLength(1),
    );
  });

  it("of two admins at once counts once", async () => {
    const answers = await Promise.all([approve([ids.amina, ids.ben]), approve([ids.ben, ids.amina])]);
    expect(answers.flatMap(({ approved }) => approved).sort()).toEqual(Object.values(ids).sort());
  });

  it("is the school's alone", async () => {
    for (const person of ["amina", "hansen"] as const) {
      expect((await api.call(person, "POST", path, { body: { assignmentIds: [ids.amina] } })).status).toBe(403);
    }
    const { body } = await api.call("foreignAdmin", "POST", path, { body: { assignmentIds: [ids.amina] } });
    expect(body).toEqual({ approved: [], left: [ids.amina] });
  });
});
