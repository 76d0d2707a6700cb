import { beforeAll, describe, expect, it } from "vitest";
import { deploymentSorts, deploymentStudentSorts, movedSorts } from "#src/features/deployments/values.ts";
import { frameworkSorts } from "#src/features/frameworks/values.ts";
import { studentSorts } from "#src/features/people/values.ts";
import { renewalSorts } from "#src/features/renewals/values.ts";
import { arrangeTwoSchools, recount, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import type { Person } from "../support/two-schools.ts";

/** Every table that a school or the program keeps: its file, and the order of its columns. */
const database = useDatabase();
const api = useApi();

/** A file of what a table shows. Where a reader sees one line, the filter leaves none. */
type Export = {
  path: string;
  reader?: Person;
  query?: Record<string, string>;
  /** What the file has without a filter, each a text that would be a formula. */
  has: string;
  /** Narrows it: what it keeps of the above, and what it leaves out. */
  filter?: Record<string, string>;
  keeps?: string;
  drops?: string;
  /** What a reader of the other school gets for the same address; a file without anything of this school unless given. */
  foreign?: number;
  /** The words of its access row; absent for what a school sets up. */
  what?: string;
};

const amina = "'=Amina";
const ben = "'+Ben";
const students = { has: amina, filter: { search: "Amina" }, keeps: amina, drops: ben };

const exports: Export[] = [
  { ...students, path: "/api/users/export", what: "people export" },
  { ...students, path: "/api/students/export", what: "students export" },
  { path: "/api/programs/export", has: "'@Nursing" },
  {
    path: "/api/competency-frameworks/export",
    has: "'-Framework",
    filter: { status: "DRAFT" },
    keeps: "'=Draft",
    drops: "'-Framework",
  },
  { path: "/api/rotations/export", has: "'=Ward", filter: { search: "clinic" }, keeps: "Clinic", drops: "'=Ward" },
  { path: "/api/rotations/rotation_north/placements/export", has: amina, foreign: 404, what: "placements export" },
  { path: "/api/assessment-requests/expired/export", has: amina, what: "expired requests, export" },
  { path: "/api/assessment-requests/stale-drafts/export", has: amina, what: "drafts of requests, export" },
  { ...students, path: "/api/submissions/export", query: { view: "waiting" }, what: "submissions export" },
  {
    path: "/api/time-records/to-decide/export",
    reader: "hansen",
    has: amina,
    filter: { status: "APPROVED" },
    drops: amina,
    what: "hours to decide, export",
  },
  {
    path: "/api/time-records/export",
    has: amina,
    filter: { to: "2001-01-01" },
    drops: amina,
    what: "hours export",
  },
  {
    path: "/api/renewals/export",
    query: { state: "ALL" },
    ...students,
    what: "renewals export",
  },
  { ...students, path: "/api/completion-approvals/export", what: "completions to approve export" },
  { path: "/api/audit/export", has: amina, filter: { about: "Amina" }, keeps: amina, drops: ben, what: "audit export" },
  {
    path: "/api/consents/export",
    has: amina,
    filter: { purpose: "research" },
    keeps: amina,
    drops: ben,
    what: "consents",
  },
  {
    path: "/api/competency-deployments/export",
    has: "'-Framework",
    filter: { status: "SCHEDULED" },
    keeps: "'=Draft",
    drops: "'-Framework",
  },
  {
    path: "/api/competency-deployments/given/students/export",
    ...students,
    foreign: 404,
    what: "students of an assignment, export",
  },
  { path: "/api/moved-students/export", has: amina, what: "moved students, export" },
  {
    path: "/api/competency-assessments/centre/export",
    reader: "hansen",
    query: { tab: "submitted" },
    has: amina,
    filter: { search: "nobody" },
    drops: amina,
    what: "assessment centre, export",
  },
  {
    path: "/api/cohort-matrix/export",
    query: { frameworkId: "formula" },
    has: amina,
    filter: { cohortId: "cohort_north" },
    keeps: ben,
    foreign: 404,
    what: "cohort matrix export",
  },
  {
    path: "/api/schools/csv",
    reader: "super",
    has: "'=North",
    filter: { search: "south" },
    keeps: "South",
    drops: "'=North",
    foreign: 403,
  },
];

/** Files that are no table's: a framework in a format of its own, and rows of an import with what is wrong with them. */
const otherFiles = [
  "/api/competency-frameworks/:id/csv",
  "/api/competency-frameworks/template.csv",
  "/api/people-imports/:id/faults-csv",
];

const run = (text: string) => database.owner().query(text);

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run(`
    update users set name = '=Amina' where id = 'amina';
    update users set name = '+Ben' where id = 'ben';
    update users set name = 'Carl of the South' where id = 'carl';
    update users set cohort_id = 'cohort_' || school_id where role = 'STUDENT' and id <> 'dora';
    update schools set name = '=North' where id = 'north';
    update programs set name = '@Nursing' where id = 'program_north';
    update programs set name = 'South Nursing' where id = 'program_south';
    update cohorts set name = 'South 2027' where id = 'cohort_south';
    update rotations set name = '=Ward' where id = 'rotation_north';
    update rotations set name = 'South Ward' where id = 'rotation_south';
    insert into audit_log (id, school_id, action, entity_type, entity_id, student_id)
      select 'act_' || id, school_id, 'thing.done', 'thing', id, id from users where id in ('amina', 'ben', 'carl');
    insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
      values ('clinic', 'north', 'Clinic', 'Town', 'A', current_date, current_date + 5);
    insert into competency_templates (id, school_id, name, version, created_by) values
      ('formula', 'north', '-Framework', '1', 'admin'), ('of_south', 'south', 'South Framework', '1', 'foreignAdmin'),
      ('draft', 'north', '=Draft', '2', 'admin'), ('draft_2', 'north', 'Another', '', 'admin'),
      ('draft_3', 'north', 'Another', '10', 'admin');
    insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by,
        validity_months, renewal_ways)
      select 'bls_' || s, s, case s when 'north' then 'formula' else 'of_south' end, s || ' life support', 'Safety', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system', 12,
        '{ASSESSMENT}' from unnest(array['north', 'south']) s;
    update competency_templates set status = 'PUBLISHED', published_at = now() where id in ('formula', 'of_south');
    insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date, progress_percentage)
      select 'bls_' || id, school_id, id, 'bls_' || school_id, 'ACHIEVED',
        now() - case id when 'amina' then interval '360 days' when 'ben' then interval '30 days' else interval '0' end, 100
      from users where role = 'STUDENT' and school_id in ('north', 'south');
    insert into competency_deployments (id, school_id, template_id, status, created_by, effective_at, due_at) values
      ('given', 'north', 'formula', 'ACTIVE', 'admin', now() - interval '9 days', now() + interval '9 days'),
      ('old', 'north', 'formula', 'ACTIVE', 'admin', now() - interval '8 days', null),
      ('later', 'north', 'draft', 'SCHEDULED', 'admin', now() + interval '3 days', now() + interval '30 days'),
      ('of_south', 'south', 'of_south', 'ACTIVE', 'foreignAdmin', now(), null);
    insert into deployment_targets (deployment_id, school_id, target_type, target_id) values
      ('given', 'north', 'cohort', 'cohort_north'), ('later', 'north', 'student', 'ben');
    insert into assignment_deployments (assignment_id, deployment_id, school_id)
      select 'assignment_' || id, case school_id when 'north' then 'given' else 'of_south' end, school_id
      from users where role = 'STUDENT' and school_id in ('north', 'south');
    insert into assignment_deployments (assignment_id, deployment_id, school_id)
      select 'assignment_' || id, 'old', school_id from users where role = 'STUDENT' and school_id = 'north';
    update competency_assignments set due_date = now() - interval '2 days' where id = 'assignment_ben';
    update competency_assignments set due_date = now() + interval '2 days' where id = 'assignment_amina';
    insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
      select 'asked_' || s, s, 'Dressing', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
      from unnest(array['north', 'south']) s;
    insert into competency_assignments (id, school_id, user_id, competency_id)
      select 'asked_' || id, school_id, id, 'asked_' || school_id from users where id in ('amina', 'carl');
    insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by, needs_approval)
      select 'approved_' || s, s, 'Discharge', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system', true
      from unnest(array['north', 'south']) s;
    insert into competency_assignments (id, school_id, user_id, competency_id, status, progress_percentage, completion_date)
      select 'approved_' || id, school_id, id, 'approved_' || school_id, 'ACHIEVED', 100, now()
      from users where id in ('amina', 'ben', 'carl');
    insert into consent_decisions (id, school_id, user_id, purpose, decision) select 'consent_' || id, school_id, id,
      case id when 'ben' then 'product_analytics' else 'research' end, 'REFUSED' from users where id in ('amina', 'ben', 'carl');
    insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, expires_at)
      select 'expired_' || id, school_id, id, 'asked_' || school_id, case id when 'amina' then 'hansen' else 'foreign' end, 'EXPIRED',
        id, now(), now() - interval '1 day' from users where id in ('amina', 'carl');
    insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, opened_at)
      select 'stale_' || id, school_id, id, 'asked_' || school_id, case id when 'amina' then 'hansen' else 'foreign' end, 'DRAFT',
        id, now(), now() - interval '30 days' from users where id in ('amina', 'carl');
  `);
  await recount(["amina", "ben", "dora", "carl"]);
});

const read = async (reader: Person, path: string, query: Record<string, string>) => {
  const answer = await api.get(reader, path, { query });
  return { ...answer, text: String(answer.body) };
};

describe("the file of a table", () => {
  it("is there for every endpoint that gives one", async () => {
    const { endpoints } = await import("#src/http/endpoints.ts");
    const paths = endpoints.map(({ path }) => path).filter((path) => /\/export$|csv$/.test(path));
    const tested = exports.map(({ path }) =>
      path.replace("rotation_north", ":id").replace("competency-deployments/given", "competency-deployments/:id"),
    );
    expect(paths.sort()).toEqual([...tested, ...otherFiles].sort());
  });

  describe.each(exports.map((one) => [one.path, one] as const))("%s", (path, one) => {
    const { reader = "admin", query = {}, has, filter, keeps, drops, foreign = 200, what } = one;

    it("has a heading and lines, makes no formula of a cell, and says nothing of another school", async () => {
      const { status, headers, text } = await read(reader, path, query);
      expect([status, headers.get("content-type")], text).toEqual([200, "text/csv; charset=utf-8"]);
      expect(headers.get("content-disposition")).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
      const [head = "", ...lines] = text.replace("\uFEFF", "").trimEnd().split("\r\n");
      expect(head).toMatch(/^[A-Z][a-z]+/);
      expect(lines.length).toBeGreaterThan(0);
      expect(text).toContain(has);
      expect(text).not.toMatch(/(^|,)"?[=+@-][A-Za-z]/m);
      if (reader !== "super") expect(text).not.toMatch(/south/i);
    });

    // Some tables have none.
    if (filter) {
      it("keeps the filters", async () => {
        const { text } = await read(reader, path, { ...query, ...filter });
        if (keeps) expect(text).toContain(keeps);
        if (drops) expect(text).not.toContain(drops);
      });
    }

    it("gives another school none of it", async () => {
      const answer = await read(reader === "hansen" ? "foreign" : "foreignAdmin", path, query);
      expect(answer.status).toBe(foreign);
      for (const name of [amina, ben, "'@Nursing", "'-Framework", "'=Ward", "Clinic,Town"])
        expect(answer.text).not.toContain(name);
    });

    it("gives a student no more than the list does", async () => {
      const own = ["/api/submissions/export", "/api/time-records/export", "/api/renewals/export"];
      const forAll = ["/api/competency-frameworks/export"];
      const { status, text } = await read("ben", path, query);
      if (own.includes(path)) expect(text).not.toContain(amina);
      else expect(status).toBe(forAll.includes(path) ? 200 : 403);
    });

    it(what ? "leaves one row in the access log" : "is of what a school sets up, and leaves none", async () => {
      await run("truncate access_log");
      await read(reader, path, { ...query, ...filter });
      const { rows } = await run("select actor_id, what, detail from access_log");
      const row = { actor_id: reader, what, detail: expect.objectContaining({ count: expect.any(Number) }) };
      expect(rows).toEqual(what ? [row] : []);
      expect(JSON.stringify(rows)).not.toContain("Amina");
    });
  });
});

const lists = [
  { path: "/api/competency-frameworks", sorts: frameworkSorts, key: ["id"] },
  { path: "/api/competency-deployments", sorts: deploymentSorts, key: ["id"] },
  { path: "/api/competency-deployments/given/students", sorts: deploymentStudentSorts, key: ["studentId"] },
  { path: "/api/moved-students", sorts: movedSorts, key: ["studentId", "deploymentId"] },
  { path: "/api/renewals?state=ALL", sorts: renewalSorts, key: ["assignmentId"] },
  { path: "/api/students", sorts: studentSorts, key: ["id"] },
] as const;

describe("the order of a list by pages", () => {
  type Answer = { items: Record<string, unknown>[]; nextCursor: string | null };
  const page = async (path: string, query: Record<string, string>) => {
    const [address = "", given] = path.split("?");
    const answer = await api.get("admin", address, {
      query: { ...Object.fromEntries(new URLSearchParams(given)), ...query },
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body as Answer;
  };

  describe.each(lists)("$path", ({ path, sorts, key }) => {
    const keyOf = (line: Record<string, unknown>) => key.map((name) => line[name]).join(" ");

    it.each(sorts.flatMap((sort) => [[sort, "asc"] as const, [sort, "desc"] as const]))(
      "by %s %s is the same page by page as at once",
      async (sort, direction) => {
        const whole = (await page(path, { sort, direction })).items.map(keyOf);
        expect(whole.length).toBeGreaterThan(1);
        expect(new Set(whole).size).toBe(whole.length);
        const found: string[] = [];
        for (let cursor: string | null = ""; cursor !== null; ) {
          const answer: Answer = await page(path, { sort, direction, limit: "1", ...(cursor ? { cursor } : {}) });
          found.push(...answer.items.map(keyOf));
          cursor = answer.nextCursor;
        }
        expect(found).toEqual(whole);
      },
    );

    it("refuses the cursor of another order", async () => {
      const [first = "", second = ""] = sorts;
      const { nextCursor } = await page(path, { sort: first, limit: "1" });
      const answer = await api.get("admin", path.split("?")[0] ?? "", {
        query: { sort: second, cursor: nextCursor ?? "" },
      });
      expect(answer.status).toBe(400);
    });
  });

  it("is what it says: by names, numbers and days, and without a value last", async () => {
    const names = async (sort: string, direction: string) =>
      (await page("/api/competency-frameworks", { sort, direction })).items
        .map(({ id }) => id)
        .filter((id) => String(id).startsWith("draft") || id === "formula");
    expect(await names("name", "asc")).toEqual(["formula", "draft", "draft_2", "draft_3"]);
    expect(await names("version", "asc")).toEqual(["formula", "draft_3", "draft", "draft_2"]);
    expect((await names("competencies", "desc"))[0]).toBe("formula");
    const due = async (direction: string) =>
      (await page("/api/competency-deployments", { sort: "due", direction })).items.map(({ id }) => id);
    expect(await due("asc")).toEqual(["given", "later", "old"]);
    expect(await due("desc")).toEqual(["later", "given", "old"]);
    const status = await page("/api/competency-deployments", { sort: "status", direction: "asc" });
    expect(status.items[0]?.id).toBe("later");
    const expiry = await page("/api/renewals?state=ALL", {});
    expect(expiry.items.map(({ studentId }) => studentId)).toEqual(["amina", "ben", "dora"]);
    const behind = await page("/api/competency-deployments/given/students", { sort: "overdue", direction: "desc" });
    expect(behind.items[0]?.studentId).toBe("ben");
  });
});
