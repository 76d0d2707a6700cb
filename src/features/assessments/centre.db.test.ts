import { beforeAll, describe, expect, it } from "vitest";
import type { CentreAnswer, CentreLine } from "#src/features/assessments/schema.ts";
import { encodeCursor } from "#src/platform/db/cursor.ts";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";

const database = useDatabase();
const api = useApi();
const path = "/api/competency-assessments/centre";

const students = ["Zoë Ångström", "anna berg", "Élodie Öz", "Bob Li", "Anna Berg", "Mikael Ærø"];
const perStudent = 8;

async function run(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run("delete from evaluations where assessment_id = 'assessment_amina'").catch(() => {});
  await run("set session_replication_role = replica");
  await run("delete from evaluations where school_id = 'north'; ");
  await run("delete from assessments where school_id = 'north'");
  await run("delete from competency_assignments where school_id = 'north'");
  await run(`insert into competencies (id, school_id, name, code, category, level, rating_scale_id, target_rating, created_by, needs_countersignature)
    select 'c' || n, 'north', 'Competency ' || n, 'N' || n, 'Centre', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system', n % 4 = 0
    from generate_series(1, ${perStudent}) n`);
  await run(
    `insert into users (id, school_id, name, email, role)
     select 'st' || n, 'north', name, 'st' || n || '@centre.test', 'STUDENT' from unnest($1::text[]) with ordinality s (name, n)`,
    [students],
  );
  await run(`insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
    select 'pl' || id, 'north', id, 'rotation_north', current_date - 20, current_date + 20 from users where id like 'st_'`);
  await run(`insert into placement_supervisors (placement_id, supervisor_id, school_id)
    select 'pl' || u.id, s, 'north' from users u, unnest(array['hansen', 'said']) s where u.id like 'st_'`);
  await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
    select u.id || '_' || c.id, 'north', u.id, c.id, now() + make_interval(days => (right(c.id, 1)::int - 4))
    from users u, competencies c where u.id like 'st_' and c.id ~ '^c[0-9]$'`);
  // One submitted for each student and competency, by Hansen or Said, in every state.
  await run(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
    select 'a_' || u.id || '_' || c.id, 'north', u.id, c.id, case when right(c.id, 1)::int % 8 = 0 then 'said' else 'hansen' end,
      (array['SUBMITTED', 'APPROVED', 'REJECTED', 'VOIDED', 'SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'SUBMITTED'])[right(c.id, 1)::int],
      now() - make_interval(days => right(u.id, 1)::int + right(c.id, 1)::int * 5), now() - make_interval(hours => right(c.id, 1)::int)
    from users u, competencies c where u.id like 'st_' and c.id ~ '^c[0-9]$'`);
  await run(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at, revision, replaces_id, change_reason)
    select 'e' || id, school_id, student_id, competency_id, id, assessor_id, case status when 'VOIDED' then 'VOIDED' else 'SIGNED' end,
      1 + right(student_id, 1)::int % 5, now(), case competency_id when 'c6' then 2 else 1 end,
      case competency_id when 'c6' then 'old' || id end, case competency_id when 'c6' then 'Typed wrong' end
    from assessments where id like 'a\\_%'`);
  await run(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, overall_rating, signed_at)
    select 'old' || id, school_id, student_id, competency_id, id, assessor_id, 'SUPERSEDED', 1, now()
    from assessments where id like 'a\\_%' and competency_id = 'c6'`);
  await run("set session_replication_role = origin");
});

async function centre(query: Record<string, string>): Promise<CentreAnswer> {
  const answer = await api.get("hansen", path, { query });
  expect(answer.status).toBe(200);
  return answer.body as CentreAnswer;
}

async function allPages(query: Record<string, string>, limit = 7): Promise<CentreLine[]> {
  const lines: CentreLine[] = [];
  let cursor: string | null = null;
  do {
    const page: CentreAnswer = await centre({ ...query, limit: String(limit), ...(cursor ? { cursor } : {}) });
    lines.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return lines;
}

describe("the assessment centre", () => {
  it("counts each tab as its list has lines", async () => {
    const { counts } = await centre({ tab: "submitted" });
    // Of eight competencies Hansen signed seven; the eighth is Said's, and asks for a second signature.
    expect(counts).toMatchObject({ submitted: students.length * 7, countersign: students.length });
    for (const tab of ["requested", "drafts", "due", "submitted", "countersign"] as const) {
      const lines = await allPages({ tab });
      expect(lines).toHaveLength(counts[tab]);
      expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
    }
  });

  it("shows each state of what was submitted, and the level that stands", async () => {
    const lines = await allPages({ tab: "submitted", studentId: "st2" }, 200);
    expect(
      Object.fromEntries(lines.map(({ competencyId, state, level }) => [competencyId, `${state} ${level}`])),
    ).toEqual({
      c1: "SUBMITTED 3",
      c2: "COUNTERSIGNED 3",
      c3: "REJECTED 3",
      c4: "VOIDED 3",
      c5: "SUBMITTED 3",
      c6: "AMENDED 3",
      c7: "SUBMITTED 3",
    });
  });

  it("has to countersign what a colleague signed and the competency asks for, never one's own", async () => {
    const lines = await allPages({ tab: "countersign" }, 200);
    expect(new Set(lines.map(({ competencyId, author }) => `${competencyId} ${author}`))).toEqual(new Set(["c8 Said"]));
    const said = await api.get("said", path, { query: { tab: "countersign" } });
    // Said signed c8, and c4, which asks for it too, was voided.
    expect((said.body as CentreAnswer).total).toBe(0);
  });

  const names = new Intl.Collator("und").compare;
  const orders: [string, string, (line: CentreLine) => string | number | null][] = [
    ["submitted", "student", ({ studentName }) => studentName],
    ["submitted", "competency", ({ competencyName }) => competencyName],
    ["submitted", "level", ({ level }) => level],
    ["submitted", "target", ({ targetRating }) => targetRating],
    ["submitted", "observed", ({ happenedAt }) => happenedAt],
    ["submitted", "state", ({ state }) => state],
    ["countersign", "author", ({ author }) => author],
    ["countersign", "submitted", ({ submittedAt }) => submittedAt],
    ["due", "due", ({ dueOn }) => dueOn],
  ];
  it.each(orders)("sorts %s by %s, both ways, the same in pages as at once", async (tab, sort, keyOf) => {
    for (const direction of ["asc", "desc"]) {
      const lines = await allPages({ tab, sort, direction });
      const keys = lines.map(keyOf);
      const sign = direction === "asc" ? 1 : -1;
      const compare = (a: string | number | null, b: string | number | null) =>
        typeof a === "string" && typeof b === "string"
          ? ["student", "competency", "author"].includes(sort)
            ? names(a, b)
            : Number(a > b) - Number(a < b)
          : Number(a) - Number(b);
      expect(keys).toEqual(keys.toSorted((a, b) => sign * compare(a, b)));
      expect(lines.map(({ id }) => id)).toEqual((await allPages({ tab, sort, direction }, 200)).map(({ id }) => id));
    }
  });

  it("keeps its pages while lines are added before and behind", async () => {
    const query = { tab: "submitted", sort: "observed", direction: "desc", limit: "10" };
    const before = (await allPages(query, 200)).map(({ id }) => id);
    const first = await centre(query);
    await run(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
      values ('new_first', 'north', 'st1', 'c1', 'hansen', 'SUBMITTED', now(), now()),
        ('new_last', 'north', 'st1', 'c1', 'hansen', 'SUBMITTED', now() - interval '300 days', now())`);
    const rest: string[] = [];
    for (let cursor = first.nextCursor; cursor; ) {
      const page = await centre({ ...query, cursor });
      rest.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect([...first.items.map(({ id }) => id), ...rest]).toEqual([...before, "new_last"]);
    await run("delete from assessments where id like 'new\\_%'");
  });

  it("finds by words of the student and the competency together, whatever their accents", async () => {
    const found = async (search: string) => {
      const { total, items } = await centre({ tab: "submitted", search, limit: "200" });
      expect(total).toBe(items.length);
      return [...new Set(items.map(({ studentName }) => studentName))].sort();
    };
    expect(await found("angstrom")).toEqual(["Zoë Ångström"]);
    expect(await found("anna")).toEqual(["Anna Berg", "anna berg"]);
    expect((await centre({ tab: "submitted", search: "anna competency 2" })).total).toBe(2);
    expect((await centre({ tab: "submitted", search: "nobody" })).total).toBe(0);
  });

  it("filters by student, state, level and days", async () => {
    const all = await allPages({ tab: "submitted" }, 200);
    const count = async (query: Record<string, string>) => (await centre({ tab: "submitted", ...query })).total;
    expect(await count({ studentId: "st3" })).toBe(7);
    expect(await count({ state: "VOIDED" })).toBe(students.length);
    expect(await count({ level: "3" })).toBe(all.filter(({ level }) => level === 3).length);
    const [row] = await run(`select count(*)::int as n from assessments where assessor_id = 'hansen' and id like 'a\\_%'
      and (observed_at at time zone 'Europe/London')::date > (now() at time zone 'Europe/London')::date - 7`);
    expect(row.n).toBeGreaterThan(0);
    expect(await count({ observed: "7d" })).toBe(row.n);
    expect(await count({ observed: "2020-01-01/2020-12-31" })).toBe(0);
    expect(await count({ observed: "2020-01-01/2090-12-31" })).toBe(all.length);
  });

  it("refuses the cursor of another order, a forged one, and what is no tab", async () => {
    const { nextCursor } = await centre({ tab: "submitted", limit: "5" });
    const forged = encodeCursor(["submitted observed desc", "", "not an instant", "a_st1_c1"]);
    expect((await api.get("hansen", path, { query: { tab: "submitted", cursor: forged } })).status).toBe(400);
    const query = { tab: "submitted", limit: "5", sort: "level", cursor: nextCursor ?? "" };
    expect((await api.get("hansen", path, { query })).status).toBe(400);
    expect((await api.get("hansen", path, { query: { tab: "everything" } })).status).toBe(422);
  });
});
