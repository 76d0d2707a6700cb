import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fates } from "#src/features/people/merge/references.ts";
import { arrangeTwoSchools, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";
import { expectPackedCells } from "../../../../tests/support/packed-cells.ts";

const database = useDatabase();
const api = useApi();

afterEach(() => expectPackedCells(database.owner()));
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
});
beforeEach(async () => {
  await run("delete from users where id like 'twin%'");
});

async function run<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.owner().query(text, values)).rows as T[];
}

const addTwin = (id: string, over = "'STUDENT'", name = "'Amina'") =>
  run(`insert into users (id, school_id, name, email, role, student_number, cohort_id, program_id)
    values ('${id}', 'north', ${name}, '${id}@two-schools.test', ${over},
      case ${over} when 'STUDENT' then 'T-${id}' end,
      case ${over} when 'STUDENT' then 'cohort_north' end, case ${over} when 'STUDENT' then 'program_north' end)`);
const merge = (keepId: string, mergeId: string) => api.post("admin", "/api/users/merge", { keepId, mergeId });
const preview = async (keep: string, other: string) =>
  (await api.get("admin", "/api/users/merge-preview", { query: { keepId: keep, mergeId: other } })).body;

it("decides about every reference to a person that the database has", async () => {
  const rows = await run<{ reference: string }>(`
    select k.conrelid::regclass::text || '.' || a.attname as reference
    from pg_constraint k
    join unnest(k.conkey, k.confkey) as pair (own, other) on true
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
    join pg_attribute r on r.attrelid = k.confrelid and r.attnum = pair.other
    where k.contype = 'f' and k.confrelid = 'public.users'::regclass and r.attname = 'id'
      and k.connamespace = 'public'::regnamespace
    order by 1`);
  expect(Object.keys(fates).sort()).toEqual([...new Set(rows.map(({ reference }) => reference))].sort());
});

describe("merging two students", () => {
  it("moves places, assignments and notices, rebuilds progress, and leaves a pointer", async () => {
    await addTwin("twin");
    await run(`insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
      values ('place_twin', 'north', 'twin', 'rotation_north', current_date + 20, current_date + 30)`);
    await run(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
      values ('only_twin', 'north', 'Only', 'Parts', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')
      on conflict do nothing`);
    await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date) values
      ('twin_both', 'north', 'twin', 'competency_north', '2020-01-01'), ('twin_only', 'north', 'twin', 'only_twin', null)`);
    await run(
      `insert into notification_queue (id, school_id, user_id, type, content) values ('note_twin', 'north', 'twin', 'SYSTEM_ANNOUNCEMENT', 'Hello')`,
    );
    await run(
      `insert into sessions (id, school_id, user_id, expires_at) values ('s_twin', 'north', 'twin', now() + interval '1 day')`,
    );
    expect(await preview("amina", "twin")).toMatchObject({ placements: 1, assignments: 2, fault: null });
    expect((await merge("amina", "twin")).status).toBe(200);
    expect(await run("select id, student_id from placements where id = 'place_twin'")).toEqual([
      { id: "place_twin", student_id: "amina" },
    ]);
    expect(
      await run(
        "select id, user_id, status, due_date is not null as due from competency_assignments where id in ('twin_both', 'twin_only', 'assignment_amina') order by id",
      ),
    ).toEqual([
      { id: "assignment_amina", user_id: "amina", status: "IN_PROGRESS", due: true },
      { id: "twin_both", user_id: "twin", status: "WITHDRAWN", due: true },
      { id: "twin_only", user_id: "amina", status: "NOT_STARTED", due: false },
    ]);
    expect(await run("select user_id from notification_queue where id = 'note_twin'")).toEqual([{ user_id: "amina" }]);
    expect(await run("select total from student_progress where student_id = 'amina'")).toEqual([{ total: 2 }]);
    expect(await run("select status, merged_into, student_number from users where id = 'twin'")).toEqual([
      { status: "LEFT", merged_into: "amina", student_number: null },
    ]);
    expect(await run("select student_number, cohort_id from users where id = 'amina'")).toEqual([
      { student_number: "T-twin", cohort_id: "cohort_north" },
    ]);
    expect(await run("select revoked_at is not null as ended from sessions where id = 's_twin'")).toEqual([
      { ended: true },
    ]);
    expect(await run("select actor_id, entity_id from audit_log where action = 'user.merge'")).toEqual([
      { actor_id: "admin", entity_id: "amina" },
    ]);
    expect((await merge("amina", "twin")).status).toBe(409);
    expect((await api.post("admin", "/api/users/twin/reactivate", {})).status).toBe(409);
  });

  it("gives the kept person the exceptions of feature flags, and keeps theirs where both have one", async () => {
    await addTwin("twin_f");
    const exception = (id: string, variant: string, of = "PERSON") => ({ of, id, variant });
    const rulesOf = (...overrides: unknown[]) => ({ isOn: true, startsAt: null, endsAt: null, shares: {}, overrides });
    const other = exception("ben", "b");
    for (const [key, rules] of [
      ["merged", rulesOf(other, exception("twin_f", "b"), exception("twin_f", "c", "SCHOOL"))],
      ["both", rulesOf(exception("twin_f", "b"), exception("amina", "a"))],
      ["neither", rulesOf(other)],
    ]) {
      await run("insert into feature_flags (key, rules) values ($1, $2)", [key, JSON.stringify(rules)]);
    }
    expect((await merge("amina", "twin_f")).status).toBe(200);
    expect(await run("select key, rules, revision from feature_flags order by key")).toEqual([
      { key: "both", rules: rulesOf(exception("amina", "a")), revision: 2 },
      {
        key: "merged",
        rules: rulesOf(other, exception("amina", "b"), exception("twin_f", "c", "SCHOOL")),
        revision: 2,
      },
      { key: "neither", rules: rulesOf(other), revision: 1 },
    ]);
  });

  it("never re-assigns a record: whoever has one is kept", async () => {
    await addTwin("twin_a");
    expect((await merge("twin_a", "amina")).status).toBe(409);
    expect((await merge("ben", "amina")).status).toBe(409);
    expect(await preview("twin_a", "amina")).toMatchObject({ fault: expect.stringContaining("Keep that one") });
    expect(await run("select status from users where id = 'amina'")).toEqual([{ status: "ACTIVE" }]);
  });

  it("is refused to other schools, and to everybody but admins", async () => {
    await addTwin("twin_b");
    expect((await merge("amina", "carl")).status).toBe(404);
    expect((await api.post("foreignAdmin", "/api/users/merge", { keepId: "amina", mergeId: "twin_b" })).status).toBe(
      404,
    );
    expect((await api.post("hansen", "/api/users/merge", { keepId: "amina", mergeId: "twin_b" })).status).toBe(403);
  });
});

it("gives a supervisor's students and phrases to the one who is kept; what was signed keeps its author", async () => {
  await addTwin("twin_s", "'CLINICAL_SUPERVISOR'", "'Hansen'");
  await run(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_ben', 'twin_s', 'north'), ('placement_amina', 'twin_s', 'north')",
  );
  await run(
    "insert into quick_phrases (id, school_id, owner_id, kind, words) values ('p1', 'north', 'twin_s', 'ANY', 'Same'), ('p2', 'north', 'hansen', 'ANY', 'Same'), ('p3', 'north', 'twin_s', 'ANY', 'Own')",
  );
  expect((await merge("hansen", "twin_s")).status).toBe(200);
  expect(await run("select placement_id from placement_supervisors where supervisor_id = 'hansen' order by 1")).toEqual(
    ["placement_amina", "placement_ben", "placement_dora"].map((placement_id) => ({ placement_id })),
  );
  expect(await run("select id from quick_phrases where owner_id = 'hansen' order by 1")).toEqual([
    { id: "p2" },
    { id: "p3" },
  ]);
});

it("suggests people with the same name, number or address, in one school and role", async () => {
  await addTwin("twin_c", "'STUDENT'", "'AMÍNA'");
  const { body } = await api.get("admin", "/api/users/amina/duplicates");
  expect(body).toMatchObject({ items: [{ id: "twin_c", because: "name" }] });
  expect((await api.get("admin", "/api/users/ben/duplicates")).body).toEqual({ items: [] });
});
