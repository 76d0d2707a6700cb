import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setClock } from "#src/lib/clock.ts";
import { arrangeTwoSchools } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";

const database = useDatabase();
let jobs: ReturnType<typeof makeJobRunner>;

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  jobs = makeJobRunner((await import("#src/features/requests/jobs.ts")).jobs);
});
beforeEach(async () => {
  await rows("update users set status = 'ACTIVE'");
  await rows("update placements set ended_at = null");
  await rows("update schools set time_zone = 'Europe/London' where id = 'north'");
  for (const table of ["notification_queue", "processed_events", "events", "request_rules"]) {
    await rows(`delete from ${table}`);
  }
  await rows("delete from assessments where requested_by is not null");
});
afterEach(() => setClock());
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
  await closePools();
});

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const supervisorOf = { amina: "hansen", ben: "said" } as const;

/** A request that can be answered until this instant. */
async function request(until: string | Date, student: keyof typeof supervisorOf = "amina"): Promise<string> {
  const id = randomUUID();
  await rows(
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, expires_at)
     values ($1, 'north', $2, 'competency_north', $3, 'REQUESTED', $2, now(), $4)`,
    [id, student, supervisorOf[student], until],
  );
  return id;
}

/** Something that began as a request and was opened so many days ago. */
async function opened(daysAgo: number): Promise<string> {
  const id = await request(new Date(Date.now() + 86_400_000));
  await rows("update assessments set status = 'DISCARDED' where status = 'DRAFT' and assessor_id = 'hansen'");
  await rows("update assessments set status = 'DRAFT' where id = $1", [id]);
  await rows("update assessments set opened_at = now() - make_interval(secs => $2) where id = $1", [
    id,
    daysAgo * 86_400,
  ]);
  return id;
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const statusOf = async (id: string) => (await rows("select status from assessments where id = $1", [id]))[0]?.status;
const messages = () =>
  rows("select user_id, type, content, payload from notification_queue where channel = 'IN_APP' order by user_id");
const expire = () => jobs.run("requests.expire", {});
const remind = (timeZone = "Europe/London") => jobs.run("requests.remind", { timeZone });

describe("expiry", () => {
  it("comes with its instant, once, and the student is told", async () => {
    const until = inDays(2);
    const id = await request(until);
    setClock(() => new Date(until.getTime() - 1));
    await expire();
    expect(await statusOf(id)).toBe("REQUESTED");
    setClock(() => until);
    await expire();
    await expire();
    expect(await statusOf(id)).toBe("EXPIRED");
    expect(await messages()).toEqual([
      {
        user_id: "amina",
        type: "FEEDBACK_AVAILABLE",
        content: "Hansen did not answer in time: Hand hygiene. You can ask again.",
        payload: { assessmentId: id },
      },
    ]);
    expect(await rows("select actor_id, action from audit_log where entity_id = $1", [id])).toEqual([
      { actor_id: "system", action: "request.expire" },
    ]);
    expect(await rows("select type, data ->> 'assessmentId' as id from events")).toEqual([
      { type: "assessment.request_changed", id },
    ]);
  });

  it.each([
    ["the placement was ended", "update placements set ended_at = now() where id = 'placement_amina'", ["amina"]],
    ["the supervisor has left", "update users set status = 'LEFT' where id = 'hansen'", ["amina"]],
    ["the supervisor is suspended", "update users set status = 'SUSPENDED' where id = 'hansen'", ["amina"]],
    ["the student has left", "update users set status = 'LEFT' where id = 'amina'", []],
    ["the student is suspended", "update users set status = 'SUSPENDED' where id = 'amina'", []],
  ])("comes at once where %s, and only for the two", async (_, change, told) => {
    const id = await request(inDays(5));
    const other = await request(inDays(5), "ben");
    await rows(change);
    await expire();
    expect([await statusOf(id), await statusOf(other)]).toEqual(["EXPIRED", "REQUESTED"]);
    const found = await messages();
    expect(found.map(({ user_id }) => user_id)).toEqual(told);
    for (const { content } of found) expect(content).toContain("can no longer assess you");
  });

  it("leaves a request that can still be answered after the placement", async () => {
    await rows("update placements set ends_on = current_date - 5 where id = 'placement_amina'");
    const id = await request(inDays(5));
    await expire();
    expect(await statusOf(id)).toBe("REQUESTED");
    await rows(
      "update placements set ends_on = current_date - 16, starts_on = current_date - 30 where id = 'placement_amina'",
    );
    await expire();
    expect(await statusOf(id)).toBe("EXPIRED");
    await rows(
      "update placements set starts_on = current_date - 10, ends_on = current_date + 10 where id = 'placement_amina'",
    );
  });
});

describe("the reminder of a request", () => {
  it("comes 3 days before it expires, by the school's days, once", async () => {
    await rows("update schools set time_zone = 'Pacific/Auckland' where id = 'north'");
    // The end of the 10th there.
    await request("2026-12-10T10:59:59Z");
    // Still the 6th.
    setClock(() => new Date("2026-12-06T10:30:00Z"));
    await remind("Pacific/Auckland");
    expect(await messages()).toEqual([]);
    // The 7th there, while it is the 6th in London.
    setClock(() => new Date("2026-12-06T18:05:00Z"));
    await remind("Europe/London");
    expect(await messages()).toEqual([]);
    await remind("Pacific/Auckland");
    await remind("Pacific/Auckland");
    expect(await messages()).toMatchObject([
      {
        user_id: "hansen",
        type: "ASSESSMENT_DUE",
        content: "Amina is waiting for your assessment: Hand hygiene. Answer by 10 December 2026.",
      },
    ]);
  });

  it("follows the school's rule, and can be switched off", async () => {
    await request(inDays(5.5));
    await remind();
    expect(await messages()).toEqual([]);
    await rows("insert into request_rules (school_id, days_to_answer, reminder_days) values ('north', 14, 6)");
    await rows("update request_rules set reminder_days = 0");
    await remind();
    expect(await messages()).toEqual([]);
    await rows("update request_rules set reminder_days = 6");
    await remind();
    expect(await messages()).toHaveLength(1);
  });

  it("comes again for new time to answer, and never where nobody works together any more", async () => {
    const id = await request(inDays(1));
    await remind();
    await rows("update assessments set expires_at = expires_at + interval '1 day' where id = $1", [id]);
    await remind();
    expect(await messages()).toHaveLength(2);
    await request(inDays(1), "ben");
    await rows("update users set status = 'LEFT' where id = 'ben'");
    await remind();
    expect(await messages()).toHaveLength(2);
  });
});

describe("the reminder of a draft that began as a request", () => {
  it("comes to its author after 3 days, once", async () => {
    const id = await opened(2.9);
    await remind();
    expect(await messages()).toEqual([]);
    await rows("update assessments set opened_at = opened_at - interval '0.2 days' where id = $1", [id]);
    await remind();
    await remind();
    expect(await messages()).toEqual([
      {
        user_id: "hansen",
        type: "ASSESSMENT_DUE",
        content: "Amina asked you for an assessment: Hand hygiene. Your draft of it is not submitted yet.",
        payload: { assessmentId: id, onlyWhile: "DRAFT" },
      },
    ]);
  });

  it("does not come for what is submitted, or where the student has left", async () => {
    const id = await opened(5);
    await rows("update users set status = 'LEFT' where id = 'amina'");
    await remind();
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
    await rows("update assessments set status = 'SUBMITTED', submitted_at = now() where id = $1", [id]);
    await remind();
    expect(await messages()).toEqual([]);
  });
});
