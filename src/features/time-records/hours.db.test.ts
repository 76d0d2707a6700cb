import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TimeRecordsAnswer } from "#src/features/time-records/schema.ts";
import type { Params } from "#src/platform/db/statement.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

async function rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.owner().query<Row>(text, values)).rows;
}

beforeAll(() => arrangeTwoSchools(database.owner()));
beforeEach(async () => {
  await rows("delete from time_records");
  await rows("delete from time_record_timers");
  await rows("delete from notification_queue");
  await rows("delete from audit_log");
});

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);

const entry = (more: Record<string, unknown> = {}) => ({
  placementId: "placement_amina",
  day: daysAgo(3),
  startTime: "07:00",
  endTime: "15:30",
  breakMinutes: 30,
  activity: "Ward",
  send: true,
  ...more,
});

type Saved = { id: string; status: string; minutes: number };

async function record(more: Record<string, unknown> = {}, person: Person = "amina"): Promise<Saved> {
  const answer = await api.post(person, "/api/time-records", entry(more));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as Saved;
}

const decide = (person: Person, decision: string, records: { id: string; revision?: number }[], reason?: string) =>
  api.post(person, "/api/time-records/decide", {
    decision,
    ...(reason === undefined ? {} : { reason }),
    records: records.map(({ id, revision = 1 }) => ({ id, revision })),
  });

/** As the API gives them: what stands in the database is sealed. */
const shown = async (person: Person) => ((await api.get(person, "/api/time-records")).body as TimeRecordsAnswer).items;

const states = () =>
  rows<{ id: string; status: string }>("select id, status from time_records order by started_at, id");

describe("hours of a student", () => {
  it("are counted without the break, sent, and audited without a word that somebody typed", async () => {
    const saved = await record({ note: "Private words" });
    expect(saved).toMatchObject({ status: "PENDING", minutes: 480 });
    const [audited] = await rows<{ action: string; detail: object }>("select action, detail from audit_log");
    expect(audited).toEqual({ action: "time-record.record", detail: { status: "PENDING", minutes: 480 } });
  });

  it("are refused where they overlap, in the same answer as to a race", async () => {
    await record();
    const again = await api.post("amina", "/api/time-records", entry({ startTime: "15:00", endTime: "18:00" }));
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ errors: [{ path: "startTime" }] });
  });

  it("that arrive at once and overlap become one", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        api.post("amina", "/api/time-records", entry({ startTime: `0${n}:00`, endTime: "12:00" })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
    expect(await states()).toHaveLength(1);
  });

  it("that are written at once past the rules still become one: the database orders them", async () => {
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { sqlWrite } = await import("#src/platform/db/statement.ts");
    const { sql } = await import("drizzle-orm");
    const insert = sqlWrite(
      "test_insert_hours",
      (p: Params<{ id: string }>) => sql`
        insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity)
        values (${p.id}, 'north', 'amina', 'placement_amina', 'rotation_north', now() - interval '9 hours', now() - interval '8 hours', 60, 'Ward')`,
    );
    const amina = { kind: "user", userId: "amina", role: "STUDENT", schoolId: "north", sessionId: "s" } as const;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => withActor(amina, (tx) => tx.send(insert, { id: `race_${n}` }))),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
    }
    expect(await states()).toHaveLength(1);
  });

  it("lie in a placement of their own, in the past", async () => {
    expect((await api.post("amina", "/api/time-records", entry({ placementId: "placement_ben" }))).status).toBe(404);
    const future = await api.post("amina", "/api/time-records", entry({ day: daysAgo(-2) }));
    expect([future.status, future.body]).toEqual([
      422,
      expect.objectContaining({ errors: [{ path: "endTime", message: "must not lie in the future" }] }),
    ]);
    const early = await api.post("amina", "/api/time-records", entry({ day: daysAgo(20) }));
    expect(early.body).toMatchObject({ errors: [{ path: "day" }] });
  });

  it("stay as they were sent until somebody decides, and are changed and sent again after a question", async () => {
    const { id } = await record();
    const change = { ...entry({ endTime: "14:30" }), send: undefined };
    expect((await api.call("amina", "PUT", `/api/time-records/${id}`, { body: change })).status).toBe(409);
    expect((await api.call("amina", "DELETE", `/api/time-records/${id}`)).status).toBe(409);
    expect((await decide("hansen", "ASK", [{ id }], "Who supervised you?")).status).toBe(200);
    // There is no way back to a draft: what is changed is sent.
    expect((await api.call("amina", "PUT", `/api/time-records/${id}`, { body: change })).status).toBe(409);
    const sent = await api.call("amina", "PUT", `/api/time-records/${id}`, {
      body: { ...change, send: true, answer: "Grace" },
    });
    expect([sent.status, sent.body]).toEqual([200, { id, status: "PENDING", minutes: 420 }]);
    const [found] = await shown("amina");
    expect(found).toMatchObject({
      status: "PENDING",
      minutes: 420,
      reason: "Who supervised you?",
      answer: "Grace",
      revision: 2,
    });
    // Who saw the first version decides nothing about the second.
    const stale = await decide("hansen", "APPROVE", [{ id }]);
    expect(stale.body).toEqual({ decided: [], refused: [{ id, message: expect.stringContaining("changed") }] });
    expect((await decide("hansen", "APPROVE", [{ id, revision: 2 }])).body).toEqual({ decided: [id], refused: [] });
  });

  it("that were not approved are sent again as they are", async () => {
    const { id } = await record();
    await decide("hansen", "REFUSE", [{ id }], "Not on the roster");
    const sent = await api.post("amina", `/api/time-records/${id}/send`, { answer: "I swapped with Ben" });
    expect(sent.body).toMatchObject({ status: "PENDING" });
    expect((await api.post("amina", `/api/time-records/${id}/send`, {})).status).toBe(409);
    const [found] = await shown("amina");
    expect(found).toMatchObject({ status: "PENDING", answer: "I swapped with Ben", revision: 2 });
  });

  it("are thrown away only while they are a draft", async () => {
    const { id } = await record({ send: false });
    expect((await api.call("ben", "DELETE", `/api/time-records/${id}`)).status).toBe(404);
    expect((await api.call("amina", "DELETE", `/api/time-records/${id}`)).status).toBe(200);
    expect(await states()).toEqual([]);
  });

  it("are adjusted after the approval, which is approved itself, and count together", async () => {
    const { id } = await record();
    await decide("hansen", "APPROVE", [{ id }]);
    const adjust = (minutes: number) =>
      api.post("amina", `/api/time-records/${id}/adjust`, { minutes, reason: "Longer break" });
    expect((await adjust(-481)).status).toBe(422);
    expect((await adjust(1000)).status).toBe(409);
    const made = await adjust(-60);
    expect(made.status).toBe(201);
    expect(await sums()).toEqual({ approvedMinutes: 480, waitingMinutes: -60 });
    await decide("hansen", "APPROVE", [{ id: (made.body as Saved).id }]);
    expect(await sums()).toEqual({ approvedMinutes: 420, waitingMinutes: 0 });
    // An adjustment is not adjusted, and what is approved is not changed.
    expect(
      (await api.post("amina", `/api/time-records/${(made.body as Saved).id}/adjust`, { minutes: 5, reason: "r" }))
        .status,
    ).toBe(409);
    expect(
      (await api.call("amina", "PUT", `/api/time-records/${id}`, { body: { ...entry(), send: undefined } })).status,
    ).toBe(409);
  });

  async function sums() {
    const { body } = await api.get("amina", "/api/time-records/by-rotation");
    const { rotations } = body as { rotations: { approvedMinutes: number; waitingMinutes: number }[] };
    return { approvedMinutes: rotations[0]?.approvedMinutes, waitingMinutes: rotations[0]?.waitingMinutes };
  }
});

describe("a decision about many", () => {
  it("is made for each that may be decided, and names the others", async () => {
    const first = await record();
    const second = await record({ day: daysAgo(4) });
    const draft = await record({ day: daysAgo(5), send: false });
    const other = await record({ placementId: "placement_ben" }, "ben");
    const answer = await decide("hansen", "APPROVE", [first, second, draft, other]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ decided: [first.id, second.id] });
    const { refused } = answer.body as { refused: { id: string }[] };
    expect(refused.map(({ id }) => id)).toEqual([draft.id, other.id]);
    const byId = new Map((await states()).map(({ id, status }) => [id, status]));
    expect([first, second, draft, other].map(({ id }) => byId.get(id))).toEqual([
      "APPROVED",
      "APPROVED",
      "DRAFT",
      "PENDING",
    ]);
    // One message for the student, however many entries.
    expect(await rows("select user_id, content from notification_queue")).toEqual([
      { user_id: "amina", content: "Hansen approved 16 h of your hours." },
    ]);
  });

  it("needs a reason unless it approves", async () => {
    const { id } = await record();
    expect((await decide("hansen", "REFUSE", [{ id }])).status).toBe(422);
    expect((await decide("hansen", "REFUSE", [{ id }], "Not on the roster")).status).toBe(200);
    expect(await shown("hansen")).toMatchObject([
      { status: "NOT_APPROVED", reason: "Not on the roster", decidedBy: "Hansen" },
    ]);
  });

  it("is not found about hours of others alone", async () => {
    const { id } = await record();
    expect((await decide("said", "APPROVE", [{ id }])).status).toBe(404);
    expect((await decide("foreign", "APPROVE", [{ id }])).status).toBe(404);
  });

  it("is for supervisors of the placement, not for those of another placement of the same student", async () => {
    await rows(`insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
      values ('placement_second', 'north', 'amina', 'rotation_north', current_date + 11, current_date + 20)
      on conflict do nothing`);
    await rows(
      "update placements set starts_on = current_date - 1, ends_on = current_date + 9 where id = 'placement_amina'",
    );
    await rows(
      "update placements set starts_on = current_date - 9, ends_on = current_date - 2 where id = 'placement_second'",
    );
    await rows(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
      values ('placement_second', 'said', 'north') on conflict do nothing`);
    const { id } = await record({ placementId: "placement_second" });
    const answer = await decide("hansen", "APPROVE", [{ id }]);
    expect(answer.body).toMatchObject({ decided: [], refused: [{ id }] });
    expect((await decide("said", "APPROVE", [{ id }])).body).toMatchObject({ decided: [id] });
    await rows("delete from time_records");
    await rows("delete from placements where id = 'placement_second'");
    await rows(
      "update placements set starts_on = current_date - 10, ends_on = current_date + 10 where id = 'placement_amina'",
    );
  });

  it("is refused once the placement was ended", async () => {
    const { id } = await record();
    await rows("update placements set ended_at = now() where id = 'placement_amina'");
    expect((await decide("hansen", "APPROVE", [{ id }])).status).toBe(404);
    const { body } = await api.get("hansen", "/api/time-records/to-decide");
    expect(body).toMatchObject({ items: [], found: { records: 0 } });
    await rows("update placements set ended_at = null where id = 'placement_amina'");
  });

  it.each([
    ["the placement was ended", "placements set ended_at = now()", "placements set ended_at = null", "placement_amina"],
    ["its only supervisor left", "users set status = 'LEFT'", "users set status = 'ACTIVE'", "hansen"],
    ["its student left", "users set status = 'LEFT'", "users set status = 'ACTIVE'", "amina"],
  ])("is the school's once %s, and only then", async (_when, change, undo, id) => {
    const sent = await record();
    const refused = { decided: [], refused: [{ id: sent.id, message: expect.stringContaining("others decide") }] };
    expect((await decide("admin", "APPROVE", [{ id: sent.id }])).body).toEqual(refused);
    const list = () => api.get("admin", "/api/time-records/to-decide");
    expect((await list()).body).toMatchObject({ items: [], found: { records: 0 }, counts: { PENDING: 0 } });

    await rows(`update ${change} where id = $1`, [id]);
    try {
      expect((await list()).body).toMatchObject({ items: [{ id: sent.id }], counts: { PENDING: 1 } });
      expect((await api.get("foreignAdmin", "/api/time-records/to-decide")).body).toMatchObject({ items: [] });
      expect((await decide("admin", "ASK", [{ id: sent.id }], "Who was there?")).body).toMatchObject({
        decided: [sent.id],
      });
      expect(await states()).toEqual([{ id: sent.id, status: "NEEDS_INFO" }]);
      expect((await list()).body).toMatchObject({ items: [], counts: { PENDING: 0, NEEDS_INFO: 1 } });
    } finally {
      await rows(`update ${undo} where id = $1`, [id]);
    }
  });

  it("by two supervisors at once is made once", async () => {
    await rows(
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
    );
    const { id } = await record();
    const answers = await Promise.all([
      decide("hansen", "APPROVE", [{ id }]),
      decide("said", "REFUSE", [{ id }], "No"),
    ]);
    const decided = answers.flatMap(({ body }) => (body as { decided: string[] }).decided);
    expect(decided).toEqual([id]);
    await rows("delete from placement_supervisors where supervisor_id = 'said' and placement_id = 'placement_amina'");
  });
});

describe("the list of what a supervisor decides", () => {
  it("has the counts of each state, and remarks", async () => {
    await record();
    await record({ day: daysAgo(5), startTime: "06:45", endTime: "20:30", breakMinutes: 0, place: "Clinic" });
    const { body } = await api.get("hansen", "/api/time-records/to-decide");
    expect(body).toMatchObject({
      counts: { PENDING: 2, NEEDS_INFO: 0, APPROVED: 0, NOT_APPROVED: 0 },
      found: { records: 2, students: 1, minutes: 480 + 825 },
    });
    const { items } = body as { items: { remarks: { kind: string }[]; startTime: string; day: string }[] };
    expect(items.map(({ remarks }) => remarks.map(({ kind }) => kind))).toEqual([["NO_BREAK", "OTHER_PLACE"], []]);
    expect(items[1]).toMatchObject({ day: daysAgo(3), startTime: "07:00" });
  });

  it("is read page by page without gaps or repeats", async () => {
    for (const day of [2, 3, 4, 5, 6]) await record({ day: daysAgo(day) });
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { body } = await api.get("hansen", "/api/time-records/to-decide", {
        query: { limit: "2", ...(cursor ? { cursor } : {}) },
      });
      const page = body as { items: { day: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ day }) => day));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2].map(daysAgo));
  });
});

describe("the timer", () => {
  const timer = "/api/time-record-timer";

  it("runs on the server, pauses for a break, and becomes a draft that the student sends", async () => {
    const started = await api.post("amina", timer, { placementId: "placement_amina" });
    expect(started.status).toBe(201);
    expect((await api.post("amina", timer, { placementId: "placement_amina" })).status).toBe(409);
    await rows("update time_record_timers set started_at = now() - interval '90 minutes'");
    expect((await api.post("amina", `${timer}/break`, undefined)).body).toMatchObject({ timer: { isOnBreak: true } });
    await rows("update time_record_timers set break_started_at = now() - interval '30 minutes'");
    const back = await api.post("amina", `${timer}/break`, undefined);
    expect(back.body).toMatchObject({ timer: { isOnBreak: false, breakSeconds: 1800 } });
    const stopped = await api.post("amina", `${timer}/stop`, undefined);
    expect(stopped.status).toBe(201);
    const draft = stopped.body as Saved;
    expect(draft.status).toBe("DRAFT");
    expect([60, 61]).toContain(draft.minutes);
    expect((await api.get("amina", timer)).body).toEqual({ timer: null });
    expect((await api.post("amina", `${timer}/stop`, undefined)).status).toBe(409);
    expect((await api.post("amina", `/api/time-records/${draft.id}/send`, {})).status).toBe(200);
  });

  it("is of placements of today, and of the student alone", async () => {
    expect((await api.post("dora", timer, { placementId: "placement_dora" })).status).toBe(409);
    expect((await api.post("ben", timer, { placementId: "placement_amina" })).status).toBe(404);
  });

  it("that was forgotten for days stops after 24 hours", async () => {
    await api.post("amina", timer, { placementId: "placement_amina" });
    await rows("update time_record_timers set started_at = now() - interval '3 days'");
    expect((await api.post("amina", `${timer}/stop`, undefined)).body).toMatchObject({ minutes: 1440 });
  });
});

describe("the export", () => {
  const lines = async (person: Person, query: Record<string, string> = {}) => {
    const answer = await api.get(person, "/api/time-records/export", { query });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/csv");
    return String(answer.body).replace("\uFEFF", "").trimEnd().split("\r\n");
  };

  it("has a line for each entry by the school's clocks, and no formula of what was typed", async () => {
    await record({ note: '=HYPERLINK("http://x")' });
    await record({ day: daysAgo(4), send: false });
    const [heading, draft, sent] = await lines("amina");
    expect(heading).toMatch(/^Student,Number,Rotation,/);
    expect(draft).toContain(`${daysAgo(4)},07:00,15:30,30,480,,Draft,Ward`);
    expect(sent).toContain(`"'=HYPERLINK(""http://x"")"`);
    // A draft is the student's own.
    expect(await lines("admin")).toHaveLength(2);
    expect(await lines("hansen")).toHaveLength(2);
    expect(await lines("said")).toHaveLength(1);
    expect(await lines("foreignAdmin")).toHaveLength(1);
    expect(await lines("admin", { from: daysAgo(2) })).toHaveLength(1);
    expect(await lines("admin", { rotationId: "rotation_north", to: daysAgo(3) })).toHaveLength(2);
  });

  it("is sent in pieces: more than one of them misses and repeats nothing", async () => {
    await rows("update placements set starts_on = current_date - 400 where id = 'placement_amina'");
    await rows(`insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status)
      select 'many_' || n, 'north', 'amina', 'placement_amina', 'rotation_north',
        now() - n * interval '2 hours', now() - n * interval '2 hours' + interval '1 hour', 60, 'Entry ' || n, 'APPROVED'
      from generate_series(1, 2500) n`);
    const sent = await lines("admin");
    expect(sent).toHaveLength(2501);
    expect(new Set(sent).size).toBe(2501);
    await rows("update placements set starts_on = current_date - 10 where id = 'placement_amina'");
  });
});
