import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsOf, inTwoSchools, type Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const { asOwner, attempt, attemptAs, become, ids, idsAs } = inTwoSchools(database.owner);

describe("reading a student's records", () => {
  // Dora's placement has ended; Carl belongs to the other school.
  const everyone = ["amina", "ben", "carl", "dora"];
  const readers: [Person, string[]][] = [
    ["amina", ["amina"]],
    ["carl", ["carl"]],
    ["hansen", ["amina"]],
    ["said", ["ben"]],
    ["foreign", ["carl"]],
    ["admin", ["amina", "ben", "dora"]],
    ["foreignAdmin", ["carl"]],
    ["super", everyone],
  ];
  const tables: [string, string][] = [
    ["student_progress", "student_id"],
    ["competency_assignments", "user_id"],
    ["evaluations", "student_id"],
    ["achievements", "student_id"],
    ["time_records", "student_id"],
    ["progress_snapshots", "user_id"],
    ["competency_submissions", "student_id"],
  ];

  describe.each(tables)("in %s", (table, column) => {
    it.each(readers)("%s sees those of %j", async (reader, expected) => {
      expect(await idsAs(reader, `select distinct ${column} as id from ${table}`)).toEqual(expected);
    });
  });

  it.each(readers)("shows the same to the commands of %s", async (reader, expected) => {
    for (const [table, column] of tables.filter(([name]) => name !== "progress_snapshots")) {
      expect(await idsAs(reader, `select distinct ${column} as id from ${table}`, "app_command"), table).toEqual(
        expected,
      );
    }
  });

  it("shows criteria, files and attachments with the record they belong to", async () => {
    for (const table of ["evaluation_criteria", "assessment_files"]) {
      const column = table === "assessment_files" ? "assessment_id" : "evaluation_id";
      const own = table === "assessment_files" ? "assessment_amina" : "evaluation_amina";
      const text = `select distinct ${column} as id from ${table}`;
      expect(await idsAs("amina", text), table).toEqual([own]);
      expect(await idsAs("hansen", text), table).toEqual([own]);
      expect(await idsAs("ben", text), table).not.toContain(own);
      expect(await idsAs("foreignAdmin", text), table).not.toContain(own);
    }
    expect(await idsAs("amina", "select id from files")).toContain("file_amina");
    expect(await idsAs("ben", "select id from files")).not.toContain("file_amina");
    expect(await idsAs("hansen", "select id from files")).toContain("file_amina");
  });
});

describe("supervision", () => {
  it("ends at once when the placement is ended", async () => {
    await asOwner("update placements set ended_at = now() where id = 'placement_amina'");
    expect(await idsAs("hansen", "select student_id as id from student_progress")).toEqual([]);
  });

  it.each([
    [14, ["amina"]],
    [15, []],
  ])("%d days after the last day lets the supervisor see %j", async (days, expected) => {
    await asOwner(
      `update placements set starts_on = current_date - 100, ends_on = (now() at time zone 'Europe/London')::date - $1::int
       where id = 'placement_amina'`,
      [days],
    );
    expect(await idsAs("hansen", "select student_id as id from student_progress")).toEqual(expected);
    expect(await idsAs("hansen", "select student_id as id from student_progress", "app_command")).toEqual(expected);
  });

  it("does not begin before the first day", async () => {
    await asOwner("update placements set starts_on = current_date + 2 where id = 'placement_amina'");
    expect(await idsAs("hansen", "select student_id as id from student_progress")).toEqual([]);
  });

  it("is not given to a student or an admin by the placement's list", async () => {
    await asOwner(
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'ben', 'north')",
    );
    expect(await idsAs("ben", "select student_id as id from student_progress")).toEqual(["ben"]);
  });
});

describe("people", () => {
  const students = `select id from users where role = 'STUDENT'`;
  it("are visible to those who work with them", async () => {
    expect(await idsAs("amina", students)).toEqual(["amina"]);
    expect(await idsAs("amina", "select id from users where role <> 'STUDENT'")).toEqual(["hansen", "system"]);
    expect(await idsAs("hansen", students)).toEqual(["amina"]);
    expect(await idsAs("hansen", "select id from users where role <> 'STUDENT'")).toEqual([
      "admin",
      "hansen",
      "said",
      "system",
    ]);
    expect(await idsAs("admin", students)).toEqual(["amina", "ben", "dora"]);
    expect(await idsAs("foreignAdmin", students)).toEqual(["carl"]);
  });
});

describe("what staff keep to themselves", () => {
  it("shows a private note to staff who may read the evaluation, never to its student [V8.2.3]", async () => {
    const notes = "select evaluation_id as id from evaluation_private_notes";
    expect(await idsAs("amina", notes)).toEqual([]);
    expect(await idsAs("hansen", notes)).toEqual(["evaluation_amina"]);
    expect(await idsAs("said", notes)).toEqual([]);
    expect(await idsAs("admin", notes)).toEqual(["evaluation_amina"]);
    expect(await idsAs("foreignAdmin", notes)).toEqual([]);
    expect(await idsAs("super", notes)).toEqual(["evaluation_amina"]);
  });

  it("hides an unsigned draft from its student and from colleagues", async () => {
    await asOwner(
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
    );
    const drafts = "select id from assessments where status = 'DRAFT'";
    expect(await idsAs("hansen", drafts)).toEqual(["draft_amina"]);
    expect(await idsAs("amina", drafts)).toEqual([]);
    expect(await idsAs("said", drafts)).toEqual([]);
  });

  it("drops the draft's content when it is signed", async () => {
    await asOwner(
      "update assessments set status = 'SUBMITTED', submitted_at = now(), observed_at = now() where id = 'draft_amina'",
    );
    await become("authenticated", claimsOf("amina"));
    const { rows } = await database.owner().query("select draft from assessments where id = 'draft_amina'");
    expect(rows).toEqual([{ draft: null }]);
  });

  it("keeps the audit to the school's admins", async () => {
    const audit = "select id from audit_log";
    expect(await idsAs("amina", audit)).toEqual([]);
    expect(await idsAs("hansen", audit)).toEqual([]);
    expect(await idsAs("admin", audit)).toEqual(["audit_north"]);
    expect(await idsAs("foreignAdmin", audit)).toEqual([]);
    expect(await idsAs("super", audit)).toEqual(["audit_north"]);
  });
});

describe("reference rows", () => {
  it("are read by every school and changed by none", async () => {
    for (const person of ["amina", "foreign"] as const) {
      expect(await idsAs(person, "select id from rating_scales")).toHaveLength(6);
      expect(await idsAs(person, "select id from competencies where school_id = 'default'")).toHaveLength(3);
    }
    expect(await attemptAs("admin", "update rating_scales set name = 'Ours' where id = 'scale_oscore'")).toBe("0 rows");
  });
});

describe("claims", () => {
  async function countEverything(): Promise<{ table: string; n: number }[]> {
    const { rows } = await database.owner().query<{ table: string }>(`
      select c.relname as table from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege('authenticated', c.oid, 'SELECT')`);
    const counts = [];
    for (const { table } of rows) {
      const counted = await database.owner().query<{ n: number }>(`select count(*)::int as n from ${table}`);
      counts.push({ table, n: counted.rows[0]?.n ?? -1 });
    }
    return counts.filter(({ n }) => n !== 0);
  }

  it.each(["", "{}", "null", '{"sub":null}'])("%j lets nothing through, reference rows included", async (claims) => {
    await become("authenticated", claims);
    expect(await countEverything()).toEqual([]);
  });

  const hostile: [string, object][] = [
    ["a quote in the subject", { sub: "amina' or true --", app_metadata: { role: "STUDENT", school_id: "north" } }],
    [
      "JSON in the subject",
      { sub: '","app_metadata":{"role":"SUPER_ADMIN"},"x":"', app_metadata: { role: "STUDENT" } },
    ],
    [
      "a role that the user wrote",
      { sub: "ben", role: "SUPER_ADMIN", user_metadata: { role: "SUPER_ADMIN" }, app_metadata: { role: "STUDENT" } },
    ],
    ["a role in lower case", { sub: "ben", app_metadata: { role: "super_admin", school_id: "north" } }],
    ["a list of roles", { sub: "ben", app_metadata: { role: ["SCHOOL_ADMIN"], school_id: "north" } }],
    ["a school as a pattern", { sub: "ben", app_metadata: { role: "SCHOOL_ADMIN", school_id: "%" } }],
    ["a school as an object", { sub: "ben", app_metadata: { role: "SCHOOL_ADMIN", school_id: { id: "north" } } }],
    ["an admin without a school", { sub: "ben", app_metadata: { role: "SCHOOL_ADMIN", school_id: null } }],
    ["a subject as an object", { sub: { id: "amina" }, app_metadata: { role: "STUDENT", school_id: "north" } }],
  ];
  it.each(hostile)("with %s open no other student's progress", async (_, claims) => {
    await become("authenticated", JSON.stringify({ session_id: "session_ben", ...claims }));
    const seen = await ids("select student_id as id from student_progress");
    expect(seen.filter((id) => id !== "ben")).toEqual([]);
  });

  it("that are not JSON fail the statement", async () => {
    await become("authenticated", '{"sub":"amina"');
    expect(await attempt("select from student_progress")).toBe("22P02");
  });

  it("of one transaction do not apply to the next", async () => {
    await become("authenticated", claimsOf("super"));
    await database.owner().query("rollback; begin; set local role authenticated");
    expect(await ids("select id from users")).toEqual([]);
  });
});
