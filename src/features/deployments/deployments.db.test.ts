import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { deployAnswer, deploymentLine } from "#src/features/deployments/schema.ts";
import { log } from "#src/platform/log/log.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { expectPackedCells } from "../../../tests/support/packed-cells.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-deployments";
const actor = systemActor("test");

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

afterEach(() => expectPackedCells(database.owner()));
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id in ('amina', 'ben')");
  await rows("update users set cohort_id = 'cohort_south' where id = 'carl'");
  await rows(
    `insert into cohorts (id, school_id, program_id, name) values ('cohort_empty', 'north', 'program_north', '2028')`,
  );
});

let framework = "";
let made = 0;

/** Creates a framework of `size` competencies, named `<framework>_1` and so on. */
async function makeFramework(size: number, status = "PUBLISHED"): Promise<string> {
  made += 1;
  const id = `framework${made}`;
  await rows(
    "insert into competency_templates (id, school_id, name, created_by) values ($1, 'north', 'Wound care', 'admin')",
    [id],
  );
  await rows(
    `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
     select $1 || '_' || n, 'north', $1, 'Skill ' || n, 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, n, 'system'
     from generate_series(1, $2::int) n`,
    [id, size],
  );
  for (const step of status === "DRAFT" ? [] : status === "PUBLISHED" ? ["PUBLISHED"] : ["PUBLISHED", status]) {
    await rows(
      "update competency_templates set status = $2, published_at = coalesce(published_at, now()) where id = $1",
      [id, step],
    );
  }
  return id;
}

beforeEach(async () => {
  framework = await makeFramework(3);
});

const post = (body: Record<string, unknown>, person: Person = "admin", headers: Record<string, string> = {}) =>
  api.post(person, base, { templateId: framework, targetGroups: ["cohort_north"], ...body }, headers);

async function deploy(body: Record<string, unknown> = {}): Promise<string> {
  const answer = await post(body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return deployAnswer.parse(answer.body).deploymentId;
}

async function runner() {
  const { jobs } = await import("#src/features/deployments/jobs.ts");
  return makeJobRunner(jobs);
}
const activate = async (id: string) => (await runner()).deliver(database.owner(), "deployment.requested", id);
const keepUp = async () => (await runner()).run("deployments.keep-up", {});
const catchUp = async () => (await runner()).run("deployments.catch-up", {});

async function readDeployment(id: string) {
  return deploymentLine.parse((await api.get("admin", `${base}/${id}`)).body);
}

/** `student competency` of every assignment of this deployment, including withdrawn ones. */
async function assignedTo(id: string): Promise<string[]> {
  const found = await rows(
    `select a.user_id || ' ' || split_part(a.competency_id, '_', 2) as line from competency_assignments a
     join assignment_deployments d on d.assignment_id = a.id where d.deployment_id = $1 order by 1`,
    [id],
  );
  return found.map(({ line }) => line);
}

const eventsOf = (type = "progress.updated") =>
  rows(
    "select student_id, data from events where type = $1 and (data::text like '%' || $2 || '\\_%' escape '\\' or $1 <> 'progress.updated') order by id",
    [type, framework],
  );

/** The stored progress rows equal a recount of everything. */
async function expectProgressToBeRight(): Promise<void> {
  const read = () =>
    rows(
      "select student_id, total, completed, category_breakdown, upcoming_deadlines from student_progress order by student_id",
    );
  const before = await read();
  await recount((await rows("select student_id from student_progress")).map(({ student_id }) => student_id));
  expect(await read()).toEqual(before);
}

async function makeStudents(count: number, cohort: string): Promise<void> {
  await rows(
    `insert into users (id, school_id, name, email, role, cohort_id)
     select $2 || '_' || lpad(n::text, 3, '0'), 'north', 'Student ' || n, $2 || n || '@cohort.test', 'STUDENT', $2
     from generate_series(1, $1::int) n`,
    [count, cohort],
  );
}

async function makeCohort(students: number): Promise<string> {
  const id = `cohort${made}`;
  await rows("insert into cohorts (id, school_id, program_id, name) values ($1, 'north', 'program_north', $1)", [id]);
  await makeStudents(students, id);
  return id;
}

describe("deploying a framework", () => {
  it("plans for the students of a cohort, and the job assigns every competency to each", async () => {
    const answer = await post({ dueDate: "2030-06-30" });
    expect(answer).toMatchObject({ status: 202, body: { status: "SCHEDULED", assignmentsPlanned: 6 } });
    const { deploymentId } = deployAnswer.parse(answer.body);
    expect(await assignedTo(deploymentId)).toEqual([]);
    expect(await activate(deploymentId)).toBe(1);
    expect(await assignedTo(deploymentId)).toEqual(["amina 1", "amina 2", "amina 3", "ben 1", "ben 2", "ben 3"]);
    expect(await readDeployment(deploymentId)).toMatchObject({
      status: "ACTIVE",
      assignmentsPlanned: 6,
      assignmentsDone: 6,
      error: null,
    });
    // The end of that day in London, which is an hour ahead in summer.
    expect(
      await rows("select distinct due_date from competency_assignments where deployment_id = $1", [deploymentId]),
    ).toEqual([{ due_date: new Date("2030-06-30T22:59:59Z") }]);
    await expectProgressToBeRight();
    const assignments = await api.get("amina", "/api/competency-assignments");
    expect(JSON.stringify(assignments.body)).toContain(`${framework}_3`);
    expect(
      await rows("select action from audit_log where entity_id = $1 order by occurred_at", [deploymentId]),
    ).toEqual([{ action: "deployment.create" }, { action: "deployment.activate" }]);
  });

  it("accepts cohorts, programs and students, by type or as bare strings, each student once", async () => {
    // Dora's own row does not contain the program; her cohort does.
    await rows("update users set cohort_id = 'cohort_empty' where id = 'dora'");
    for (const [targetGroups, students] of [
      [["program_north"], ["amina", "ben", "dora"]],
      [[{ type: "program", id: "program_north" }], ["amina", "ben", "dora"]],
      [[{ type: "student", id: "dora" }], ["dora"]],
      [
        ["cohort_north", "cohort_north", { type: "cohort", id: "cohort_north" }, { type: "student", id: "amina" }],
        ["amina", "ben"],
      ],
      [
        ["cohort_empty", { type: "student", id: "ben" }],
        ["ben", "dora"],
      ],
    ] as const) {
      framework = await makeFramework(1);
      const answer = await post({ targetGroups });
      expect(answer).toMatchObject({ status: 202, body: { assignmentsPlanned: students.length } });
      const { deploymentId } = deployAnswer.parse(answer.body);
      await activate(deploymentId);
      expect(await assignedTo(deploymentId)).toEqual(students.map((student) => `${student} 1`));
    }
    await rows("update users set cohort_id = null where id = 'dora'");
    await expectProgressToBeRight();
  });

  it("accepts a selection of the framework's competencies", async () => {
    const id = await deploy({ competencyIds: [`${framework}_1`, `${framework}_3`, `${framework}_3`] });
    await activate(id);
    expect(await assignedTo(id)).toEqual(["amina 1", "amina 3", "ben 1", "ben 3"]);
    expect(await post({ competencyIds: [`${framework}_1`, "competency_north"] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "competencyIds" }] },
    });
  });

  it("accepts a shipped framework for students of the school", async () => {
    framework = "framework_core";
    const id = await deploy();
    await activate(id);
    expect(await assignedTo(id)).toHaveLength(6);
    await expectProgressToBeRight();
  });

  it("accepts a group without students, and finishes at once", async () => {
    const id = await deploy({ targetGroups: ["cohort_empty"] });
    await activate(id);
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVE", assignmentsPlanned: 0, assignmentsDone: 0 });
  });

  it("refuses a framework that is not published or is empty", async () => {
    for (const templateId of [
      await makeFramework(1, "DRAFT"),
      await makeFramework(1, "DEPRECATED"),
      await makeFramework(0),
    ]) {
      expect((await post({ templateId })).status).toBe(409);
    }
    expect((await post({ templateId: "template_south" })).status).toBe(404);
  });

  it("refuses groups of another school, staff and unknown groups, each with its path", async () => {
    const targetGroups = [
      "cohort_north",
      "cohort_south",
      { type: "student", id: "carl" },
      { type: "student", id: "hansen" },
      "amina",
      { type: "program", id: "cohort_north" },
    ];
    expect(await post({ targetGroups })).toMatchObject({
      status: 422,
      body: { errors: [1, 2, 3, 4, 5].map((n) => ({ path: `targetGroups.${n}` })) },
    });
    expect((await post({ targetGroups: [] })).status).toBe(422);
  });

  it("refuses a due date before the effective date", async () => {
    expect(await post({ effectiveDate: "2030-02-02", dueDate: "2030-02-01" })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "dueDate" }] },
    });
    expect((await post({ effectiveDate: "2030-02-02", dueDate: "2030-02-02" })).status).toBe(202);
    expect((await post({ effectiveDate: "2030-02-30" })).status).toBe(422);
  });

  it("replays its answer for a repeated idempotency key, and creates one deployment", async () => {
    const key = { "idempotency-key": `deploy-${framework}` };
    const first = await post({}, "admin", key);
    const second = await post({}, "admin", key);
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect((await post({ notifications: true }, "admin", key)).status).toBe(422);
    expect(
      await rows("select count(*)::int as n from competency_deployments where template_id = $1", [framework]),
    ).toEqual([{ n: 1 }]);
  });

  it("informs each student once: an event for open pages, a notification if asked for", async () => {
    const quiet = await deploy();
    await activate(quiet);
    expect((await eventsOf()).map(({ student_id }) => student_id).sort()).toEqual(["amina", "ben"]);
    expect(
      await rows("select 1 from notification_queue where channel = 'IN_APP' and payload->>'deploymentId' = $1", [
        quiet,
      ]),
    ).toEqual([]);
    const event = (await eventsOf()).find(({ student_id }) => student_id === "amina");
    const [progress] = await rows("select total, completed from student_progress where student_id = 'amina'");
    expect(event?.data).toMatchObject({
      studentId: "amina",
      overall: { totalCompetencies: progress.total, completedCompetencies: progress.completed },
      assignment: { competencyId: `${framework}_1`, status: "NOT_STARTED", progressPercentage: 0, result: null },
    });

    framework = await makeFramework(2);
    const loud = await deploy({ notifications: true });
    await activate(loud);
    await activate(loud);
    expect(
      await rows(
        "select user_id, content from notification_queue where channel = 'IN_APP' and payload->>'deploymentId' = $1 order by 1",
        [loud],
      ),
    ).toEqual(
      ["amina", "ben"].map((user_id) => ({ user_id, content: "2 competencies of “Wound care” were assigned to you." })),
    );
    expect(await eventsOf()).toHaveLength(2);
    expect((await eventsOf("deployment.activated")).filter(({ data }) => data.deploymentId === loud)).toHaveLength(1);
  });
});

describe("a second deployment of the same competencies", () => {
  it("attaches to the existing assignment, and the earlier due date counts", async () => {
    const first = await deploy({ dueDate: "2030-06-30" });
    await activate(first);
    await rows(
      "update competency_assignments set status = 'IN_PROGRESS', progress_percentage = 40, result = 2 where user_id = 'amina' and competency_id = $1",
      [`${framework}_1`],
    );
    const later = await deploy({ dueDate: "2031-01-31", notifications: true });
    await activate(later);
    const dueDates = () =>
      rows(
        "select distinct due_date::date::text as due from competency_assignments where competency_id like $1 || '\\_%'",
        [framework],
      );
    expect(await dueDates()).toEqual([{ due: "2030-06-30" }]);
    expect(await eventsOf()).toHaveLength(2);

    const sooner = await deploy({
      targetGroups: [{ type: "student", id: "amina" }],
      dueDate: "2030-01-31",
      notifications: true,
    });
    await activate(sooner);
    expect(
      await rows(
        "select user_id, due_date::date::text as due, count(*)::int as n from competency_assignments where competency_id like $1 || '\\_%' group by 1, 2 order by 1",
        [framework],
      ),
    ).toEqual([
      { user_id: "amina", due: "2030-01-31", n: 3 },
      { user_id: "ben", due: "2030-06-30", n: 3 },
    ]);
    for (const id of [first, later]) expect(await assignedTo(id)).toHaveLength(6);
    expect(await assignedTo(sooner)).toEqual(["amina 1", "amina 2", "amina 3"]);
    expect(
      await rows("select 1 from notification_queue where channel = 'IN_APP' and payload->>'deploymentId' in ($1, $2)", [
        later,
        sooner,
      ]),
    ).toEqual([]);
    // The open page receives the earlier date, with the current state of the assignment.
    const events = await eventsOf();
    expect(events).toHaveLength(3);
    expect(events.at(-1)?.data.assignment).toMatchObject({ status: "IN_PROGRESS", progressPercentage: 40, result: 2 });
    await expectProgressToBeRight();
  });

  it("without a due date changes no due date", async () => {
    await activate(await deploy({ dueDate: "2030-06-30" }));
    await activate(await deploy());
    expect(
      await rows(
        "select distinct due_date::date::text as due from competency_assignments where competency_id like $1 || '\\_%'",
        [framework],
      ),
    ).toEqual([{ due: "2030-06-30" }]);
  });
});

describe("a future effective date", () => {
  it("is awaited, and then carried out by the job", async () => {
    const id = await deploy({ effectiveDate: "2035-01-01" });
    expect(await activate(id)).toBe(0);
    const { activateDeployment } = await import("#src/features/deployments/activate-deployment.ts");
    await activateDeployment(actor, id);
    await keepUp();
    expect(await readDeployment(id)).toMatchObject({
      status: "SCHEDULED",
      effectiveAt: "2035-01-01T00:00:00.000Z",
      assignmentsDone: 0,
    });
    await rows("update competency_deployments set effective_at = now() - interval '1 second' where id = $1", [id]);
    await keepUp();
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVE", assignmentsDone: 6 });
  });

  it("has no effect on a deployment that was cancelled", async () => {
    const id = await deploy({ effectiveDate: "2035-01-01" });
    await rows("update competency_deployments set status = 'CANCELLED', effective_at = now() where id = $1", [id]);
    await keepUp();
    await catchUp();
    expect(await assignedTo(id)).toEqual([]);
  });
});

describe("an activation that is killed", () => {
  /** Lets that many batches commit and then fails, like a worker that dies between two batches. */
  async function failAfter(batches: number): Promise<() => Promise<void>> {
    await rows(`create sequence app.batches`);
    await rows(`grant usage on sequence app.batches to app_system`);
    await rows(`create or replace function app.die() returns trigger language plpgsql as $$ begin
      if nextval('app.batches') > ${batches} then raise exception 'killed here'; end if; return null; end $$`);
    await rows(
      "create trigger die after insert on assignment_deployments for each statement execute function app.die()",
    );
    return async () => {
      await rows("drop trigger die on assignment_deployments");
      await rows("drop sequence app.batches");
    };
  }

  it("continues where it stopped: each assignment, event and notification exactly once", async () => {
    framework = await makeFramework(200);
    const cohort = await makeCohort(23);
    const id = await deploy({ targetGroups: [cohort], notifications: true });
    const revive = await failAfter(2);
    try {
      await expect(activate(id)).rejects.toThrow();
      // Five students a batch: two batches were committed, the third was not.
      expect(await assignedTo(id)).toHaveLength(2000);
      expect(await readDeployment(id)).toMatchObject({
        status: "ACTIVATING",
        assignmentsPlanned: 4600,
        assignmentsDone: 2000,
      });
      await expect(activate(id)).rejects.toThrow();
    } finally {
      await revive();
    }
    await activate(id);
    await activate(id);
    expect(new Set(await assignedTo(id)).size).toBe(4600);
    expect(await assignedTo(id)).toHaveLength(4600);
    expect(await readDeployment(id)).toMatchObject({
      status: "ACTIVE",
      assignmentsPlanned: 4600,
      assignmentsDone: 4600,
    });
    const once = await rows(
      `select (select count(*)::int from events where type = 'progress.updated' and student_id like $1 || '\\_%') as events,
              (select count(*)::int from notification_queue where channel = 'IN_APP' and user_id like $1 || '\\_%') as notifications`,
      [cohort],
    );
    expect(once).toEqual([{ events: 23, notifications: 23 }]);
    await expectProgressToBeRight();
  });

  it("is continued by the job once it has been idle for a while", async () => {
    const id = await deploy();
    await rows("update competency_deployments set status = 'ACTIVATING' where id = $1", [id]);
    await keepUp();
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVATING" });
    await rows("update competency_deployments set updated_at = now() - interval '6 minutes' where id = $1", [id]);
    await keepUp();
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVE", assignmentsDone: 6 });
  });

  it("is FAILED after the last attempt, and keeps the assignments that were created", async () => {
    framework = await makeFramework(500);
    const cohort = await makeCohort(4);
    const id = await deploy({ targetGroups: [cohort] });
    const revive = await failAfter(1);
    try {
      const jobs = await runner();
      await expect(jobs.deliver(database.owner(), "deployment.requested", id, { attempt: 5 })).rejects.toThrow();
    } finally {
      await revive();
    }
    expect(await readDeployment(id)).toMatchObject({
      status: "FAILED",
      assignmentsDone: 1000,
      error: expect.stringContaining("Not every student could be given"),
    });
    await catchUp();
    expect(await readDeployment(id)).toMatchObject({ status: "FAILED" });
  });

  it("is started again by an admin after it FAILED, once, and makes only what is missing", async () => {
    framework = await makeFramework(500);
    const cohort = await makeCohort(4);
    const id = await deploy({ targetGroups: [cohort] });
    const jobs = await runner();
    const revive = await failAfter(1);
    try {
      await expect(jobs.deliver(database.owner(), "deployment.requested", id, { attempt: 5 })).rejects.toThrow();
    } finally {
      await revive();
    }
    const retry = () => api.post("admin", `/api/competency-deployments/${id}/retry`, undefined);
    const pressed = await Promise.all([retry(), retry()]);
    expect(pressed.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVATING", error: null, assignmentsDone: 1000 });
    expect(await jobs.deliver(database.owner(), "deployment.requested", id)).toBe(2);
    expect(await readDeployment(id)).toMatchObject({
      status: "ACTIVE",
      assignmentsPlanned: 2000,
      assignmentsDone: 2000,
    });
    expect(await assignedTo(id)).toHaveLength(2000);
    expect(
      await rows("select actor_id from audit_log where action = 'deployment.retry' and entity_id = $1", [id]),
    ).toEqual([{ actor_id: "admin" }]);
    expect((await retry()).status).toBe(409);
    await expectProgressToBeRight();
  });

  it("may run in two workers at once", async () => {
    framework = await makeFramework(100);
    const cohort = await makeCohort(40);
    const id = await deploy({ targetGroups: [cohort], notifications: true });
    const { activateDeployment } = await import("#src/features/deployments/activate-deployment.ts");
    await Promise.all([1, 2, 3].map(() => activateDeployment(actor, id)));
    expect(await readDeployment(id)).toMatchObject({
      status: "ACTIVE",
      assignmentsPlanned: 4000,
      assignmentsDone: 4000,
    });
    expect(await assignedTo(id)).toHaveLength(4000);
    const once = await rows(
      `select (select count(*)::int from competency_assignments where user_id like $1 || '\\_%') as assignments,
              (select count(*)::int from events where type = 'progress.updated' and student_id like $1 || '\\_%') as events,
              (select count(*)::int from notification_queue where channel = 'IN_APP' and user_id like $1 || '\\_%') as notifications,
              (select count(*)::int from events where type = 'deployment.activated' and data->>'deploymentId' = $2) as activated`,
      [cohort, id],
    );
    expect(once).toEqual([{ assignments: 4000, events: 40, notifications: 40, activated: 1 }]);
    await expectProgressToBeRight();
  });

  it("may run concurrently with another deployment to the same students", async () => {
    framework = await makeFramework(50);
    const cohort = await makeCohort(30);
    const sooner = await deploy({ targetGroups: [cohort], dueDate: "2030-01-31" });
    const later = await deploy({ targetGroups: [cohort], dueDate: "2030-06-30" });
    const { activateDeployment } = await import("#src/features/deployments/activate-deployment.ts");
    await Promise.all([later, sooner].map((id) => activateDeployment(actor, id)));
    expect(
      await rows(
        "select count(*)::int as n, count(distinct due_date)::int as dates, min(due_date)::date::text as due from competency_assignments where competency_id like $1 || '\\_%'",
        [framework],
      ),
    ).toEqual([{ n: 1500, dates: 1, due: "2030-01-31" }]);
    for (const id of [sooner, later]) expect(await assignedTo(id)).toHaveLength(1500);
    await expectProgressToBeRight();
  });
});

describe("a student who joins later", () => {
  it("gets the assignments from the job, once, and the counts are updated", async () => {
    const cohort = await makeCohort(2);
    const id = await deploy({ targetGroups: [cohort], notifications: true });
    await activate(id);
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1, 'north', 'Late', $1 || '@late.test', 'STUDENT', $2)",
      [`late${made}`, cohort],
    );
    await keepUp();
    await keepUp();
    await catchUp();
    expect(await assignedTo(id)).toHaveLength(9);
    expect(await readDeployment(id)).toMatchObject({ status: "ACTIVE", assignmentsPlanned: 9, assignmentsDone: 9 });
    expect(
      await rows("select count(*)::int as n from notification_queue where channel = 'IN_APP' and user_id = $1", [
        `late${made}`,
      ]),
    ).toEqual([{ n: 1 }]);
    await expectProgressToBeRight();
  });

  it("is found within the hour, even if the row's time of change is older", async () => {
    const cohort = await makeCohort(1);
    const id = await deploy({ targetGroups: [cohort] });
    await activate(id);
    // A transaction that began before the activation and committed after it, or a write that did not set the time.
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id, updated_at) values ($1, 'north', 'Late', $1 || '@late.test', 'STUDENT', $2, now() - interval '2 days')",
      [`late${made}`, cohort],
    );
    await keepUp();
    expect(await assignedTo(id)).toHaveLength(3);
    await catchUp();
    expect(await assignedTo(id)).toHaveLength(6);
  });

  it("is found at once if the join began before the activation and committed after it", async () => {
    const cohort = await makeCohort(1);
    const id = await deploy({ targetGroups: [cohort] });
    const pg = (await import("pg")).default;
    const slow = new pg.Client({ connectionString: database.url });
    await slow.connect();
    try {
      await slow.query("begin");
      await slow.query(
        "insert into users (id, school_id, name, email, role, cohort_id) values ($1, 'north', 'Late', $1 || '@late.test', 'STUDENT', $2)",
        [`late${made}`, cohort],
      );
      await activate(id);
      await slow.query("commit");
    } finally {
      await slow.end();
    }
    expect(await assignedTo(id)).toHaveLength(3);
    await keepUp();
    expect(await assignedTo(id)).toHaveLength(6);
  });

  it("causes no work when rows change for another reason", async () => {
    const id = await deploy();
    await activate(id);
    const read = () => rows("select updated_at from competency_deployments where id = $1", [id]);
    const before = await read();
    await rows("update users set updated_at = now() where id = 'amina'");
    await keepUp();
    await catchUp();
    expect(await read()).toEqual(before);
  });

  it("gets nothing after leaving, neither now nor later", async () => {
    const cohort = await makeCohort(2);
    await rows("update users set status = 'LEFT' where id = $1", [`${cohort}_002`]);
    const id = await deploy({ targetGroups: [cohort] });
    expect(await readDeployment(id)).toMatchObject({ assignmentsPlanned: 3 });
    await activate(id);
    await catchUp();
    expect(await assignedTo(id)).toEqual([`${cohort}_001 1`, `${cohort}_001 2`, `${cohort}_001 3`]);
  });
});

describe("a withdrawn assignment", () => {
  it("is not restored by a rerun or a job; a new deployment creates a new one", async () => {
    const id = await deploy();
    await activate(id);
    await rows(
      "update competency_assignments set status = 'WITHDRAWN' where user_id = 'amina' and deployment_id = $1",
      [id],
    );
    await recount(["amina"]);
    await rows("update users set updated_at = now() where id = 'amina'");
    await activate(id);
    await keepUp();
    await catchUp();
    const states = () =>
      rows(
        "select status, count(*)::int as n from competency_assignments where user_id = 'amina' and competency_id like $1 || '\\_%' group by 1 order by 1",
        [framework],
      );
    expect(await states()).toEqual([{ status: "WITHDRAWN", n: 3 }]);
    expect(await readDeployment(id)).toMatchObject({ assignmentsDone: 6 });

    await activate(await deploy());
    expect(await states()).toEqual([
      { status: "NOT_STARTED", n: 3 },
      { status: "WITHDRAWN", n: 3 },
    ]);
    await expectProgressToBeRight();
  });
});

describe("the recurring job", () => {
  it("continues with the other deployments when one fails", async () => {
    const broken = await deploy({ effectiveDate: "2035-01-01" });
    const whole = await deploy({ effectiveDate: "2035-01-02" });
    await rows(
      "update competency_deployments set effective_at = now() - interval '1 day', status = 'ACTIVATING' where id = $1",
      [broken],
    );
    await rows("update competency_deployments set updated_at = now() - interval '1 hour' where id = $1", [broken]);
    await rows("update competency_deployments set effective_at = now() where id = $1", [whole]);
    await rows(`create or replace function app.refuse_one() returns trigger language plpgsql as $$ begin
      if new.deployment_id = '${broken}' then raise exception 'broken'; end if; return new; end $$`);
    await rows(
      "create trigger refuse_one before insert on assignment_deployments for each row execute function app.refuse_one()",
    );
    const jobs = await runner();
    const logged = vi.fn();
    try {
      await jobs.run("deployments.keep-up", {}, { log: Object.assign(Object.create(log), { error: logged }) });
    } finally {
      await rows("drop trigger refuse_one on assignment_deployments");
    }
    expect(await readDeployment(whole)).toMatchObject({ status: "ACTIVE" });
    expect(await readDeployment(broken)).toMatchObject({ status: "ACTIVATING", assignmentsDone: 0 });
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ deploymentId: broken }), expect.any(String));
  });
});
