import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { notify } from "#src/features/notifications/notify.ts";
import type { TemplatesAnswer, VersionsAnswer } from "#src/features/notifications/school-words/schema.ts";
import { templates } from "#src/features/notifications/templates.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_templates where school_id <> 'default'");
});

const list = "/api/notification-templates";
const email = `${list}/COMPETENCY_ASSIGNED/STUDENT/EMAIL`;
const own = { subject: "For you", content: "“{{framework_name}}” is yours." };

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

async function assigned(schoolId: string, userId: string) {
  await withActor(systemActor("test"), (tx) =>
    notify(tx, {
      template: "competencyAssigned",
      schoolId,
      userId,
      variables: { framework_name: "Core" },
      payload: {},
    }),
  );
  const [row] = await rows(
    "select subject, content from notification_queue where user_id = $1 and channel = 'EMAIL' order by created_at desc limit 1",
    [userId],
  );
  return row;
}

const put = (path: string, body: unknown) => api.call("admin", "PUT", path, { body });
const listed = async (who: "admin" | "foreignAdmin" = "admin") =>
  ((await api.get(who, list)).body as TemplatesAnswer).items;

describe("the words of a school's messages", () => {
  it("are listed for every message, with the shipped ones where the school has none", async () => {
    const items = await listed();
    expect(items).toHaveLength(Object.keys(templates).length);
    expect(items.find(({ event }) => event === "ASSIGNMENT_DUE")).toEqual({
      event: "ASSIGNMENT_DUE",
      recipient: "STUDENT",
      name: "Due Date Reminder",
      variables: ["competency_name", "due_date"],
      words: expect.arrayContaining([
        expect.objectContaining({
          channel: "EMAIL",
          subject: "Competency Assessment Due Soon",
          isOwn: false,
          changedAt: null,
        }),
        expect.objectContaining({ channel: "IN_APP", content: "{{competency_name}} is due on {{due_date}}." }),
      ]),
    });
  });

  it("are written by an admin and used from then on, in this school alone", async () => {
    expect((await put(email, own)).status).toBe(200);
    expect(await assigned("north", "amina")).toEqual({ subject: "For you", content: "“Core” is yours." });
    expect((await assigned("south", "carl"))?.content).toBe("One competency of “Core” was assigned to you.");
    const line = (await listed()).find(({ event }) => event === "COMPETENCY_ASSIGNED");
    expect(line?.words).toContainEqual({ channel: "EMAIL", ...own, isOwn: true, changedAt: expect.any(String) });
    expect((await listed("foreignAdmin")).flatMap(({ words }) => words).some(({ isOwn }) => isOwn)).toBe(false);
  });

  it("keep what was written before, and can go back to the shipped words", async () => {
    await put(email, own);
    await put(email, { ...own, content: "Second {{framework_name}}" });
    await api.call("admin", "DELETE", email);
    const { items } = (await api.get("admin", `${email}/versions`)).body as VersionsAnswer;
    expect(items.map(({ content, isActive }) => [content, isActive])).toEqual([
      ["Second {{framework_name}}", false],
      [own.content, false],
    ]);
    expect((await assigned("north", "amina"))?.content).toBe("One competency of “Core” was assigned to you.");
    expect((await api.call("admin", "DELETE", email)).status).toBe(200);
  });

  it.each([
    [{ ...own, content: "{{ward_name}}" }, "content", "has no value for {{ward_name}}"],
    [{ ...own, subject: "{{framework_name" }, "subject", "has {{ without }}"],
    [{ ...own, subject: null }, "subject", "is needed for an email"],
    [{ ...own, subject: "One\nBcc: two@example.test" }, "subject", "must be one line"],
  ])("are refused as %j", async (body, path, message) => {
    const { status, body: problem } = await put(email, body);
    expect(status).toBe(422);
    expect(problem).toMatchObject({ errors: [{ path, message }] });
    expect(await rows("select 1 from notification_templates where school_id = 'north'")).toEqual([]);
  });

  it("are never longer than their channel shows", async () => {
    const push = `${list}/COMPETENCY_ASSIGNED/STUDENT/PUSH`;
    expect((await put(push, { content: "x".repeat(240) })).status).toBe(200);
    expect((await put(push, { content: "x".repeat(241) })).status).toBe(422);
  });

  it.each(["NONE/STUDENT/EMAIL", "COMPETENCY_ASSIGNED/SCHOOL_ADMIN/EMAIL"])("do not exist for %s", async (about) => {
    expect((await put(`${list}/${about}`, own)).status).toBe(404);
  });

  it("are sent to whoever tries them out, with examples, and saved by nobody", async () => {
    expect((await api.post("admin", `${email}/test`, own)).status).toBe(202);
    expect(await rows("select user_id, channel, subject, content, priority from notification_queue")).toEqual([
      {
        user_id: "admin",
        channel: "EMAIL",
        subject: "For you",
        content: "“Core nursing skills” is yours.",
        priority: "HIGH",
      },
    ]);
    expect(await rows("select 1 from notification_templates where school_id = 'north'")).toEqual([]);
  });

  it("are not tried out by a channel that the program does not send by", async () => {
    const sms = `${list}/COMPETENCY_ASSIGNED/STUDENT/SMS/test`;
    expect((await api.post("admin", sms, { content: "Hello" })).status).toBe(409);
    expect(await rows("select 1 from notification_queue")).toEqual([]);
  });

  it("are one at a time, however many save them at once", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => put(email, { ...own, content: `Version ${n}` })));
    expect(answers.map(({ status }) => status).every((status) => status === 200 || status === 409)).toBe(true);
    expect(await rows("select 1 from notification_templates where school_id = 'north' and is_active")).toHaveLength(1);
  });

  it("leave a mark in the audit without the words", async () => {
    await put(email, own);
    const [act] = await rows(
      "select * from audit_log where action = 'template.write' order by occurred_at desc limit 1",
    );
    expect(act).toMatchObject({ actor_id: "admin", entity_id: "COMPETENCY_ASSIGNED STUDENT EMAIL" });
    expect(JSON.stringify(act)).not.toContain("is yours");
  });
});
