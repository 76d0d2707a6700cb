import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => database.owner().query("delete from notification_queue"));

const send = (words: unknown, headers: Record<string, string> = {}) =>
  api.post("admin", "/api/students/amina/messages", { words }, headers);
const notices = async () =>
  (
    await database
      .owner()
      .query("select user_id, type, channel, content from notification_queue where channel = 'IN_APP'")
  ).rows;

describe("POST /api/students/:id/messages", () => {
  it("is a notice to this student alone, in the school's words, whatever is in them", async () => {
    const words = "Please bring {{your}} badge.\nRoom <b>4</b>, 10 o'clock";
    expect((await send(words)).status).toBe(201);
    expect(await notices()).toEqual([
      { user_id: "amina", type: "SYSTEM_ANNOUNCEMENT", channel: "IN_APP", content: expect.stringContaining(words) },
    ]);
    const { body } = await api.get("amina", "/api/notifications");
    expect(JSON.stringify(body)).toContain("{{your}} badge");
  });

  it("counts in the audit, without its words", async () => {
    await send("A word in private");
    const { rows } = await database
      .owner()
      .query(
        "select student_id, detail from audit_log where action = 'student.message' order by occurred_at desc limit 1",
      );
    expect(rows).toEqual([{ student_id: "amina", detail: { length: 17 } }]);
  });

  it("is sent once where it is repeated with its key", async () => {
    const key = { "idempotency-key": "one-message" };
    await send("Once", key);
    await send("Once", key);
    expect(await notices()).toHaveLength(1);
  });

  it.each([[""], ["   "], ["x".repeat(1001)], [null], ["\u0000"]])("refuses %j", async (words) => {
    expect((await send(words)).status).toBe(422);
    expect(await notices()).toEqual([]);
  });

  it("reaches nobody who left, and nobody who is no student", async () => {
    await database.owner().query("update users set status = 'LEFT' where id = 'ben'");
    for (const id of ["ben", "hansen", "carl", "nobody"]) {
      expect((await api.post("admin", `/api/students/${id}/messages`, { words: "Hello" })).status).toBe(404);
    }
    expect(await notices()).toEqual([]);
  });
});

describe("POST /api/students/:id/reminders", () => {
  const remind = (id = "amina", headers: Record<string, string> = {}) =>
    api.post("admin", `/api/students/${id}/reminders`, {}, headers);
  const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
  beforeAll(async () => {
    await rows(
      "insert into competency_templates (id, school_id, name, created_by) values ('more', 'north', 'More', 'admin')",
    );
    await rows(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       select 'second', school_id, 'more', 'Wound care', category, level, rating_scale_id, target_rating, created_by
       from competencies where id = 'competency_north'`,
    );
    await rows(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ('second', 'north', 'amina', 'second')",
    );
  });
  beforeEach(async () => {
    await rows("update users set reminded_on = null, status = 'ACTIVE' where role = 'STUDENT'");
    await rows("update competency_assignments set due_date = null where user_id = 'amina'");
  });
  const isDue = (at: string, ...ids: string[]) =>
    rows("update competency_assignments set due_date = $1 where id = any($2)", [at, ids]);

  it("says how many are overdue and since when, in the app and by e-mail, linked to them", async () => {
    await isDue("2026-03-04T23:59:59Z", "second");
    await isDue("2026-05-04T22:59:59Z", "assignment_amina");
    expect(await remind()).toMatchObject({ status: 201, body: { overdue: 2 } });
    const content = "Your school reminds you: 2 competencies are overdue, the first since 4 March 2026.";
    expect(await rows("select user_id, channel, type, content, payload from notification_queue order by 2")).toEqual(
      ["EMAIL", "IN_APP"].map((channel) => ({
        user_id: "amina",
        channel,
        type: "DEADLINE_REMINDER",
        content,
        payload: { assignmentIds: ["second", "assignment_amina"] },
      })),
    );
    expect(
      await rows("select student_id, detail from audit_log where action = 'student.remind' order by id desc limit 1"),
    ).toEqual([{ student_id: "amina", detail: { overdue: 2 } }]);
  });

  it("names the competency where it is one", async () => {
    await isDue("2026-03-04T23:59:59Z", "second");
    await remind();
    expect(await notices()).toMatchObject([
      { content: "Your school reminds you: Wound care is overdue since 4 March 2026." },
    ]);
  });

  it("is one a day, also for two who press at once, and one for a repeat with its key", async () => {
    await isDue("2026-03-04T23:59:59Z", "second");
    const key = { "idempotency-key": "remind-once" };
    const answers = await Promise.all([remind(), remind(), remind()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await remind()).toMatchObject({ body: { detail: "Your school reminded them today already." } });
    await rows("update users set reminded_on = reminded_on - 1 where id = 'amina'");
    expect([(await remind("amina", key)).status, (await remind("amina", key)).status]).toEqual([201, 201]);
    expect(await notices()).toHaveLength(2);
  });

  it("is refused where nothing is overdue, which leaves the day free", async () => {
    expect(await remind()).toMatchObject({ status: 409, body: { detail: "Nothing of theirs is overdue." } });
    await isDue("2026-03-04T23:59:59Z", "second");
    expect((await remind()).status).toBe(201);
  });

  it.each(["LEFT", "SUSPENDED"])("does not reach a student who is %s", async (status) => {
    await isDue("2026-03-04T23:59:59Z", "second");
    await rows("update users set status = $1 where id = 'amina'", [status]);
    expect((await remind()).status).toBe(404);
    expect(await notices()).toEqual([]);
  });
});

describe("POST /api/students/reminders", () => {
  const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;
  const remindAll = (studentIds: unknown, headers: Record<string, string> = {}) =>
    api.post("admin", "/api/students/reminders", { studentIds }, headers);
  beforeEach(async () => {
    await rows("update users set reminded_on = null, status = 'ACTIVE' where role = 'STUDENT'");
    await rows("update competency_assignments set due_date = '2026-03-04T23:59:59Z'");
    await rows("update competency_assignments set due_date = null where id = 'second'");
  });
  const none = { reminded: 0, remindedBefore: 0, nothingOverdue: 0, notFound: 0 };

  it("reminds each of its school once a day in one request, and counts the others", async () => {
    expect(await api.post("admin", "/api/students/amina/reminders", {})).toMatchObject({ status: 201 });
    const students = ["amina", "ben", "ben", "carl", "hansen", "nobody"];
    const { status, body } = await remindAll(students);
    expect({ status, body }).toEqual({ status: 200, body: { ...none, reminded: 1, remindedBefore: 1, notFound: 3 } });
    expect(await remindAll(students)).toMatchObject({ body: { ...none, remindedBefore: 2, notFound: 3 } });
    expect((await notices()).map(({ user_id }) => user_id).sort()).toEqual(["amina", "ben"]);
    expect(
      await rows(
        "select actor_id, detail from audit_log where action = 'student.remind' and student_id = 'ben' and request_id is not null",
      ),
    ).toEqual([{ actor_id: "admin", detail: { overdue: 1 } }]);
  });

  it("reminds nobody of nothing, and nobody who left", async () => {
    await rows("update competency_assignments set due_date = null where user_id = 'amina'");
    await rows("update users set status = 'LEFT' where id = 'ben'");
    expect(await remindAll(["amina", "ben"])).toMatchObject({ body: { ...none, nothingOverdue: 1, notFound: 1 } });
    expect(await notices()).toEqual([]);
  });

  it("is one message each for two who press at once, in whatever order, and for a repeat with its key", async () => {
    const answers = await Promise.all([remindAll(["amina", "ben"]), remindAll(["ben", "amina"])]);
    const counts = (key: "reminded" | "remindedBefore") => answers.map(({ body }) => (body as typeof none)[key]).sort();
    expect(counts("reminded")).toEqual([0, 2]);
    expect(counts("remindedBefore")).toEqual([0, 2]);
    expect(await notices()).toHaveLength(2);
    await rows("update users set reminded_on = reminded_on - 1 where role = 'STUDENT'");
    const key = { "idempotency-key": "remind-all-once" };
    const first = await remindAll(["amina", "ben"], key);
    expect(await remindAll(["amina", "ben"], key)).toMatchObject({ status: 200, body: first.body });
    expect(await notices()).toHaveLength(4);
  });

  it("takes as many as it may name, and refuses more, none, and what is no id", async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `s${n}`);
    expect(await remindAll(ids(200))).toMatchObject({ status: 200, body: { ...none, notFound: 200 } });
    for (const bad of [ids(201), [], ["no id"], "amina", null]) expect((await remindAll(bad)).status).toBe(422);
  });
});
