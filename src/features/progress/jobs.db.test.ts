import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const actor = systemActor("test");

beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
  await closePools();
});

async function rows(text: string) {
  return (await database.owner().query(text)).rows;
}

describe("the daily snapshot", () => {
  it("stores one row for each student and day of the zone's schools, however often it runs", async () => {
    await rows("delete from progress_snapshots");
    const { takeSnapshots } = await import("#src/features/progress/take-snapshots.ts");
    await takeSnapshots(actor, "Europe/London");
    await takeSnapshots(actor, "Europe/London");
    const kept = await rows(
      "select user_id, competencies_total, progress_percentage::float8 as p from progress_snapshots order by 1",
    );
    expect(kept).toEqual([
      { user_id: "amina", competencies_total: 1, p: 0 },
      { user_id: "ben", competencies_total: 1, p: 0 },
      { user_id: "dora", competencies_total: 1, p: 0 },
    ]);
  });
});

describe("the reminder of due dates", () => {
  it("reminds each student once of a due date within a week, and again when the date moves", async () => {
    const { remindOfDeadlines } = await import("#src/features/progress/remind-of-deadlines.ts");
    await rows("update competency_assignments set due_date = now() + interval '3 days' where id = 'assignment_amina'");
    await rows("update competency_assignments set due_date = now() + interval '30 days' where id = 'assignment_ben'");
    await remindOfDeadlines(actor, "Europe/London");
    await remindOfDeadlines(actor, "Europe/London");
    const reminders = () =>
      rows("select user_id, subject, content from notification_queue where type = 'DEADLINE_REMINDER'");
    expect(await reminders()).toEqual([
      { user_id: "amina", subject: "Due soon", content: "Hand hygiene is due soon." },
    ]);
    expect(
      await rows("select student_id, data->>'assignmentId' as a from events where type = 'deadline.approaching'"),
    ).toEqual([{ student_id: "amina", a: "assignment_amina" }]);
    await rows("update competency_assignments set due_date = now() + interval '4 days' where id = 'assignment_amina'");
    await remindOfDeadlines(actor, "Europe/London");
    expect(await reminders()).toHaveLength(2);
  });
});
