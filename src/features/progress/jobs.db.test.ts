import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import { addDays, dayIn, dayWords } from "#src/lib/day.ts";
import { migrateDown, migrateUp, migrationStatus } from "#src/platform/db/migrations.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext } from "../../../tests/support/jobs.ts";

const database = useDatabase();
const actor = systemActor("test");

beforeAll(() => arrangeTwoSchools(database.owner()));
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
  await closePools();
});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

describe("the daily snapshot", () => {
  it("stores one row for each student and day of the zone's schools, however often it runs", async () => {
    await rows("delete from progress_snapshots");
    const { takeSnapshots } = await import("#src/features/progress/take-snapshots.ts");
    await takeSnapshots(jobContext(actor), "Europe/London");
    await takeSnapshots(jobContext(actor), "Europe/London");
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
  const remind = async () =>
    (await import("#src/features/progress/remind-of-deadlines.ts")).remindOfDeadlines(actor, "Europe/London");
  const reminders = () =>
    rows(`select user_id, subject, content from notification_queue
      where channel = 'IN_APP' and type = 'DEADLINE_REMINDER' order by created_at, user_id, content`);
  const isDue = (at: string, ...assignments: string[]) =>
    rows("update competency_assignments set due_date = $1 where id = any($2)", [at, assignments]);
  beforeEach(async () => {
    await rows("delete from notification_queue");
    await rows("delete from processed_events");
    await rows("delete from events");
  });
  /** Noon of a day so many days ahead, and its words. */
  const day = (ahead: number) => {
    const at = addDays(dayIn(new Date(), "Europe/London"), ahead);
    return { at: `${at}T12:00:00Z`, words: dayWords(at) };
  };

  it("reminds each student once of a due date within a week, and again when the date moves", async () => {
    await isDue(day(3).at, "assignment_amina");
    await isDue(day(30).at, "assignment_ben");
    await remind();
    await remind();
    expect(await reminders()).toEqual([
      { user_id: "amina", subject: "Due soon", content: `Hand hygiene is due on ${day(3).words}.` },
    ]);
    expect(
      await rows("select student_id, data->>'assignmentId' as a from events where type = 'deadline.approaching'"),
    ).toEqual([{ student_id: "amina", a: "assignment_amina" }]);
    await isDue(day(4).at, "assignment_amina");
    await remind();
    expect(await reminders()).toHaveLength(2);
  });

  it("is one for all that a student has on a day, with how many and when", async () => {
    await rows(
      "insert into competency_templates (id, school_id, name, created_by) values ('many', 'north', 'Many', 'admin')",
    );
    await rows(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       select 'many_' || n, school_id, 'many', 'Many ' || n, category, level, rating_scale_id, target_rating, created_by
       from competencies, generate_series(1, 102) n where id = 'competency_north'`,
    );
    await rows(
      `insert into competency_assignments (id, school_id, user_id, competency_id, status)
       select 'many_' || n, school_id, user_id, 'many_' || n, status
       from competency_assignments, generate_series(1, 102) n where id = 'assignment_amina'`,
    );
    const many = Array.from({ length: 102 }, (_, n) => `many_${n + 1}`);
    await isDue(day(3).at, "assignment_amina", ...many.slice(0, 101));
    await isDue(day(5).at, ...many.slice(101));
    await remind();
    await remind();
    expect((await reminders()).map(({ content }) => content).sort()).toEqual([
      `102 competencies are due on ${day(3).words}.`,
      `Many 102 is due on ${day(5).words}.`,
    ]);
    await rows("delete from competency_assignments where id like 'many\\_%'");
    await rows("delete from competencies where id like 'many\\_%'");
  });

  describe("at the school's numbers of days before", () => {
    const setDays = (...days: number[]) => rows("update schools set due_reminder_days = $1 where id = 'north'", [days]);
    /** The job's morning so many days before the due date. */
    const runDaysBefore = async (...counts: number[]) => {
      for (const count of counts) {
        const morning = new Date(`${addDays(dueOn, -count)}T07:00:00Z`);
        setClock(() => morning);
        await remind();
      }
    };
    const dueOn = "2031-04-10";
    const told = async () =>
      (await rows("select priority from notification_queue where channel = 'IN_APP' order by created_at, id")).map(
        ({ priority }) => priority,
      );
    beforeEach(() => isDue(`${dueOn}T22:59:59Z`, "assignment_amina"));
    afterEach(async () => {
      setClock();
      await setDays(7, 1);
    });

    it("is sent a week before and the day before, which waits for no digest", async () => {
      await runDaysBefore(9, 8);
      expect(await told()).toEqual([]);
      await runDaysBefore(7, 7, 6, 5, 4, 3, 2);
      expect(await told()).toEqual(["NORMAL"]);
      await runDaysBefore(1, 1, 0);
      expect(await told()).toEqual(["NORMAL", "HIGH"]);
    });

    it.each([
      ["the days that a school chose", [30, 14, 3, 2], [31, 30, 29, 15, 14, 3, 2, 1, 0], 4],
      ["only the nearest of those that were missed", [30, 14, 3], [2, 1, 0], 1],
      ["nothing where the school wants none", [], [7, 1, 0], 0],
      ["sixty days ahead at the most", [60], [61, 60, 59, 1, 0], 1],
    ])("is sent on %s", async (_, days, runs, count) => {
      await setDays(...days);
      await runDaysBefore(...runs);
      expect(await told()).toHaveLength(count);
    });

    it("does not come again where the school sets days further ahead, and does where they are nearer", async () => {
      await runDaysBefore(7);
      await setDays(10, 3);
      await runDaysBefore(6, 5, 4);
      expect(await told()).toHaveLength(1);
      await runDaysBefore(3);
      expect(await told()).toHaveLength(2);
    });

    it("is sent again when the date moves by a day", async () => {
      await runDaysBefore(7);
      await isDue(`${addDays(dueOn, 1)}T22:59:59Z`, "assignment_amina");
      await runDaysBefore(6);
      await runDaysBefore(6);
      expect(await told()).toHaveLength(2);
    });
  });

  it.each(["LEFT", "SUSPENDED"])("does not come to a student who is %s", async (status) => {
    await isDue(day(3).at, "assignment_amina");
    await rows("update users set status = $1 where id = 'amina'", [status]);
    await remind();
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
    expect(await reminders()).toEqual([]);
  });
});

describe("the weekly summary of what is overdue", () => {
  const summarize = async (on = "2031-04-07") => {
    setClock(() => new Date(`${on}T06:00:00Z`));
    await (await import("#src/features/progress/summarize-overdue.ts")).summarizeOverdue(actor, "Europe/London");
  };
  const told = () =>
    rows(`select user_id, content, payload->>'overdueOf' as list from notification_queue
      where channel = 'IN_APP' and type = 'DEADLINE_REMINDER' order by user_id`);
  beforeEach(async () => {
    await rows("delete from notification_queue");
    await rows("delete from processed_events");
    await rows("update users set status = 'ACTIVE'");
    await rows("update competency_assignments set due_date = now() - interval '1 day'");
  });
  afterEach(() => setClock());
  const school = { user_id: "admin", content: "3 students have overdue competencies.", list: "SCHOOL" };
  const ofOne = (user_id: string) => ({
    user_id,
    content: "One student of yours has overdue competencies.",
    list: "SUPERVISOR",
  });

  it("comes to the school and to the supervisors of those who are placed now, once a week", async () => {
    await summarize();
    await summarize();
    await summarize("2031-04-13");
    expect(await told()).toEqual([school, ofOne("hansen"), ofOne("said")]);
    await summarize("2031-04-14");
    expect(await told()).toHaveLength(6);
  });

  it("counts each student once, whatever number of their competencies and placements", async () => {
    await rows(
      `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
       select 'dora_again', 'north', 'dora', 'rotation_north', current_date - 1, current_date + 1`,
    );
    await rows("insert into placement_supervisors values ('dora_again', 'hansen', 'north')");
    await summarize();
    expect(await told()).toEqual([
      school,
      { ...ofOne("hansen"), content: "2 students of yours have overdue competencies." },
      ofOne("said"),
    ]);
    await rows("delete from placements where id = 'dora_again'");
  });

  it("says nothing where nothing is overdue, of whoever left, and to nobody who may not sign in", async () => {
    await rows("update competency_assignments set due_date = null where user_id = 'amina'");
    await rows("update users set status = 'LEFT' where id = 'dora'");
    await rows("update users set status = 'SUSPENDED' where id = 'said'");
    await summarize();
    expect(await told()).toEqual([{ ...school, content: "One student has overdue competencies." }]);
    await rows("update competency_assignments set due_date = null");
    await summarize("2031-04-14");
    expect(await told()).toHaveLength(1);
  });
});

describe("reminders of the version that had one for each due date", () => {
  it("are known after the upgrade, by how far ahead they were", async () => {
    while ((await migrationStatus(database.url)).applied.includes("0071_deadlines_remind")) {
      await migrateDown(database.url, 1);
    }
    const due = Math.floor(Date.parse("2031-04-10T22:59:59Z") / 1000);
    await rows("delete from processed_events");
    await rows(
      `insert into processed_events (handler, event_id, processed_at) values
        ('progress.remind', 'early@' || $1, '2031-04-04T06:00:00Z'),
        ('progress.remind', 'late@' || $1, '2031-04-09T06:00:00Z'),
        ('renewals.remind', 'other@' || $1, '2031-04-09T06:00:00Z')`,
      [due],
    );
    await migrateUp(database.url);
    expect(await rows("select event_id as id from processed_events order by 1")).toEqual([
      { id: `early@${due}@7` },
      { id: `late@${due}@1` },
      { id: `other@${due}` },
    ]);
    await rows("insert into processed_events (handler, event_id) values ('progress.remind', 'early@' || $1 || '@1')", [
      due,
    ]);
    while ((await migrationStatus(database.url)).applied.includes("0071_deadlines_remind")) {
      await migrateDown(database.url, 1);
    }
    expect(await rows("select event_id as id from processed_events order by 1")).toEqual([
      { id: `early@${due}` },
      { id: `late@${due}` },
      { id: `other@${due}` },
    ]);
    await migrateUp(database.url);
  });
});
