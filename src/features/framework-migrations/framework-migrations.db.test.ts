import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrationAnswer, type StudentsAnswer, studentsAnswer } from "#src/features/framework-migrations/schema.ts";
import { nextVersionAnswer } from "#src/features/framework-versions/schema.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { expectPackedCells } from "../../../tests/support/packed-cells.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/framework-migrations";

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

const students = ["amina", "ben", "dora"];

afterEach(() => expectPackedCells(database.owner()));
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id = any($1)", [
    students,
  ]);
  // Hansen supervises everybody, so that one person can assess them; Dora is placed again.
  await rows("update placements set ends_on = current_date + 10 where id = 'placement_dora'");
  await rows(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_ben', 'hansen', 'north')",
  );
});

let made = 0;
let from = "";
let to = "";

async function runJobs(type: string, id: string): Promise<void> {
  const { jobs } = await import("#src/features/framework-migrations/jobs.ts");
  await makeJobRunner(jobs).deliver(database.owner(), type, id);
}

/** The items of a framework's competencies that have none. */
function insertItems(id: string) {
  return rows(
    `insert into competency_template_items (id, school_id, template_id, identifier, kind, code, statement, competency_id, sort_order)
     select c.id || '_item', c.school_id, c.template_id, c.id || '_item', 'COMPETENCY', c.code, c.name, c.id, c.sort_order
     from competencies c where c.template_id = $1
       and not exists (select from competency_template_items i where i.competency_id = c.id)`,
    [id],
  );
}

/** Skills 1 to 5, published and given to the three students. */
async function makeFramework(): Promise<string> {
  made += 1;
  const id = `wound${made}`;
  await rows(
    "insert into competency_templates (id, school_id, name, created_by) values ($1, 'north', 'Wound care', 'admin')",
    [id],
  );
  await rows(
    `insert into competencies (id, school_id, template_id, code, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
     select $1 || '_' || n, 'north', $1, n::text, 'Skill ' || n, case when n < 4 then 'Care' else 'Safety' end, 'FUNDAMENTAL', 'scale_entrustment', 3, n, 'system'
     from generate_series(1, 5) n`,
    [id],
  );
  await insertItems(id);
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = $1", [id]);
  await rows(
    `insert into competency_deployments (id, school_id, template_id, status, created_by, due_at, effective_at)
     values ($1 || '_d', 'north', $1, 'ACTIVE', 'admin', '2030-06-30T22:59:59Z', now() - interval '60 days')`,
    [id],
  );
  await rows(
    "insert into deployment_targets (deployment_id, school_id, target_type, target_id) values ($1 || '_d', 'north', 'cohort', 'cohort_north')",
    [id],
  );
  await rows(
    `insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, due_date)
     select $1 || '_' || u || '_' || n, 'north', u, $1 || '_' || n, $1 || '_d', '2030-06-30T22:59:59Z'
     from unnest($2::text[]) u, generate_series(1, 5) n`,
    [id, students],
  );
  await rows(
    `insert into assignment_deployments (assignment_id, deployment_id, school_id)
     select id, deployment_id, school_id from competency_assignments where deployment_id = $1 || '_d'`,
    [id],
  );
  await recount(students);
  return id;
}

async function assess(studentId: string, competencyId: string, overallRating: number, by: Person = "hansen") {
  const answer = await api.post(by, "/api/competency-assessments", {
    studentId,
    competencyId,
    evaluationData: { overallRating },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return (answer.body as { assessmentId: string }).assessmentId;
}

/**
 * The next version: 1 needs a 4 now, 2 has other words, 3 is retired, 4 stays, 5 asks for less, and Sepsis is new.
 */
async function makeNext(id: string): Promise<string> {
  const { id: next } = nextVersionAnswer.parse(
    (await api.post("admin", `/api/competency-frameworks/${id}/next-version`, {})).body,
  );
  const change = (code: string, set: string) =>
    rows(`update competencies set ${set} where template_id = $1 and code = $2`, [next, code]);
  await change("1", "target_rating = 4");
  await change("2", "description = 'Said better'");
  await rows("delete from competency_template_items where template_id = $1 and code = '3'", [next]);
  await rows("delete from competencies where template_id = $1 and code = '3'", [next]);
  await change("5", "target_rating = 2");
  await rows(
    `insert into competencies (id, school_id, template_id, code, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
     values ($1 || '_new', 'north', $1, '6', 'Sepsis', 'Safety', 'FUNDAMENTAL', 'scale_entrustment', 3, 9, 'system')`,
    [next],
  );
  await insertItems(next);
  const published = await api.post("admin", `/api/competency-frameworks/${next}/publish`, {});
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  return next;
}

const ofNext = async (code: string) =>
  (await rows("select id from competencies where template_id = $1 and code = $2", [to, code]))[0]?.id as string;

async function preview(more: Record<string, unknown> = {}, person: Person = "admin") {
  const answer = await api.post(person, `${base}/preview`, { fromFrameworkId: from, toFrameworkId: to, ...more });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const { id } = migrationAnswer.parse(answer.body);
  await runJobs("migration.requested", id);
  return read(id);
}
async function read(id: string) {
  const answer = await api.get("admin", `${base}/${id}`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return migrationAnswer.parse(answer.body);
}
async function studentsOf(id: string, query: Record<string, string> = {}): Promise<StudentsAnswer> {
  const answer = await api.get("admin", `${base}/${id}/students`, { query });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return studentsAnswer.parse(answer.body);
}
async function start(id: string, body: Record<string, unknown> = {}) {
  const answer = await api.post("admin", `${base}/${id}/start`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  await runJobs("migration.requested", id);
  return read(id);
}
const undo = (id: string, body: Record<string, unknown> = {}) => api.post("admin", `${base}/${id}/undo`, body);
async function undone(id: string, body: Record<string, unknown> = {}) {
  const answer = await undo(id, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  await runJobs("migration.undo_requested", id);
  return read(id);
}

/** All that a move may touch, as the database holds it. */
async function everything(studentIds = students) {
  const of = (text: string) => rows(text, [studentIds]);
  return {
    assignments: await of("select * from competency_assignments where user_id = any($1) order by id"),
    links: await of(
      `select l.assignment_id, l.deployment_id from assignment_deployments l join competency_assignments a on a.id = l.assignment_id
       where a.user_id = any($1) order by 1, 2`,
    ),
    cycles: await of("select * from assignment_cycles where student_id = any($1) order by assignment_id, number"),
    achievements: await of("select * from achievements where student_id = any($1) order by id"),
    assessments: await of("select * from assessments where student_id = any($1) order by id"),
    evaluations: await of("select * from evaluations where student_id = any($1) order by id"),
    submissions: await of("select * from competency_submissions where student_id = any($1) order by id"),
    progress: await of(
      `select student_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines
       from student_progress where student_id = any($1) order by student_id`,
    ),
    deployments: await rows("select id, template_id, competency_ids from competency_deployments order by id"),
  };
}

/** The stored progress rows equal a recount of everything. */
async function expectProgressToBeRight(): Promise<void> {
  const stored = () =>
    rows(
      "select student_id, total, completed, category_breakdown, recent_activities, upcoming_deadlines from student_progress order by 1",
    );
  const before = await stored();
  await recount((await rows("select student_id from student_progress")).map(({ student_id }) => student_id));
  expect(await stored()).toEqual(before);
}

async function statuses(student: string): Promise<Record<string, string>> {
  const found = await rows(
    `select coalesce(c.code, '') || case when c.template_id = $2 then '' else ' old' end as key, a.status
     from competency_assignments a join competencies c on c.id = a.competency_id
     where a.user_id = $1 and c.template_id in ($2, $3) order by c.sort_order`,
    [student, to, from],
  );
  return Object.fromEntries(found.map(({ key, status }) => [key, status]));
}

/**
 * Amina completed 1 with a 3 and 2 with a 4, began 3 and 5; Ben completed 1 with a 4; Dora has nothing.
 */
async function arrange(): Promise<void> {
  from = await makeFramework();
  await assess("amina", `${from}_1`, 3);
  await assess("amina", `${from}_2`, 4);
  await assess("amina", `${from}_3`, 2);
  await assess("amina", `${from}_5`, 2);
  await assess("ben", `${from}_1`, 4);
  to = await makeNext(from);
}

describe("a preview", () => {
  beforeEach(arrange);

  it("tells for each student what stays, changes, is new, is retired and falls below, and changes nothing", async () => {
    const before = await everything();
    const answer = await preview();
    expect(answer).toMatchObject({
      status: "READY",
      studentsTotal: 3,
      figures: { UNCHANGED: 2, BELOW: 1, OPEN: 1, RETIRED: 1 },
      sums: { below: 1, added: 3, retired: 3, evidence: 5 },
      states: { planned: 3, moved: 0 },
    });
    const { items } = await studentsOf(answer.id);
    expect(items.map(({ studentId }) => studentId)).toEqual(["amina", "ben", "dora"]);
    const [amina, ben] = items;
    expect(amina).toMatchObject({
      completed: { before: 2, after: 2 },
      total: { before: 5, after: 5 },
      same: 1,
      changed: 2,
      added: 1,
      retired: 1,
      below: 1,
    });
    expect(amina?.lines.map((line) => [line.kind, line.name, line.before?.status, line.after?.status])).toEqual([
      ["BELOW", "Skill 1", "ACHIEVED", "IN_PROGRESS"],
      ["CHANGED", "Skill 2", "ACHIEVED", "ACHIEVED"],
      ["CHANGED", "Skill 5", "IN_PROGRESS", "ACHIEVED"],
      ["ADDED", "Sepsis", undefined, "NOT_STARTED"],
      ["RETIRED", "Skill 3", "IN_PROGRESS", undefined],
    ]);
    expect(amina?.lines[0]).toMatchObject({
      before: { result: 3, target: 3 },
      after: { target: 4 },
      evidence: 1,
      notCounted: 0,
    });
    expect(ben).toMatchObject({ below: 0, completed: { before: 1, after: 1 } });
    expect(await everything()).toEqual(before);
    expect((await studentsOf(answer.id, { filter: "BELOW" })).items.map(({ studentId }) => studentId)).toEqual([
      "amina",
    ]);
    expect((await studentsOf(answer.id, { search: "Dor" })).items.map(({ studentId }) => studentId)).toEqual(["dora"]);
    const first = await studentsOf(answer.id, { limit: "2" });
    expect(first.items).toHaveLength(2);
    expect(
      (await studentsOf(answer.id, { limit: "2", cursor: first.nextCursor ?? "" })).items.map(
        ({ studentId }) => studentId,
      ),
    ).toEqual(["dora"]);
  });

  it("is of a later, published version of the same framework, and of the school's admins", async () => {
    const ask = (person: Person, body: Record<string, unknown>) => api.post(person, `${base}/preview`, body);
    expect((await ask("admin", { fromFrameworkId: to, toFrameworkId: from })).status).toBe(409);
    expect((await ask("admin", { fromFrameworkId: from, toFrameworkId: from })).status).toBe(409);
    expect((await ask("foreignAdmin", { fromFrameworkId: from, toFrameworkId: to })).status).toBe(404);
    expect((await ask("hansen", { fromFrameworkId: from, toFrameworkId: to })).status).toBe(403);
    const third = nextVersionAnswer.parse(
      (await api.post("admin", `/api/competency-frameworks/${to}/next-version`, {})).body,
    );
    expect((await ask("admin", { fromFrameworkId: from, toFrameworkId: third.id })).status).toBe(409);
    const { id } = await preview();
    expect((await api.get("foreignAdmin", `${base}/${id}`)).status).toBe(404);
    expect((await api.get("hansen", `${base}/${id}/students`)).status).toBe(403);
  });
});

describe("moving students", () => {
  beforeEach(arrange);

  it("does what the preview said, keeps all evidence, and keeps the progress rows right", async () => {
    const before = await everything();
    const { id } = await preview();
    const answer = await start(id, { dueOn: "2031-02-08" });
    expect(answer).toMatchObject({ status: "MOVED", states: { moved: 3, planned: 0 }, studentsDone: 3 });
    expect(await statuses("amina")).toEqual({
      "1": "IN_PROGRESS",
      "2": "ACHIEVED",
      "3 old": "WITHDRAWN",
      "4": "NOT_STARTED",
      "5": "ACHIEVED",
      "6": "NOT_STARTED",
    });
    expect(await statuses("ben")).toMatchObject({ "1": "ACHIEVED", "6": "NOT_STARTED" });
    const after = await everything();
    expect(after.assessments).toEqual(before.assessments);
    expect(after.evaluations).toEqual(before.evaluations);
    await expectProgressToBeRight();
    const [first] = await rows(
      "select completion_date, due_date, result::float8, observations from competency_assignments where id = $1",
      [`${from}_amina_1`],
    );
    expect(first).toEqual({
      completion_date: null,
      due_date: new Date("2031-02-08T23:59:59Z"),
      result: 3,
      observations: 1,
    });
    const [sepsis] = await rows(
      "select due_date from competency_assignments where user_id = 'dora' and competency_id = $1 || '_new'",
      [to],
    );
    expect(sepsis.due_date).toEqual(new Date("2031-02-08T23:59:59Z"));
    const events = await rows(
      "select distinct student_id from events where type = 'progress.updated' and student_id = any($1)",
      [students],
    );
    expect(events).toHaveLength(3);
    const audited = await rows(
      "select action, count(*)::int as n from audit_log where entity_id = $1 group by 1 order by 1",
      [id],
    );
    expect(audited.map(({ action, n }) => `${action} ${n}`)).toEqual([
      "framework_migration.finish 1",
      "framework_migration.move_student 3",
      "framework_migration.preview 1",
      "framework_migration.start 1",
    ]);
  });

  it("shows the kept evidence with the new competency, counts what comes next, and does not unlock twice", async () => {
    const unlocked = () =>
      rows(
        "select data ->> 'name' as name from events where type = 'achievement.unlocked' and student_id = 'amina' and data ->> 'name' = 'Skill 1'",
      );
    const told = (await unlocked()).length;
    const { id } = await preview();
    await start(id);
    const answer = await api.get("amina", `/api/competency-assignments/${from}_amina_1`);
    expect(JSON.stringify(answer.body)).toContain('"evaluator":"Hansen"');
    expect(answer.body).toMatchObject({ competencyName: "Skill 1", status: "IN_PROGRESS" });
    expect(
      await rows(
        "select count(*)::int as n from achievements where student_id = 'amina' and kind = 'competency' and revoked_at is null and ref = $1",
        [await ofNext("2")],
      ),
    ).toEqual([{ n: 1 }]);
    await assess("amina", await ofNext("1"), 4);
    expect((await statuses("amina"))["1"]).toBe("ACHIEVED");
    expect((await unlocked()).length).toBe(told);
    await expectProgressToBeRight();
  });

  it("counts earlier assessments that are voided later out of the new competency", async () => {
    const assessmentId = (
      await rows("select id from assessments where student_id = 'ben' and competency_id = $1", [`${from}_1`])
    )[0].id;
    const { id } = await preview();
    await start(id);
    expect((await statuses("ben"))["1"]).toBe("ACHIEVED");
    const answer = await api.post("admin", `/api/competency-assessments/${assessmentId}/void`, {
      baseRevision: 1,
      reason: "The wrong student.",
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    expect((await statuses("ben"))["1"]).toBe("IN_PROGRESS");
    await expectProgressToBeRight();
  });

  it("takes requests and drafts along, and accepts what a phone still sends for the earlier competency", async () => {
    await rows(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
       values ($1 || '_draft', 'north', 'dora', $1 || '_4', 'hansen', 'DRAFT', '{"evaluationData": {"overallRating": 2}}')`,
      [from],
    );
    const { id } = await preview();
    await start(id);
    expect(await rows("select competency_id from assessments where id = $1 || '_draft'", [from])).toEqual([
      { competency_id: await ofNext("4") },
    ]);
    await assess("ben", `${from}_2`, 4);
    expect((await statuses("ben"))["2"]).toBe("ACHIEVED");
    await expectProgressToBeRight();
    expect((await undo(id, { studentIds: ["ben"] })).status).toBe(409);
    await undone(id, { studentIds: ["dora"] });
    expect(await rows("select competency_id from assessments where id = $1 || '_draft'", [from])).toEqual([
      { competency_id: `${from}_4` },
    ]);
  });

  it("leaves out whom the admin leaves out, and whoever would fall below if asked to", async () => {
    const { id } = await preview();
    const answer = await start(id, { leftOut: ["dora"], reopens: false });
    expect(answer).toMatchObject({ status: "MOVED", states: { moved: 1, leftOut: 2 } });
    expect((await statuses("amina"))["1 old"]).toBe("ACHIEVED");
    expect((await statuses("dora"))["4 old"]).toBe("NOT_STARTED");
    await expectProgressToBeRight();
    // They can be moved later.
    expect(await preview()).toMatchObject({ studentsTotal: 2 });
  });

  it("counts nothing of another rating scale, and says so", async () => {
    const third = nextVersionAnswer.parse(
      (await api.post("admin", `/api/competency-frameworks/${to}/next-version`, {})).body,
    ).id;
    await rows(
      "update competencies set rating_scale_id = 'scale_zwisch', target_rating = 3 where template_id = $1 and code = '1'",
      [third],
    );
    await api.post("admin", `/api/competency-frameworks/${third}/publish`, {});
    to = third;
    const { id } = await preview();
    const ben = (await studentsOf(id)).items.find(({ studentId }) => studentId === "ben");
    expect(ben?.lines[0]).toMatchObject({ kind: "BELOW", evidence: 1, notCounted: 1, after: { result: null } });
    await start(id);
    expect((await statuses("ben"))["1"]).toBe("IN_PROGRESS");
    await expectProgressToBeRight();
  });

  it("merges into an assignment of the new version that the student has already", async () => {
    await rows(
      `insert into competency_assignments (id, school_id, user_id, competency_id) values ($1 || '_own', 'north', 'amina', $2)`,
      [from, await ofNext("2")],
    );
    await recount(["amina"]);
    const before = await everything();
    const { id } = await preview();
    await start(id);
    expect(
      await rows("select status, earlier_competency_ids from competency_assignments where id = $1 || '_own'", [from]),
    ).toEqual([{ status: "ACHIEVED", earlier_competency_ids: [`${from}_2`] }]);
    await expectProgressToBeRight();
    await undone(id);
    expect(await everything()).toEqual(before);
  });

  it("gives the new version to those who join later, until everybody is moved back", async () => {
    const deployment = () => rows("select template_id from competency_deployments where id = $1 || '_d'", [from]);
    const { id } = await preview();
    await start(id);
    expect(await deployment()).toEqual([{ template_id: to }]);
    await undone(id, { studentIds: ["dora"] });
    expect(await deployment()).toEqual([{ template_id: to }]);
    await undone(id);
    expect(await deployment()).toEqual([{ template_id: from }]);
  });

  it("tells each student once, if asked to", async () => {
    const { id } = await preview();
    await start(id, { notifications: true });
    const told = await rows(
      "select user_id, content from notification_queue where payload ->> 'migrationId' = $1 order by 1",
      [id],
    );
    expect(told.map(({ user_id }) => user_id)).toEqual(students);
    expect(told[0].content).toContain("1 competency opens again");
  });
});

describe("a job that is stopped, or runs twice", () => {
  beforeEach(arrange);

  /** The next write to the audit of a student's move fails, as if the process ended in the middle of the batch. */
  async function failAfter(moved: number): Promise<void> {
    await rows("create table if not exists fails (after int)");
    await rows("delete from fails");
    await rows("insert into fails values ($1)", [moved]);
    await rows(`create or replace function fail_in_the_middle() returns trigger language plpgsql security definer as $$
      begin
        if new.state in ('MOVED', 'UNDONE') and (select count(*) from public.framework_migration_students s
          where s.migration_id = new.migration_id and s.state = new.state) >= (select after from public.fails) then
          raise exception 'killed';
        end if;
        return new;
      end $$`);
    await rows(
      `create or replace trigger fail_in_the_middle before update of state on framework_migration_students
       for each row execute function fail_in_the_middle()`,
    );
  }
  const failNoMore = () => rows("drop trigger if exists fail_in_the_middle on framework_migration_students");

  async function oneAtATime(id: string): Promise<void> {
    const { runMigration } = await import("#src/features/framework-migrations/run-migration.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    await runMigration(systemActor("test"), id, { movedAtOnce: 1 });
  }

  it("goes on where it was: nothing is lost, nothing is done twice, and undoing restores everything", async () => {
    const before = await everything();
    const { id } = await preview();
    expect((await api.post("admin", `${base}/${id}/start`, {})).status).toBe(202);
    await failAfter(1);
    await expect(oneAtATime(id)).rejects.toThrow();
    expect((await read(id)).states).toMatchObject({ moved: 1, planned: 2 });
    await expectProgressToBeRight();
    await failNoMore();
    await oneAtATime(id);
    await oneAtATime(id);
    expect(await read(id)).toMatchObject({ status: "MOVED", states: { moved: 3 } });
    await expectProgressToBeRight();
    expect((await undo(id)).status).toBe(202);
    await failAfter(0);
    await expect(runJobs("migration.undo_requested", id)).rejects.toThrow();
    await failNoMore();
    await runJobs("migration.undo_requested", id);
    expect(await everything()).toEqual(before);
  });

  it("moves each student once when two run at the same time, or two moves are started", async () => {
    const before = await everything();
    const first = await preview();
    const answers = await Promise.all([
      api.post("admin", `${base}/${first.id}/start`, {}),
      api.post("admin", `${base}/${first.id}/start`, {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const second = await preview();
    expect((await api.post("admin", `${base}/${second.id}/start`, {})).status).toBe(202);
    await Promise.all([oneAtATime(first.id), oneAtATime(first.id), oneAtATime(second.id)]);
    const states = [(await read(first.id)).states, (await read(second.id)).states];
    expect(states.reduce((sum, { moved }) => sum + moved, 0)).toBe(3);
    expect(states.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(3);
    await expectProgressToBeRight();
    for (const { id } of [first, second]) if ((await read(id)).states.moved > 0) await undone(id);
    expect(await everything()).toEqual(before);
  });

  it("says that it failed, and goes on when asked to", async () => {
    const { id } = await preview();
    await api.post("admin", `${base}/${id}/start`, {});
    const { failMigration } = await import("#src/features/framework-migrations/run-migration.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    await failMigration(systemActor("test"), id);
    expect(await read(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining("Not every student") });
    expect((await api.post("admin", `${base}/${id}/retry`, {})).status).toBe(202);
    await runJobs("migration.requested", id);
    expect(await read(id)).toMatchObject({ status: "MOVED", error: null, states: { moved: 3 } });
  });

  it("says that an undo failed, and undoes when asked to again", async () => {
    const { id } = await preview();
    await api.post("admin", `${base}/${id}/start`, {});
    await runJobs("migration.requested", id);
    expect((await undo(id)).status).toBe(202);
    const { stopUndo } = await import("#src/features/framework-migrations/undo-migration.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    await stopUndo(systemActor("test"), id);
    const stopped = await read(id);
    expect(stopped).toMatchObject({ status: "MOVED", states: { moved: 3, undoing: 0 } });
    expect(stopped.error).toContain("undo it again");
    expect(await undone(id)).toMatchObject({ error: null, states: { moved: 0, undone: 3 } });
  });
});

describe("undoing", () => {
  beforeEach(arrange);

  it("restores every row as it was, for one student and then for all", async () => {
    const before = await everything();
    const { id } = await preview();
    await start(id);
    await undone(id, { studentIds: ["amina"] });
    expect(await everything(["amina"])).toEqual({ ...(await everything(["amina"])), ...pick(before, "amina") });
    expect((await read(id)).states).toMatchObject({ moved: 2, undone: 1 });
    expect(await undone(id)).toMatchObject({ states: { moved: 0, undone: 3 } });
    expect(await everything()).toEqual(before);
    await expectProgressToBeRight();
  });

  /** The rows of one student, without those that are of all. */
  function pick({ assignments, achievements, progress }: Awaited<ReturnType<typeof everything>>, student: string) {
    return {
      assignments: assignments.filter(({ user_id }) => user_id === student),
      achievements: achievements.filter(({ student_id }) => student_id === student),
      progress: progress.filter(({ student_id }) => student_id === student),
    };
  }

  it("is refused once the student was assessed, with the reason, and moves the others back", async () => {
    const { id } = await preview();
    await start(id);
    await assess("ben", await ofNext("4"), 3);
    const answer = await undo(id, { studentIds: ["ben"] });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining("was assessed since") } });
    expect(await undone(id)).toMatchObject({ states: { moved: 1, undone: 2 } });
    expect((await statuses("ben"))["4"]).toBe("ACHIEVED");
    await expectProgressToBeRight();
  });

  it("can be followed by the same move again", async () => {
    const { id } = await preview();
    await start(id);
    const moved = await statuses("amina");
    await undone(id);
    const again = await preview();
    await start(again.id);
    expect(await statuses("amina")).toEqual(moved);
    await expectProgressToBeRight();
  });
});
