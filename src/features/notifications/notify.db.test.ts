import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { type Template, type TemplateName, templates } from "#src/features/notifications/templates.ts";
import { closePools } from "#src/platform/db/client.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor, type UserActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(closePools);
beforeEach(async () => {
  await rows("delete from notification_queue");
  await rows("delete from notification_templates where school_id <> 'default'");
});

const system = systemActor("test");
const supervisor: UserActor = {
  kind: "user",
  userId: "hansen",
  role: "CLINICAL_SUPERVISOR",
  schoolId: "north",
  sessionId: "session_hansen",
};
const assessed: Notification = {
  template: "assessmentSubmitted",
  schoolId: "north",
  userId: "amina",
  variables: { evaluator_name: "Hansen", competency_name: "Hand hygiene" },
  payload: { assessmentId: "assessment_amina" },
};

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

function queued() {
  return rows("select user_id, type, channel, status, subject, content, payload from notification_queue order by 1");
}

async function insertTemplate(schoolId: string, content: string, isActive = true): Promise<void> {
  await rows(
    `insert into notification_templates
       (school_id, name, type, subject, content, trigger_event, recipient_type, created_by, is_active)
     values ($1, 'Own', 'IN_APP', 'By {{evaluator_name}}', $2, 'ASSESSMENT_SUBMITTED', 'STUDENT', 'system', $3)`,
    [schoolId, content, isActive],
  );
}

describe("a notification", () => {
  it("is written by a supervisor with the shipped template", async () => {
    await withActor(supervisor, (tx) => notify(tx, assessed));
    expect(await queued()).toEqual([
      {
        user_id: "amina",
        type: "FEEDBACK_AVAILABLE",
        channel: "IN_APP",
        status: "PENDING",
        subject: "New assessment",
        content: "Hansen assessed you in Hand hygiene.",
        payload: { assessmentId: "assessment_amina" },
      },
    ]);
  });

  it("uses the active template of the user's school, and never that of another school", async () => {
    await insertTemplate("north", "Look: {{ competency_name }}, {{competency_name}}");
    await insertTemplate("south", "Of the south");
    await withActor(supervisor, (tx) => notify(tx, assessed));
    await withActor(system, (tx) => notify(tx, { ...assessed, userId: "ben" }));
    const own = { subject: "By Hansen", content: "Look: Hand hygiene, Hand hygiene" };
    expect(await queued()).toMatchObject([
      { user_id: "amina", ...own },
      { user_id: "ben", ...own },
    ]);
  });

  it("uses the shipped template if the school's own is inactive", async () => {
    await insertTemplate("north", "Not yet", false);
    await withActor(supervisor, (tx) => notify(tx, assessed));
    expect(await queued()).toMatchObject([{ content: "Hansen assessed you in Hand hygiene." }]);
  });

  it("inserts a value as text, whatever braces it has", async () => {
    const variables = { evaluator_name: "{{competency_name}}", competency_name: "a {{b}} \\1 %" };
    await withActor(system, (tx) => notify(tx, { ...assessed, variables }));
    expect(await queued()).toMatchObject([{ content: "{{competency_name}} assessed you in a {{b}} \\1 %." }]);
  });

  it("uses each user's own school when many are written at once", async () => {
    await insertTemplate("south", "South: {{competency_name}}");
    await withActor(system, (tx) => {
      notify(tx);
      notify(
        tx,
        assessed,
        { ...assessed, schoolId: "south", userId: "carl" },
        {
          template: "competenciesAssigned",
          schoolId: "north",
          userId: "dora",
          variables: { competency_count: 3, framework_name: "Core" },
          payload: {},
        },
      );
    });
    expect(await queued()).toMatchObject([
      { user_id: "amina", content: "Hansen assessed you in Hand hygiene." },
      { user_id: "carl", content: "South: Hand hygiene" },
      { user_id: "dora", content: "3 competencies of “Core” were assigned to you.", type: "SYSTEM_ANNOUNCEMENT" },
    ]);
  });

  it.each(["{{ward_name}}", "{{", "{{}}", "{{evaluator_name"])(
    "fails together with its change when the template contains %s",
    async (hole) => {
      await insertTemplate("north", `Assessed in ${hole}`);
      const change = withActor(supervisor, (tx) => notify(tx, assessed));
      await expect(change).rejects.toMatchObject({
        cause: { message: expect.stringContaining("the template has no value for") },
      });
      expect(await queued()).toEqual([]);
    },
  );

  it("does not compile with an unknown variable of the template, or without a known one", async () => {
    const faulty: Notification[] = [
      // @ts-expect-error: competency_name is missing
      { ...assessed, variables: { evaluator_name: "Hansen" } },
      // @ts-expect-error: ward_name is unknown
      { ...assessed, variables: { evaluator_name: "Hansen", competency_name: "Hand hygiene", ward_name: "4 East" } },
    ];
    const [incomplete] = faulty;
    if (!incomplete) throw new Error("there is one");
    await expect(withActor(system, (tx) => notify(tx, incomplete))).rejects.toMatchObject({
      cause: { message: expect.stringContaining("{{competency_name}}") },
    });
  });
});

describe("the shipped templates", () => {
  const base = { schoolId: "north", userId: "amina", payload: {} };
  const worded: { notification: Notification; subject: string; content: string }[] = [
    {
      notification: { ...base, template: "competencyAssigned", variables: { framework_name: "Core" } },
      subject: "New competencies",
      content: "One competency of “Core” was assigned to you.",
    },
    {
      notification: { ...base, template: "achievementUnlocked", variables: { achievement_name: "Hand hygiene" } },
      subject: "Completed",
      content: "You completed Hand hygiene.",
    },
  ];
  it.each(worded)("result in: $content", async ({ notification, ...words }) => {
    await withActor(system, (tx) => notify(tx, notification));
    expect(await queued()).toMatchObject([words]);
  });

  const listed: [string, Template][] = Object.entries(templates);
  const keyOf = ({ triggerEvent, recipientType, channel }: Template) => `${triggerEvent} ${recipientType} ${channel}`;

  it("are those in the code, each with one active row", async () => {
    const stored = await rows(
      `select trigger_event || ' ' || recipient_type || ' ' || type as key from notification_templates
       where school_id = 'default' and is_active`,
    );
    expect(stored.map(({ key }) => key).sort()).toEqual(listed.map(([, template]) => keyOf(template)).sort());
  });

  it.each(listed)("%s contains all its variables and no others", async (_, template) => {
    const [{ texts }] = await rows(
      `select subject || content as texts from notification_templates
       where school_id = 'default' and trigger_event || ' ' || recipient_type || ' ' || type = $1`,
      [keyOf(template)],
    );
    const named = [...texts.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual([...template.variables].sort());
  });

  it.each(listed)("%s is written with its variables", async (name, template) => {
    // The compiler cannot relate the variables to the name of the template through a list.
    await withActor(system, (tx) =>
      notify(tx, {
        ...assessed,
        template: name as TemplateName,
        variables: Object.fromEntries(template.variables.map((variable) => [variable, `<${variable}>`])),
      } as Notification),
    );
    const [written] = await queued();
    expect(written).toMatchObject({ type: template.type, channel: template.channel, user_id: "amina" });
    for (const variable of template.variables) expect(written.content).toContain(`<${variable}>`);
    expect(written.subject + written.content).not.toContain("{{");
  });
});
