import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { arrangeTwoSchools, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run(`insert into programs (id, school_id, name, code) values ('program_b', 'north', 'Biology', 'B')`);
  await run(`insert into cohorts (id, school_id, program_id, name) values ('cohort_b', 'north', 'program_b', '2030')`);
});
beforeEach(async () => {
  await run("delete from people_acts");
  await run("delete from users where id like 'many_%' or id in ('admin_two', 'admin_three')");
  await run(
    "update users set status = 'ACTIVE', status_before = null, cohort_id = null, program_id = null, last_seen_at = null where school_id = 'north'",
  );
});

async function run<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.owner().query(text, values)).rows as T[];
}

type Line = { id: string; name: string; revision: number; status: string; placement: unknown };
type Page = { items: Line[]; nextCursor: string | null; total: number | null };

async function listed(query: Record<string, string> = {}, person: Person = "admin"): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await api.get(person, "/api/users", { query: { ...query, ...(cursor ? { cursor } : {}) } });
    expect(answer.status).toBe(200);
    const page = answer.body as Page;
    if (cursor === undefined && !("limit" in query)) expect(page.total).toBe(page.items.length);
    found.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return found;
    cursor = page.nextCursor;
  }
}

const bulk = async (body: object, person: Person = "admin") => {
  const answer = await api.post(person, "/api/users/bulk", body);
  expect(answer.status).toBe(200);
  return answer.body as { done: number; misfits: { reason: string; count: number }[]; undoId: string | null };
};
const undo = (id: string | null) => api.post("admin", `/api/users/acts/${id}/undo`, {});
const stateOf = async (id: string) =>
  (
    await run<Record<string, unknown>>(
      "select status, status_reason, cohort_id, program_id, role from users where id = $1",
      [id],
    )
  )[0];

describe("GET /api/users", () => {
  it.each(["asc", "desc"])("sorts by each key, %s, a page at a time as all at once", async (order) => {
    await run("update users set last_seen_at = now() where id = 'ben'");
    await run("update users set program_id = 'program_b', cohort_id = 'cohort_b' where id in ('amina', 'dora')");
    for (const sort of ["name", "role", "program", "seen", "created"]) {
      const all = await listed({ sort, order });
      expect(all).toHaveLength(6);
      expect(await listed({ sort, order, limit: "1" })).toEqual(all);
      const other = await listed({ sort, order: order === "asc" ? "desc" : "asc" });
      expect(other).toEqual([...all].reverse());
    }
    expect(await listed({ sort: "seen", order: "desc" }).then(([first]) => first)).toBe("ben");
    expect(await listed({ sort: "role" }).then((ids) => ids.slice(0, 3))).toEqual(["amina", "ben", "dora"]);
  });

  it("finds by name, student number and address, and filters", async () => {
    await run(
      "update users set student_number = 'NX-77', cohort_id = 'cohort_b', program_id = 'program_b' where id = 'ben'",
    );
    await run("update users set status = 'LEFT' where id = 'said'");
    expect(await listed({ search: "nx-77" })).toEqual(["ben"]);
    expect(await listed({ search: "AMINA@two" })).toEqual(["amina"]);
    expect(await listed({ search: "hansen" })).toEqual(["hansen"]);
    expect(await listed({ search: "carl" })).toEqual([]);
    expect(await listed({ cohortId: "cohort_b" })).toEqual(["ben"]);
    expect(await listed({ programId: "program_b" })).toEqual(["ben"]);
    expect(await listed({ role: "STUDENT" })).toEqual(["amina", "ben", "dora"]);
    expect(await listed({ placement: "none" })).toEqual(["dora"]);
    expect(await listed({ placement: "running" })).toEqual(["amina", "ben", "hansen"]);
    expect(await listed({ status: "LEFT" })).toEqual(["said"]);
    expect(await listed({})).not.toContain("said");
    expect(await listed({ seen: "never", search: "north" })).toEqual([]);
    expect(await listed({}, "foreignAdmin")).toEqual(["carl", "foreign", "foreignAdmin"]);
  });

  it("counts each saved view as its list has it", async () => {
    await run("update users set status = 'INVITED' where id = 'amina'");
    await run("update users set status = 'SUSPENDED' where id = 'ben'");
    await run("update users set status = 'LEFT' where id = 'dora'");
    const { body } = await api.get("admin", "/api/users/counts");
    const views = {
      everybody: {},
      students: { role: "STUDENT" },
      supervisors: { role: "CLINICAL_SUPERVISOR" },
      admins: { role: "SCHOOL_ADMIN" },
      withoutPlacement: { placement: "none" },
      invited: { status: "INVITED" },
      neverSeen: { seen: "never" },
      suspended: { status: "SUSPENDED" },
      left: { status: "LEFT" },
    };
    for (const [name, query] of Object.entries(views)) {
      expect((body as Record<string, number>)[name], name).toBe((await listed(query)).length);
    }
  });

  it("exports what the filter shows, safe for spreadsheets", async () => {
    await run(
      `insert into users (id, school_id, name, email, role) values ('many_1', 'north', '=cmd()', 'many@north.test', 'STUDENT')`,
    );
    const { body } = await api.get("admin", "/api/users/export", { query: { role: "STUDENT" } });
    const lines = String(body).trim().split("\r\n");
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^'=cmd\(\),many@north\.test,Student,Active/);
  });

  it("reads one person, with an ETag that a change needs", async () => {
    const answer = await api.get("admin", "/api/users/amina");
    const person = answer.body as Line & { placements: { rotation: string }[] };
    expect(answer.headers.get("etag")).toBe(`"${person.revision}"`);
    expect(person).toMatchObject({ placement: { rotation: "Ward", students: 1 }, placements: [{ rotation: "Ward" }] });
    expect((await api.get("admin", "/api/users/carl")).status).toBe(404);
    expect((await api.get("admin", "/api/users/super")).status).toBe(404);
  });
});

describe("PATCH /api/users/:id", () => {
  const patch = async (id: string, body: object, tag?: string) => {
    const person = await api.get("admin", `/api/users/${id}`);
    const revision = tag ?? `"${(person.body as Line).revision}"`;
    return api.call("admin", "PATCH", `/api/users/${id}`, { body, headers: { "if-match": revision } });
  };

  it("changes a person; the cohort brings its program", async () => {
    const answer = await patch("ben", { name: "Ben B.", cohortId: "cohort_b", yearOfStudy: 2 });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: "Ben B.", cohort: "2030", program: "Biology", yearOfStudy: 2 });
    await patch("ben", { name: "Ben" });
  });

  it("refuses a stale or missing revision, and changes nothing", async () => {
    expect((await patch("ben", { name: "Stale" }, '"999"')).status).toBe(412);
    expect((await api.call("admin", "PATCH", "/api/users/ben", { body: { name: "None" } })).status).toBe(428);
    expect(await listed({ search: "ben" })).toEqual(["ben"]);
  });

  it.each([
    ["admin", { role: "CLINICAL_SUPERVISOR" }, 409],
    ["admin", { email: "other@north.test" }, 409],
    ["amina", { role: "CLINICAL_SUPERVISOR" }, 409],
    ["hansen", { role: "SCHOOL_ADMIN" }, 409],
    ["hansen", { role: "SUPER_ADMIN" }, 422],
    ["hansen", { cohortId: "cohort_b" }, 422],
    ["ben", { email: "amina@two-schools.test" }, 409],
    ["ben", { email: "carl@two-schools.test" }, 409],
    ["ben", { cohortId: "cohort_south" }, 422],
    ["ben", { programId: "program_south" }, 422],
    ["ben", {}, 422],
  ])("refuses for %s: %j", async (id, body, status) => {
    expect((await patch(id, body)).status).toBe(status);
  });

  it("ends the sessions of somebody whose role changes", async () => {
    await run(
      `insert into users (id, school_id, name, email, role) values ('many_1', 'north', 'Free', 'free@north.test', 'CLINICAL_SUPERVISOR')`,
    );
    await run(
      `insert into sessions (id, school_id, user_id, expires_at) values ('s_free', 'north', 'many_1', now() + interval '1 day')`,
    );
    expect((await patch("many_1", { role: "SCHOOL_ADMIN" })).status).toBe(200);
    expect(await run("select revoked_at is not null as ended from sessions where id = 's_free'")).toEqual([
      { ended: true },
    ]);
  });
});

describe("acts on people", () => {
  it("deactivate whom they fit, say why not the others, and are undone", async () => {
    await run("update users set status = 'INVITED' where id = 'ben'");
    const ids = ["amina", "ben", "admin", "carl", "nobody"];
    const done = await bulk({ act: "deactivate", who: { ids }, status: "SUSPENDED", reason: "On leave" });
    expect(done.done).toBe(2);
    expect(done.misfits).toEqual(
      expect.arrayContaining([
        { reason: "self", count: 1 },
        { reason: "gone", count: 2 },
      ]),
    );
    expect(await stateOf("amina")).toMatchObject({ status: "SUSPENDED" });
    // One reason for all, sealed for each.
    for (const who of ["amina", "ben"])
      expect((await api.get("admin", `/api/users/${who}`)).body).toMatchObject({ statusReason: "On leave" });
    expect(await stateOf("carl")).toMatchObject({ status: "ACTIVE" });
    expect((await undo(done.undoId)).body).toEqual({ undone: 2, notUndone: 0 });
    expect(await stateOf("amina")).toMatchObject({ status: "ACTIVE", status_reason: null });
    expect(await stateOf("ben")).toMatchObject({ status: "INVITED" });
    expect((await undo(done.undoId)).status).toBe(409);
    expect((await api.post("foreignAdmin", `/api/users/acts/${done.undoId}/undo`, {})).status).toBe(404);
    await run("update people_acts set undone_at = null, created_at = now() - interval '25 hours'");
    expect((await undo(done.undoId)).status).toBe(409);
  });

  it("leave alone, when undone, whoever was changed since", async () => {
    const done = await bulk({ act: "move", who: { ids: ["amina", "ben"] }, cohortId: "cohort_b" });
    expect(await stateOf("ben")).toMatchObject({ cohort_id: "cohort_b", program_id: "program_b" });
    await run("update users set year_of_study = 7 where id = 'ben'");
    expect((await undo(done.undoId)).body).toEqual({ undone: 1, notUndone: 1 });
    expect(await stateOf("amina")).toMatchObject({ cohort_id: null, program_id: null });
    expect(await stateOf("ben")).toMatchObject({ cohort_id: "cohort_b" });
  });

  it("return people to the status they had", async () => {
    await run("update users set status = 'INVITED' where id = 'ben'");
    await bulk({ act: "deactivate", who: { ids: ["amina", "ben"] }, status: "SUSPENDED" });
    await bulk({ act: "deactivate", who: { ids: ["amina", "ben"] }, status: "LEFT" });
    expect((await bulk({ act: "reactivate", who: { ids: ["amina", "ben", "dora"] } })).misfits).toEqual([
      { reason: "not_deactivated", count: 1 },
    ]);
    expect([(await stateOf("amina"))?.status, (await stateOf("ben"))?.status]).toEqual(["ACTIVE", "INVITED"]);
  });

  it("reach all who match a filter, thousands at once, and no other school", async () => {
    await run(`insert into users (id, school_id, name, email, role)
      select 'many_' || n, 'north', 'Many ' || n, 'many' || n || '@north.test', 'STUDENT' from generate_series(1, 6000) n`);
    await run("update schools set max_students = 7000 where id = 'north'");
    await run(
      `insert into invitations (id, school_id, user_id) select 'i_' || id, 'north', id from users where id like 'many_%'`,
    );
    await run(`insert into identity.verification (id, identifier, value, expires_at)
      select 'v_' || id, 'reset-password:' || id, id, now() + interval '1 hour' from users where id in ('many_7', 'amina')`);
    const done = await bulk({ act: "deactivate", who: { filter: { search: "many" } }, status: "LEFT" });
    expect(done).toMatchObject({ done: 6000, misfits: [] });
    expect(
      await run(
        "select count(*)::int as n from audit_log where action = 'user.deactivate' and entity_id like 'many_%'",
      ),
    ).toEqual([{ n: 6000 }]);
    expect(await stateOf("amina")).toMatchObject({ status: "ACTIVE" });
    expect(await run("select count(*)::int as n from invitations where user_id like 'many_%'")).toEqual([{ n: 0 }]);
    expect(await run("select value from identity.verification where id like 'v_%'")).toEqual([{ value: "amina" }]);
    expect((await undo(done.undoId)).body).toEqual({ undone: 6000, notUndone: 0 });
    // Each of them would count all students again, were the limit not held for the act as a whole.
    await bulk({ act: "deactivate", who: { filter: { search: "many" } }, status: "LEFT" });
    await run("update schools set max_students = 5999 where id = 'north'");
    const full = await api.post("admin", "/api/users/bulk", {
      act: "reactivate",
      who: { filter: { search: "many", status: "LEFT" } },
    });
    expect(full.status).toBe(409);
    expect(await stateOf("many_1")).toMatchObject({ status: "LEFT" });
    await run("update schools set max_students = null where id = 'north'");
  }, 60_000);

  it("keep an admin when two deactivate each other at once", async () => {
    await run(`insert into users (id, school_id, name, email, role)
      select 'admin_' || n, 'north', n, n || '@north.test', 'SCHOOL_ADMIN' from unnest(array['two', 'three']) n`);
    const made = (id: string) => ({ id, role: "SCHOOL_ADMIN", schoolId: "north" }) as const;
    const act = (id: string) => ({ act: "deactivate", who: { ids: [id] }, status: "LEFT" });
    const answers = await Promise.all([
      api.post(made("admin_two"), "/api/users/bulk", act("admin_three")),
      api.post(made("admin_three"), "/api/users/bulk", act("admin_two")),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect(await run("select count(*)::int as n from users where id like 'admin_%' and status = 'ACTIVE'")).toEqual([
      { n: 1 },
    ]);
  });

  it("on one person answer with the reason", async () => {
    expect((await api.post("admin", "/api/users/admin/deactivate", { status: "LEFT" })).status).toBe(409);
    expect((await api.post("admin", "/api/users/carl/deactivate", { status: "LEFT" })).status).toBe(404);
    expect((await api.post("admin", "/api/users/dora/deactivate", { status: "LEFT" })).status).toBe(200);
    expect((await api.post("admin", "/api/users/dora/reset-password", {})).status).toBe(409);
    expect((await api.post("admin", "/api/users/dora/reactivate", {})).status).toBe(200);
    expect((await api.post("admin", "/api/users/dora/reset-password", {})).status).toBe(200);
    expect(await run("select value from identity.verification where identifier like 'mail:reset:%'")).toEqual([
      { value: "dora@two-schools.test" },
    ]);
  });
});
