import { describe, expect, it } from "vitest";
import { useDatabase } from "../../../tests/support/database.ts";
import { claimsOf, inTwoSchools, type Person, refused } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const { asOwner, attempt, attemptAs, become, ids, idsAs } = inTwoSchools(database.owner);

const insertAssessment = (values: {
  student?: string;
  school?: string;
  assessor?: string;
  status?: string;
  requestedBy?: string;
}) => {
  const { student = "amina", school = "north", assessor = "hansen", status = "SUBMITTED", requestedBy } = values;
  return `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, submitted_at)
    values ('new', '${school}', '${student}', 'competency_${school}', '${assessor}', '${status}', ${requestedBy ? `'${requestedBy}'` : "null"}, now(), now())`;
};

const insertEvaluation = (values: { evaluator: string; student?: string; isSelf?: boolean }) => {
  const { evaluator, student = "amina", isSelf = false } = values;
  return `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self, state, overall_rating, signed_at)
    values ('new', 'north', '${student}', 'competency_north', 'assessment_${student}', '${evaluator}', ${isSelf}, 'SIGNED', 5, now())`;
};

describe("assessments", () => {
  it("are written by a supervisor for a student of theirs, in their own name and school", async () => {
    expect(await attemptAs("hansen", insertAssessment({}))).toBe("1 rows");
  });

  it.each<[string, Person, string]>([
    ["a student of a colleague", "hansen", insertAssessment({ student: "ben" })],
    ["a student whose placement is over", "hansen", insertAssessment({ student: "dora" })],
    ["a colleague's name", "said", insertAssessment({ assessor: "hansen" })],
    ["a student's own hand, as if by their supervisor", "amina", insertAssessment({})],
    ["a student's own hand, about another", "amina", insertAssessment({ student: "ben", assessor: "amina" })],
    ["a request in another's name", "amina", insertAssessment({ status: "REQUESTED", requestedBy: "ben" })],
    ["a state that nobody starts in", "hansen", insertAssessment({ status: "APPROVED" })],
    ["the admin of another school", "foreignAdmin", insertAssessment({})],
  ])("are refused for %s", async (_, person, text) => {
    expect(await attemptAs(person, text)).toBe(refused);
  });

  it("do not reach into another school, with or without its name on them", async () => {
    expect(
      await attemptAs("foreign", insertAssessment({ student: "carl", school: "south", assessor: "foreign" })),
    ).toBe("1 rows");
    await asOwner("delete from assessments where id = 'new'");
    expect(await attemptAs("hansen", insertAssessment({ student: "carl", school: "south" }))).toMatch(/^(42501|23503)/);
    expect(await attempt(insertAssessment({ student: "carl" }))).toBe(refused);
    await become("app_system", "");
    expect(await attempt(insertAssessment({ student: "carl" }))).toBe("23503 assessments_student_fkey");
    expect(await attempt(insertAssessment({ student: "carl", school: "south" }))).toBe(
      "23503 assessments_shared_school",
    );
  });

  it("do not use an answer cached under other claims", async () => {
    await become("app_command", claimsOf("foreign"));
    const asks = "select app.supervises('carl') as answer";
    expect((await database.owner().query(asks)).rows).toEqual([{ answer: true }]);
    await become("app_command", claimsOf("hansen"));
    expect((await database.owner().query(asks)).rows).toEqual([{ answer: false }]);
  });

  it("are requested and cancelled by their student, who signs none", async () => {
    expect(await attemptAs("amina", insertAssessment({ status: "REQUESTED", requestedBy: "amina" }))).toBe("1 rows");
    expect(await attempt("update assessments set status = 'DRAFT' where id = 'new'")).toBe(refused);
    expect(await attempt("update assessments set status = 'CANCELLED' where id = 'new'")).toBe("1 rows");
  });

  it("that are signed cannot be changed by their student", async () => {
    expect(await attemptAs("amina", "update assessments set metadata = '{}' where id = 'assessment_amina'")).toBe(
      "0 rows",
    );
  });

  it("are never deleted", async () => {
    expect(await attemptAs("admin", "delete from assessments")).toBe(refused);
  });
});

describe("evaluations", () => {
  it("are signed by a supervisor of the student, or by the student about themselves as such", async () => {
    expect(await attemptAs("hansen", insertEvaluation({ evaluator: "hansen" }))).toBe("1 rows");
    await asOwner("delete from evaluations where id = 'new'");
    expect(await attemptAs("amina", insertEvaluation({ evaluator: "amina", isSelf: true }))).toBe("1 rows");
  });

  it.each<[string, Person, string]>([
    ["in a colleague's name", "said", insertEvaluation({ evaluator: "hansen" })],
    ["about a colleague's student", "said", insertEvaluation({ evaluator: "said" })],
    ["by the student as if by staff", "amina", insertEvaluation({ evaluator: "amina" })],
  ])("are refused %s", async (_, person, text) => {
    expect(await attemptAs(person, text)).toBe(refused);
  });

  it("are superseded by their author, not by a colleague or the student", async () => {
    const supersede = "update evaluations set state = 'SUPERSEDED' where id = 'evaluation_amina'";
    expect(await attemptAs("said", supersede)).toBe("0 rows");
    expect(await attemptAs("amina", supersede)).toBe("0 rows");
    expect(await attemptAs("hansen", supersede)).toBe("1 rows");
  });

  it("take criteria in the transaction of their signing, savepoints included, and by their author", async () => {
    expect(await attemptAs("hansen", insertEvaluation({ evaluator: "hansen" }))).toBe("1 rows");
    const criterion =
      "insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score) values ('new', 'rubric_north', 'north', 4)";
    expect(await attemptAs("said", criterion)).toBe(refused);
    expect(await attemptAs("hansen", criterion)).toBe("1 rows");
  });

  it("take no criteria once the transaction of their signing is over", async () => {
    await asOwner("select 1");
    const { rows } = await database.owner().query(`
      select app.is_in_progress((select xmin from schools where id = 'default')) as committed,
        app.is_in_progress((select xmin from schools where id = 'north')) as own`);
    expect(rows).toEqual([{ committed: false, own: true }]);
  });
});

describe("a student", () => {
  it("starts an assignment, but cannot achieve one", async () => {
    await asOwner("update competency_assignments set status = 'WITHDRAWN' where id = 'assignment_amina'");
    await asOwner(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ('fresh', 'north', 'amina', 'competency_north')",
    );
    expect(
      await attemptAs(
        "amina",
        "update competency_assignments set status = 'ACHIEVED', completion_date = now() where id = 'fresh'",
      ),
    ).toMatch(/^42501/);
    expect(await attempt("update competency_assignments set result = 5 where id = 'fresh'")).toBe(
      "42501 competency_assignments_own_progress",
    );
    expect(await attempt("update competency_assignments set status = 'IN_PROGRESS' where id = 'fresh'")).toBe("1 rows");
  });

  it("refreshes their progress row, but cannot complete anything in it", async () => {
    expect(await attemptAs("amina", "update student_progress set version = version + 1")).toBe("1 rows");
    expect(await attempt("update student_progress set completed = 1")).toBe("42501 student_progress_own_progress");
  });

  it("submits evidence only for themselves, and reviews none", async () => {
    const submit = (student: string) =>
      `insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
       values ('new_${student}', 'north', '${student}', 'competency_north', 'amina', 'SUBMITTED', now())`;
    expect(await attemptAs("amina", submit("amina"))).toBe("1 rows");
    expect(await attempt(submit("ben"))).toBe(refused);
    expect(await attempt("update competency_submissions set status = 'IN_REVIEW' where id = 'new_amina'")).toBe(
      refused,
    );
  });

  it("approves no hours, their own included", async () => {
    expect(await attemptAs("amina", "update time_records set status = 'APPROVED'")).toBe(refused);
    expect(await attemptAs("hansen", "update time_records set status = 'APPROVED', decided_by = 'hansen'")).toBe(
      "1 rows",
    );
  });

  it("can notify only their supervisors", async () => {
    const notify = (user: string) =>
      `insert into notification_queue (school_id, user_id, type, content) values ('north', '${user}', 'ASSESSMENT_DUE', 'Please')`;
    expect(await attemptAs("amina", notify("hansen"))).toBe("1 rows");
    expect(await attempt(notify("said"))).toBe(refused);
    expect(await attempt(notify("ben"))).toBe(refused);
  });

  it("cannot attach another person's file to a record of their own", async () => {
    await asOwner(
      "insert into assessments (id, school_id, student_id, competency_id, assessor_id, status) values ('self', 'north', 'amina', 'competency_north', 'amina', 'DRAFT')",
    );
    const attach = (file: string) =>
      `insert into assessment_files (assessment_id, file_id, school_id) values ('self', '${file}', 'north')`;
    expect(await attemptAs("amina", attach("file_ben"))).toBe(refused);
    expect(await attempt(attach("file_amina"))).toBe("1 rows");
  });
});

describe("standing", () => {
  it("cannot be raised by the person", async () => {
    expect(await attemptAs("amina", "update users set role = 'SCHOOL_ADMIN' where id = 'amina'")).toBe(
      "42501 users_own_standing",
    );
    expect(await attemptAs("admin", "update users set role = 'STUDENT' where id = 'admin'")).toBe(
      "42501 users_own_standing",
    );
    expect(await attemptAs("amina", "update users set time_zone = 'Europe/Paris' where id = 'amina'")).toBe("1 rows");
  });

  it("above a school, or in another, cannot be given by a school's admin", async () => {
    const add = (school: string, role: string) =>
      `insert into users (id, school_id, name, email, role) values ('new', '${school}', 'New', 'new@two-schools.test', '${role}')`;
    expect(await attemptAs("admin", add("default", "SUPER_ADMIN"))).toBe(refused);
    expect(await attempt(add("south", "STUDENT"))).toBe(refused);
    expect(await attempt(add("north", "STUDENT"))).toBe("1 rows");
    expect(await attempt("update users set name = 'X' where id = 'carl'")).toBe("0 rows");
  });

  it("as a supervisor is given by the school: nobody can place a student under themselves", async () => {
    const place =
      "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_ben', 'hansen', 'north')";
    expect(await attemptAs("hansen", place)).toBe(refused);
    expect(await attemptAs("foreignAdmin", place)).toBe(refused);
    expect(await attemptAs("admin", place)).toBe("1 rows");
  });
});

describe("the school's own steps", () => {
  it.each([
    ["voiding an assessment", "update assessments set status = 'VOIDED' where id = 'assessment_amina'", "assessments"],
    ["voiding an evaluation", "update evaluations set state = 'VOIDED' where id = 'evaluation_amina'", "evaluations"],
    [
      "withdrawing an assignment",
      "update competency_assignments set status = 'WITHDRAWN' where id = 'assignment_amina'",
      "competency_assignments",
    ],
  ])("%s is refused to a supervisor and taken by an admin", async (_, text, table) => {
    expect(await attemptAs("hansen", text)).toBe(`42501 ${table}_school_step`);
    expect(await attemptAs("admin", text)).toBe("1 rows");
  });
});

describe("records of acts", () => {
  const auditAs = (actor: string, school: string) =>
    `insert into audit_log (id, school_id, actor_id, action, entity_type) values ('new', '${school}', '${actor}', 'a', 'b')`;

  it("are written in one's own name and school, a super admin's in any", async () => {
    expect(await attemptAs("hansen", auditAs("hansen", "north"))).toBe("1 rows");
    expect(await attempt(auditAs("admin", "north"))).toBe(refused);
    expect(await attempt(auditAs("hansen", "south"))).toBe(refused);
    expect(await attemptAs("super", auditAs("super", "south"))).toBe("1 rows");
  });

  it("are sealed by the system and cannot be changed [V16.4.2]", async () => {
    await become("app_system", "");
    expect(await attempt("update audit_log set seal_number = 1, hash = 'h'")).toBe("1 rows");
    expect(await attempt("update audit_log set action = 'other'")).toBe(refused);
    expect(await attempt("delete from audit_log")).toBe(refused);
    await asOwner("select 1");
    expect(await attempt("update audit_log set action = 'other'")).toBe("23514 audit_log_settled");
  });

  it("of what happened reach only one's own students' and school's readers", async () => {
    const emit = (school: string, student: string) =>
      `insert into events (id, school_id, type, student_id) values ('event_${student}', '${school}', 'progress.updated', '${student}')`;
    expect(await attemptAs("hansen", emit("south", "carl"))).toBe(refused);
    expect(await attemptAs("amina", emit("north", "ben"))).toBe(refused);
    expect(await attemptAs("hansen", emit("north", "amina"))).toBe("1 rows");
    const seen = "select id from events";
    expect(await idsAs("amina", seen)).toEqual([]);
    await asOwner("update events set seq = 1");
    expect(await idsAs("amina", seen)).toEqual(["event_amina"]);
    expect(await idsAs("ben", seen)).toEqual([]);
    expect(await idsAs("foreignAdmin", seen)).toEqual([]);
  });
});

describe("roles without a user", () => {
  it("sign-in uses credentials and the status of people, but no records of learning", async () => {
    await become("app_auth", "");
    expect(await ids("select id from users where email = 'amina@two-schools.test'")).toEqual(["amina"]);
    expect(await attempt("update users set role = 'SUPER_ADMIN' where id = 'amina'")).toBe(refused);
    for (const table of ["assessments", "student_progress", "evaluations", "audit_log", "files"]) {
      expect(await attempt(`select from ${table}`), table).toBe(refused);
    }
  });

  it("the feed reads who receives an event, but no names", async () => {
    await become("app_realtime", "");
    expect(await ids("select student_id as id from placements where student_id = 'amina'")).toEqual(["amina"]);
    expect(await attempt("select name from users")).toBe(refused);
    expect(await attempt("update events set seq = 1")).toBe(refused);
  });
});
