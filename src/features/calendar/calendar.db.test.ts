import ICAL from "ical.js";
import { sync } from "node-ical";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addDays, dayIn } from "#src/lib/day.ts";
import { arrangeTwoSchools, type Caller, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { NewCalendarAnswer } from "./schema.ts";

const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(() => rows("delete from calendar_feeds"));

async function make(person: Caller): Promise<string> {
  const answer = await api.post(person, "/api/calendar", {});
  expect(answer.status).toBe(201);
  return new URL((answer.body as NewCalendarAnswer).address).pathname;
}

const feed = (path: string, headers: Record<string, string> = {}) => api.get(undefined, path, { headers });

/** The events as ical.js reads them, once node-ical has read the same days. */
async function eventsOf(path: string) {
  const { status, body } = await feed(path);
  expect(status).toBe(200);
  const events = new ICAL.Component(ICAL.parse(String(body))).getAllSubcomponents("vevent").map((component) => {
    const { uid, summary, description, location, startDate, endDate } = new ICAL.Event(component);
    return { uid, summary, description, location, from: startDate.toString(), before: endDate.toString() };
  });
  const others = Object.values(sync.parseICS(String(body))).flatMap((each) => (each?.type === "VEVENT" ? [each] : []));
  expect(others.map(({ uid, start }) => `${uid} ${start.toDateString()}`).sort()).toEqual(
    events.map(({ uid, from }) => `${uid} ${new Date(`${from}T00:00`).toDateString()}`).sort(),
  );
  return events;
}

describe("the address of a calendar", () => {
  it("is shown once, of which only a hash is kept, and is renewed and ended", async () => {
    expect((await api.get("amina", "/api/calendar")).body).toEqual({ madeAt: null });
    const first = await make("amina");
    expect(first).toMatch(/^\/api\/calendar\/[\w-]{43}\.ics$/);
    const [stored] = await rows("select * from calendar_feeds");
    expect(JSON.stringify(stored)).not.toContain(first.slice("/api/calendar/".length, -4));
    expect((await api.get("amina", "/api/calendar")).body).toEqual({ madeAt: stored.created_at.toISOString() });
    expect((await feed(first)).status).toBe(200);

    const second = await make("amina");
    expect((await feed(first)).status).toBe(404);
    expect((await feed(second)).status).toBe(200);

    for (let n = 0; n < 2; n += 1) {
      expect(await api.call("amina", "DELETE", "/api/calendar")).toMatchObject({ status: 200, body: { madeAt: null } });
    }
    expect((await feed(second)).status).toBe(404);
    const acts = await rows("select action from audit_log where action like 'calendar.%' order by occurred_at, id");
    expect(acts.map(({ action }) => action)).toEqual(["calendar.make", "calendar.make", "calendar.end"]);
    expect(await rows("select 1 from idempotency_keys where route like '%calendar%'")).toEqual([]);
  });

  it.each(["x.ics", `${"x".repeat(43)}.ics`, "x".repeat(43), "..ics", `${"x".repeat(190)}.ics`])(
    "is not %s",
    async (file) => {
      expect((await feed(`/api/calendar/${file}`)).status).toBe(404);
    },
  );

  it.each([
    ["who is suspended", "update users set status = 'SUSPENDED' where id = 'amina'"],
    ["who left", "update users set status = 'LEFT' where id = 'amina'"],
    [
      "whose school is suspended",
      "update schools set status = 'SUSPENDED', suspended_at = now(), suspended_reason = 'x' where id = 'north'",
    ],
  ])("leads nowhere for somebody %s", async (_, change) => {
    const path = await make("amina");
    await rows(change);
    const { status } = await feed(path);
    await rows("update users set status = 'ACTIVE' where id = 'amina'");
    await rows("update schools set status = 'OPEN', suspended_at = null, suspended_reason = null where id = 'north'");
    expect(status).toBe(404);
    expect((await feed(path)).status).toBe(200);
  });
});

describe("the calendar", () => {
  it("is answered as what it is, by its tag, and to HEAD", async () => {
    const path = await make("amina");
    const { headers, body } = await feed(path);
    expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("cache-control")).toBe("private, no-store");
    const tag = headers.get("etag") ?? "";
    expect(await feed(path, { "if-none-match": tag })).toMatchObject({ status: 304, body: "" });
    const head = await api.call(undefined, "HEAD", path);
    expect([head.status, head.headers.get("etag"), head.body]).toEqual([200, tag, ""]);
    await rows("update competency_assignments set due_date = '2027-05-01T12:00:00Z' where id = 'assignment_amina'");
    expect((await feed(path, { "if-none-match": tag })).status).toBe(200);
    expect(String(body)).toMatch(/^X-WR-CALNAME:North\r$/m);
    expect(String(body)).not.toContain("METHOD");
  });

  it("is asked for thirty times a minute at most", async () => {
    const path = await make("dora");
    for (let n = 0; n < 30; n += 1) expect((await feed(path)).status).toBe(200);
    expect((await feed(path)).status).toBe(429);
  });

  it("has a student's due dates, one a day of the school over the change to summer time, and placements", async () => {
    await rows(
      `insert into competency_templates (id, school_id, name, created_by) values ('more', 'north', 'More', 'admin');`,
    );
    await rows(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       select 'more_' || n, school_id, 'more', (array['Wound care; drains, lines', 'Ärztliche Übergabe', 'Consent'])[n],
         category, level, rating_scale_id, target_rating, created_by
       from competencies, generate_series(1, 3) n where id = 'competency_north'`,
    );
    await rows(
      `insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
       values ('more_1', 'north', 'amina', 'more_1', '2027-03-28T22:59:59Z'),
         ('more_2', 'north', 'amina', 'more_2', '2027-03-28T00:30:00Z'),
         ('more_3', 'north', 'amina', 'more_3', '2027-03-28T23:30:00Z')`,
    );
    await rows("update competency_assignments set due_date = '2027-03-27T23:59:59Z' where id = 'assignment_amina'");
    const today = dayIn(new Date(), "UTC");
    const path = await make("amina");
    const events = await eventsOf(path);
    expect(events.filter(({ uid }) => uid.startsWith("due-"))).toMatchObject([
      { summary: "1 competency is due", description: "Hand hygiene", from: "2027-03-27", before: "2027-03-28" },
      {
        uid: "due-2027-03-28-amina@competency",
        summary: "2 competencies are due",
        description: "Ärztliche Übergabe\nWound care; drains, lines",
        from: "2027-03-28",
        before: "2027-03-29",
      },
      { summary: "1 competency is due", description: "Consent", from: "2027-03-29", before: "2027-03-30" },
    ]);
    expect(events.filter(({ uid }) => uid.startsWith("placement-"))).toMatchObject([
      { summary: "Ward", location: "North General, 4 East", from: addDays(today, -10), before: addDays(today, 11) },
    ]);

    await rows("update competency_assignments set status = 'WITHDRAWN' where id in ('more_1', 'more_3')");
    const later = (await eventsOf(path)).filter(({ uid }) => uid.startsWith("due-"));
    expect(later.map(({ uid, summary }) => [uid, summary])).toEqual([
      ["due-2027-03-27-amina@competency", "1 competency is due"],
      ["due-2027-03-28-amina@competency", "1 competency is due"],
    ]);
  });

  it("has a supervisor's rotations and requests, and names no student", async () => {
    await rows(
      `insert into assessments (id, school_id, student_id, assessor_id, competency_id, method, status, requested_by, expires_at)
       values ('asked', 'north', 'amina', 'hansen', 'competency_north', 'DIRECT_OBSERVATION', 'REQUESTED', 'amina',
         now() + interval '5 days')`,
    );
    const path = await make("hansen");
    const events = await eventsOf(path);
    const [zone] = await rows("select time_zone from schools where id = 'north'");
    const answerBy = addDays(dayIn(new Date(), zone.time_zone), 5);
    expect(events).toMatchObject([
      { summary: "Ward", description: "1 student of yours" },
      { summary: "1 request to answer", description: "Hand hygiene", from: answerBy, before: addDays(answerBy, 1) },
    ]);
    expect(String((await feed(path)).body)).not.toMatch(/amina/i);
    expect(await eventsOf(await make("said"))).toHaveLength(1);
  });

  it("has the rotations of an admin's own school", async () => {
    expect(await eventsOf(await make("admin"))).toMatchObject([{ summary: "Ward", location: "North General, 4 East" }]);
    expect(await eventsOf(await make("foreignAdmin"))).toMatchObject([{ location: "South General, 2 West" }]);
  });
});
