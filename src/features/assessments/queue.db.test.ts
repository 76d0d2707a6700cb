import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CentreAnswer, QueueAnswer } from "#src/features/assessments/schema.ts";
import { setClock } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const dayMs = 86_400_000;
const timeZone = "Europe/London";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run(`
    insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'free_' || n, 'north', 'Free ' || n, 'Queue', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
    from generate_series(1, 9) n`);
});

async function run(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

async function queue(query: Record<string, string> = {}): Promise<QueueAnswer> {
  const answer = await api.get("hansen", "/api/competency-assessments/queue", { query });
  expect(answer.status).toBe(200);
  return answer.body as QueueAnswer;
}

async function centre(query: Record<string, string>): Promise<CentreAnswer> {
  const answer = await api.get("hansen", "/api/competency-assessments/centre", { query });
  expect(answer.status).toBe(200);
  return answer.body as CentreAnswer;
}

/** The rows that earlier tests have left would be counted too. */
async function clear() {
  await run("delete from hidden_students");
  await run("set session_replication_role = replica");
  for (const table of ["evaluations", "assessments", "competency_assignments"]) {
    await run(`delete from ${table} where school_id = 'north'`);
  }
  await run("delete from placement_supervisors where placement_id like 'random_%'");
  await run("delete from placements where id like 'random_%'");
  await run("delete from users where id like 'random_%'");
  await run("set session_replication_role = origin");
}

type Assignment = {
  id: string;
  competency: number;
  status: string;
  dueAt: number | null;
  /** Of an assessment of it, if any. */
  assessed: { at: number; status: string; state: string; isSelf: boolean; by: string } | null;
  own: { status: "DRAFT" | "REQUESTED"; at: number; expiresAt: number } | null;
};
type Student = {
  id: string;
  status: string;
  placement: { from: number; to: number; isEnded: boolean };
  isHidden: boolean;
  assignments: Assignment[];
};

function makeRandom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return {
    from: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    of: <T>(...values: T[]) => values[Math.floor(next() * values.length)] as T,
    chance: (share: number) => next() < share,
  };
}

function makeStudents(seed: number, now: number): Student[] {
  const random = makeRandom(seed);
  return Array.from({ length: 14 }, (_, n) => ({
    id: `random_${n}`,
    status: random.of("ACTIVE", "ACTIVE", "ACTIVE", "INVITED", "SUSPENDED", "LEFT"),
    placement: {
      from: random.of(-30, -30, -30, -40, 3),
      to: random.of(20, 20, 20, 20, -3, -20),
      isEnded: random.chance(0.1),
    },
    isHidden: random.chance(0.2),
    assignments: Array.from({ length: 9 }, (_, c): Assignment => {
      const dueAt = random.chance(0.1) ? null : now + random.from(-40, 25) * dayMs + 3_600_000;
      return {
        id: `random_${n}_${c + 1}`,
        competency: c + 1,
        status: random.of("NOT_STARTED", "IN_PROGRESS", "IN_PROGRESS", "EXPIRED", "ACHIEVED", "APPROVED", "WITHDRAWN"),
        dueAt,
        assessed: random.chance(0.5)
          ? {
              at: now - random.from(1, 45) * dayMs,
              status: random.of("SUBMITTED", "SUBMITTED", "APPROVED", "VOIDED", "REJECTED"),
              state: random.of("SIGNED", "SIGNED", "SIGNED", "SUPERSEDED"),
              isSelf: random.chance(0.15),
              by: random.of("hansen", "said"),
            }
          : null,
        own: random.chance(0.2)
          ? {
              status: random.of("DRAFT", "REQUESTED"),
              at: now - random.from(0, 12) * dayMs - c * 1000 - n * 60_000,
              expiresAt: now + random.from(1, 13) * dayMs + c * 1000 + n * 60_000,
            }
          : null,
      };
    }),
  }));
}

/** What the queue must be, from the data alone. */
function expectedOf(students: readonly Student[], now: number) {
  const today = dayIn(new Date(now), timeZone);
  const isSupervised = (student: Student, grace: number) =>
    ["ACTIVE", "INVITED"].includes(student.status) &&
    !student.placement.isEnded &&
    student.placement.from <= 0 &&
    student.placement.to + grace >= 0;
  const own = students
    .filter((student) => isSupervised(student, 14))
    .flatMap(({ assignments }) => assignments)
    .filter(({ status, own }) => own !== null && status !== "WITHDRAWN");
  const due = students
    .filter((student) => isSupervised(student, 0))
    .map((student) => ({
      student,
      lines: student.assignments.filter(
        ({ status, dueAt, own }) =>
          ["NOT_STARTED", "IN_PROGRESS", "EXPIRED"].includes(status) &&
          dueAt !== null &&
          dueAt < now + 14 * dayMs &&
          own === null,
      ),
    }));
  const backOn = ({ dueAt, assessed }: Assignment) => {
    if (!assessed || dueAt === null || assessed.isSelf || assessed.state !== "SIGNED") return null;
    if (!["SUBMITTED", "APPROVED"].includes(assessed.status) || dueAt > now || assessed.at < dueAt) return null;
    const day = dayIn(new Date(assessed.at), timeZone);
    return dayIn(new Date(Date.parse(`${day}T12:00:00Z`) + 14 * dayMs), "UTC");
  };
  const isLater = (line: Assignment) => (backOn(line) ?? today) > today;
  const shown = due.filter(({ student }) => !student.isHidden);
  const groups = shown
    .map(({ student, lines }) => ({ student, lines: lines.filter((line) => !isLater(line)) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ student, lines }) => ({
      id: student.id,
      lines: lines.toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || (a.id < b.id ? -1 : 1)),
    }))
    .sort((a, b) => (a.lines[0]?.dueAt ?? 0) - (b.lines[0]?.dueAt ?? 0) || (a.id < b.id ? -1 : 1));
  const later = shown.flatMap(({ lines }) => lines.filter(isLater));
  return {
    drafts: own
      .filter(({ own }) => own?.status === "DRAFT")
      .sort((a, b) => (b.own?.at ?? 0) - (a.own?.at ?? 0))
      .map(({ id }) => `own_${id}`),
    requests: own
      .filter(({ own }) => own?.status === "REQUESTED")
      .sort((a, b) => (a.own?.expiresAt ?? 0) - (b.own?.expiresAt ?? 0))
      .map(({ id }) => `own_${id}`),
    groups,
    due: groups.flatMap(({ lines }) => lines.map(({ id }) => id)).sort(),
    later: { count: later.length, backOn: later.map((line) => backOn(line) ?? "").sort()[0] ?? null },
    hidden: due
      .filter(({ student }) => student.isHidden)
      .map(({ student, lines }) => ({ id: student.id, due: lines.filter((line) => !isLater(line)).length })),
  };
}

async function insert(students: readonly Student[]) {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  await run("set session_replication_role = replica");
  await run(
    `insert into users (id, school_id, name, email, role, status)
     select s->>'id', 'north', 'Random ' || (s->>'id'), (s->>'id') || '@random.test', 'STUDENT', s->>'status'
     from jsonb_array_elements($1) s`,
    [JSON.stringify(students)],
  );
  await run(
    `with given as (select s from jsonb_array_elements($1) s), placed as (
       insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on, ended_at)
       select s->>'id', 'north', s->>'id', 'rotation_north',
         (now() at time zone 'Europe/London')::date + (s->'placement'->>'from')::int,
         greatest((now() at time zone 'Europe/London')::date + (s->'placement'->>'to')::int,
                  (now() at time zone 'Europe/London')::date + (s->'placement'->>'from')::int),
         case when (s->'placement'->>'isEnded')::boolean then now() end from given)
     insert into placement_supervisors (placement_id, supervisor_id, school_id) select s->>'id', 'hansen', 'north' from given`,
    [JSON.stringify(students)],
  );
  const lines = students.flatMap((student) =>
    student.assignments.map((line) => ({
      ...line,
      student: student.id,
      due: at(line.dueAt),
      assessedAt: at(line.assessed?.at ?? null),
      ownAt: at(line.own?.at ?? null),
      expires: at(line.own?.expiresAt ?? null),
    })),
  );
  const data = [JSON.stringify(lines)];
  await run(
    `insert into competency_assignments (id, school_id, user_id, competency_id, status, due_date, completion_date)
     select l->>'id', 'north', l->>'student', 'free_' || (l->>'competency'), l->>'status', (l->>'due')::timestamptz,
       case when l->>'status' in ('ACHIEVED', 'APPROVED') then now() end from jsonb_array_elements($1) l`,
    data,
  );
  await run(
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
     select 'seen_' || (l->>'id'), 'north', l->>'student', 'free_' || (l->>'competency'), l->'assessed'->>'by',
       l->'assessed'->>'status', (l->>'assessedAt')::timestamptz, (l->>'assessedAt')::timestamptz
     from jsonb_array_elements($1) l where l->>'assessedAt' is not null`,
    data,
  );
  await run(
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self, state, overall_rating, signed_at)
     select 'seen_' || (l->>'id'), 'north', l->>'student', 'free_' || (l->>'competency'), 'seen_' || (l->>'id'),
       case when (l->'assessed'->>'isSelf')::boolean then l->>'student' else l->'assessed'->>'by' end,
       (l->'assessed'->>'isSelf')::boolean, l->'assessed'->>'state', 2, (l->>'assessedAt')::timestamptz
     from jsonb_array_elements($1) l where l->>'assessedAt' is not null`,
    data,
  );
  await run(
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft, created_at, updated_at, expires_at)
     select 'own_' || (l->>'id'), 'north', l->>'student', 'free_' || (l->>'competency'), 'hansen', l->'own'->>'status',
       '{"evaluationData": {"overallRating": 3}}', (l->>'ownAt')::timestamptz, (l->>'ownAt')::timestamptz, (l->>'expires')::timestamptz
     from jsonb_array_elements($1) l where l->>'ownAt' is not null`,
    data,
  );
  await run(
    `insert into hidden_students (supervisor_id, student_id, school_id, hidden_until)
     select 'hansen', s->>'id', 'north', now() + interval '3 hours' from jsonb_array_elements($1) s
     where (s->>'isHidden')::boolean`,
    [JSON.stringify(students)],
  );
  await run("set session_replication_role = origin");
}

describe("the queue over random data", () => {
  beforeEach(clear);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is what an independent count says: seed %i", async (seed) => {
    const now = Date.now();
    const students = makeStudents(seed, now);
    await insert(students);
    const expected = expectedOf(students, now);
    const answer = await queue();

    expect(answer.counts).toEqual({
      drafts: expected.drafts.length,
      requests: expected.requests.length,
      feedback: 0,
      due: expected.due.length,
      students: expected.groups.length,
    });
    expect(answer.later).toEqual(expected.later);
    const idsOf = (kind: string) =>
      answer.items.filter((line) => line.kind === kind).map(({ assessmentId }) => assessmentId);
    expect(idsOf("draft")).toEqual(expected.drafts);
    expect(idsOf("request")).toEqual(expected.requests);
    expect(answer.students.map(({ studentId, due }) => ({ studentId, due }))).toEqual(
      expected.groups.map(({ id, lines }) => ({ studentId: id, due: lines.length })),
    );
    const firstLines = expected.groups.flatMap(({ id, lines }) =>
      lines.slice(0, 5).map(({ competency }) => `${id} free_${competency}`),
    );
    const due = answer.items.filter(({ kind }) => kind === "due");
    expect(due.map(({ studentId, competencyId }) => `${studentId} ${competencyId}`)).toEqual(firstLines);
    const supervised = new Map(expected.hidden.map(({ id, due }) => [id, due]));
    for (const { studentId, due } of answer.hidden) expect(due).toBe(supervised.get(studentId) ?? 0);
    expect(answer.hidden.map(({ studentId }) => studentId)).toEqual(
      expect.arrayContaining(expected.hidden.map(({ id }) => id)),
    );

    const tabs = await centre({ tab: "due", limit: "200" });
    expect(tabs.items.map(({ id }) => id).sort()).toEqual(expected.due);
    expect(tabs).toMatchObject({
      total: expected.due.length,
      counts: { drafts: expected.drafts.length, requested: expected.requests.length, due: expected.due.length },
    });
    for (const [tab, ids] of [
      ["drafts", expected.drafts],
      ["requested", expected.requests],
    ] as const) {
      expect((await centre({ tab, limit: "200" })).items.map(({ id }) => id)).toEqual(ids);
    }
  });

  it("is the same read in pages, with students added and removed between them", async () => {
    const now = Date.now();
    const students = makeStudents(3, now).map((student) => ({
      ...student,
      status: "ACTIVE",
      isHidden: false,
      placement: { from: -30, to: 20, isEnded: false },
    }));
    await insert(students);
    const all = (await queue({ limit: "200" })).students.map(({ studentId }) => studentId);
    expect(all.length).toBeGreaterThan(8);
    const read: string[] = [];
    let cursor: string | null = null;
    let page = 0;
    do {
      const answer: QueueAnswer = await queue({ limit: "3", ...(cursor ? { cursor } : {}) });
      expect(answer.counts.students).toBeGreaterThanOrEqual(all.length);
      if (cursor) expect(answer.items.filter(({ kind }) => kind !== "due")).toEqual([]);
      read.push(...answer.students.map(({ studentId }) => studentId));
      cursor = answer.nextCursor;
      page += 1;
      // One who would stand before everything that was read, and one behind.
      await run(
        `insert into users (id, school_id, name, email, role)
         select 'random_new_' || $1::text || n, 'north', 'New', 'new_' || $1::text || n || '@random.test', 'STUDENT' from generate_series(1, 1) n`,
        [page],
      );
      await run(
        `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
         values ('random_new_' || $1::text, 'north', 'random_new_' || $1::text || '1', 'rotation_north', current_date - 5, current_date + 5)`,
        [page],
      );
      await run(
        "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('random_new_' || $1::text, 'hansen', 'north')",
        [page],
      );
      await run(
        `insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
         values ('new_' || $1::text, 'north', 'random_new_' || $1::text || '1', 'free_1', now() - interval '300 days')`,
        [page],
      );
    } while (cursor);
    expect(read).toEqual(all);
  });
});

describe("a competency that was assessed since it fell due", () => {
  beforeEach(async () => {
    await clear();
    await run(`insert into competency_assignments (id, school_id, user_id, competency_id, status, due_date)
      values ('fell_due', 'north', 'amina', 'free_1', 'IN_PROGRESS', now() - interval '20 days')`);
  });
  const assess = async (daysAgo: number) => {
    await run(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
       values ('since', 'north', 'amina', 'free_1', 'said', 'SUBMITTED', now() - make_interval(days => $1), now() - make_interval(days => $1))`,
      [daysAgo],
    );
    await run(
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
       values ('since', 'north', 'amina', 'free_1', 'since', 'said', 'SIGNED', 2, now())`,
    );
  };

  it("leaves the list at once, and says when it comes back", async () => {
    expect((await queue()).counts.due).toBe(1);
    await assess(0);
    const { counts, later } = await queue();
    expect(counts).toEqual({ drafts: 0, requests: 0, feedback: 0, due: 0, students: 0 });
    const [row] = await run("select ((now() at time zone 'Europe/London')::date + 14)::text as day");
    expect(later).toEqual({ count: 1, backOn: row?.day });
  });

  it("comes back after 14 days, or after as many as the school says", async () => {
    await assess(13);
    expect((await queue()).counts.due).toBe(0);
    await run("update schools set reassess_after_days = 13 where id = 'north'");
    expect((await queue()).counts.due).toBe(1);
    await run("update schools set reassess_after_days = 14 where id = 'north'");
    await run("delete from evaluations where id = 'since'");
    await run("delete from assessments where id = 'since'");
    await assess(14);
    expect((await queue()).counts.due).toBe(1);
  });

  it("stays when the assessment was before it fell due, or was voided", async () => {
    await assess(25);
    expect((await queue()).counts.due).toBe(1);
    await run("update assessments set submitted_at = now() where id = 'since'");
    expect((await queue()).counts.due).toBe(0);
    await run("update evaluations set state = 'VOIDED' where id = 'since'");
    await run("update assessments set status = 'VOIDED' where id = 'since'");
    expect((await queue()).counts.due).toBe(1);
  });
});

describe("a student not seen on this shift", () => {
  afterEach(() => setClock());

  async function hideAt(at: string, zone: string): Promise<string> {
    await run("update schools set time_zone = $1 where id = 'north'", [zone]);
    setClock(() => new Date(at));
    const answer = await api.post("hansen", "/api/competency-assessments/queue/hidden", { studentId: "amina" });
    setClock();
    await run("update schools set time_zone = 'Europe/London' where id = 'north'");
    expect(answer.status).toBe(201);
    return (answer.body as { hiddenUntil: string }).hiddenUntil;
  }

  it.each([
    ["in the afternoon", "2026-11-26T14:20:00Z", "Europe/London", "2026-11-27T06:00:00.000Z"],
    ["a minute before midnight", "2026-11-26T23:59:00Z", "Europe/London", "2026-11-27T06:00:00.000Z"],
    ["a minute after midnight", "2026-11-27T00:01:00Z", "Europe/London", "2026-11-28T06:00:00.000Z"],
    ["in a night that loses an hour", "2026-03-28T23:30:00Z", "Europe/London", "2026-03-29T05:00:00.000Z"],
    ["in a night that gains an hour", "2026-10-24T22:30:00Z", "Europe/London", "2026-10-25T06:00:00.000Z"],
    ["on another day than in UTC", "2026-03-08T03:30:00Z", "America/New_York", "2026-03-08T10:00:00.000Z"],
    ["east of UTC", "2026-11-26T20:00:00Z", "Pacific/Auckland", "2026-11-27T17:00:00.000Z"],
  ])("is hidden until 06:00 of the school's next day: %s", async (_, at, zone, until) => {
    expect(await hideAt(at, zone)).toBe(until);
  });

  it("leaves the list and the count of one supervisor only, and comes back by itself at that minute", async () => {
    await clear();
    await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
      values ('hidden_due', 'north', 'amina', 'free_1', now() - interval '3 days')`);
    await run(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
      values ('placement_amina', 'said', 'north') on conflict do nothing`);
    const until = new Date(await hideAt(new Date().toISOString(), timeZone));
    const others = await api.get("said", "/api/competency-assessments/queue");
    await run("delete from placement_supervisors where supervisor_id = 'said' and placement_id = 'placement_amina'");
    expect((others.body as QueueAnswer).counts.due).toBe(1);

    expect(await queue()).toMatchObject({
      counts: { due: 0, students: 0 },
      hidden: [{ studentId: "amina", studentName: "Amina", due: 1, until: until.toISOString() }],
    });
    setClock(() => new Date(until.getTime() - 60_000));
    expect((await queue()).counts.due).toBe(0);
    setClock(() => new Date(until.getTime()));
    expect(await queue()).toMatchObject({ counts: { due: 1 }, hidden: [] });
    setClock();

    const shown = await api.call("hansen", "DELETE", "/api/competency-assessments/queue/hidden/amina");
    expect(shown.status).toBe(200);
    expect(await queue()).toMatchObject({ counts: { due: 1 }, hidden: [] });
    expect((await api.call("hansen", "DELETE", "/api/competency-assessments/queue/hidden/amina")).status).toBe(200);
  });
});
