import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

function queued(channel = "IN_APP") {
  return rows(
    `select user_id, type, channel, status, subject, content, payload from notification_queue
     where channel = $1 order by 1`,
    [channel],
  );
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

  describe("by each channel that its person chose", () => {
    const announced: Notification = {
      template: "competencyAssigned",
      schoolId: "north",
      userId: "amina",
      variables: { framework_name: "Core" },
      payload: {},
    };
    const choose = (type: string, channel: string, isOn: boolean) =>
      rows("insert into notification_choices values ('north', 'amina', $1, $2, $3)", [type, channel, isOn]);
    afterEach(async () => {
      await rows("delete from notification_choices");
      await rows("delete from notification_templates where school_id <> 'default'");
      await rows("update users set status = 'ACTIVE', email = 'amina@two-schools.test' where id = 'amina'");
    });

    it("goes out by e-mail where that is the default, in the words of the app", async () => {
      await withActor(system, (tx) => notify(tx, announced));
      expect(await queued("EMAIL")).toMatchObject([{ content: "One competency of “Core” was assigned to you." }]);
    });

    it("has words of its own by e-mail where the school wrote some", async () => {
      await rows(
        `insert into notification_templates (school_id, name, type, subject, content, trigger_event, recipient_type, created_by)
         values ('north', 'Own', 'EMAIL', 'Hello', 'Now: {{framework_name}}', 'COMPETENCY_ASSIGNED', 'STUDENT', 'system')`,
      );
      await withActor(system, (tx) => notify(tx, announced));
      expect(await queued("EMAIL")).toMatchObject([{ subject: "Hello", content: "Now: Core" }]);
    });

    it("leaves out what was switched off, and adds what was switched on, though a supervisor causes it", async () => {
      await choose("SYSTEM_ANNOUNCEMENT", "EMAIL", false);
      await choose("FEEDBACK_AVAILABLE", "IN_APP", false);
      await choose("FEEDBACK_AVAILABLE", "EMAIL", true);
      await withActor(system, (tx) => notify(tx, announced));
      expect(await queued("EMAIL")).toEqual([]);
      await withActor(supervisor, (tx) => notify(tx, assessed));
      expect(await queued()).toMatchObject([{ type: "SYSTEM_ANNOUNCEMENT" }]);
      expect(await queued("EMAIL")).toMatchObject([{ type: "FEEDBACK_AVAILABLE" }]);
    });

    it("cannot be switched off in the app where a school announces, nor anywhere where an account is at stake", async () => {
      await choose("SYSTEM_ANNOUNCEMENT", "IN_APP", false);
      await choose("SYSTEM_ANNOUNCEMENT", "EMAIL", false);
      await withActor(system, (tx) => notify(tx, announced));
      expect(await queued()).toHaveLength(1);
      expect(await queued("EMAIL")).toHaveLength(0);
      await withActor(system, (tx) => notify(tx, { ...announced, priority: "URGENT" }));
      expect(await queued("EMAIL")).toHaveLength(1);
    });

    it.each([
      ["whoever has not joined yet", "status = 'INVITED'"],
      ["an address that belongs to nobody", "email = 'a@sample.invalid'"],
    ])("sends no e-mail to %s", async (_, change) => {
      await rows(`update users set ${change} where id = 'amina'`);
      await withActor(system, (tx) => notify(tx, announced));
      expect(await queued()).toHaveLength(1);
      expect(await queued("EMAIL")).toEqual([]);
    });
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
  const keyOf = ({ triggerEvent, recipientType }: Template) => `${triggerEvent} ${recipientType}`;

  it("are those in the code, each with one active row for the app", async () => {
    const stored = await rows(
      `select trigger_event || ' ' || recipient_type as key, type from notification_templates
       where school_id = 'default' and is_active`,
    );
    const known = listed.map(([, template]) => keyOf(template)).sort();
    const inApp = stored.filter(({ type }) => type === "IN_APP").map(({ key }) => key);
    expect(inApp.sort()).toEqual(known);
    expect(known).toEqual(expect.arrayContaining(stored.map(({ key }) => key)));
  });

  it.each(listed)("%s contains its variables and no others", async (_, template) => {
    const texts: { channel: string; text: string }[] = await rows(
      `select type as channel, subject || content as text from notification_templates
       where school_id = 'default' and trigger_event || ' ' || recipient_type = $1`,
      [keyOf(template)],
    );
    for (const { channel, text } of texts) {
      const named = new Set([...text.matchAll(/\{\{(.*?)\}\}/g)].map(([, name]) => name));
      if (channel === "IN_APP") expect([...named].sort()).toEqual([...template.variables].sort());
      else expect(template.variables).toEqual(expect.arrayContaining([...named]));
    }
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
    expect(written).toMatchObject({ type: template.type, user_id: "amina" });
    for (const variable of template.variables) expect(written.content).toContain(`<${variable}>`);
    expect(written.subject + written.content).not.toContain("{{");
  });
});
