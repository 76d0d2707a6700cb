import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Act,
  actAnswer,
  actsAnswer,
  deployAnswer,
  deploymentAnswer,
  openDeploymentsAnswer,
  previewAnswer,
  studentDeploymentsAnswer,
} from "#src/features/deployments/schema.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import { expectPackedCells } from "../../../tests/support/packed-cells.ts";

const database = useDatabase();
const api = useApi();
const base = "/api/competency-deployments";
const actor = systemActor("test");

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

let made = 0;
let framework = "";
let cohort = "";

afterEach(() => expectPackedCells(database.owner()));
beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
});

/** A framework of three competencies and a cohort of three students, both new for each test. */
beforeEach(async () => {
  made += 1;
  framework = await makeFramework(3);
  cohort = await makeCohort("c", 3);
});

async function makeFramework(size: number): Promise<string> {
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
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = $1", [id]);
  return id;
}

async function makeCohort(name: string, students: number, startsOn: string | null = null): Promise<string> {
  const id = `${name}${made}`;
  await rows(
    "insert into cohorts (id, school_id, program_id, name, starts_on) values ($1, 'north', 'program_north', $1, $2)",
    [id, startsOn],
  );
  await rows(
    `insert into users (id, school_id, name, email, role, cohort_id)
     select $2 || '_' || n, 'north', 'Student ' || n, $2 || n || '@cohort.test', 'STUDENT', $2
     from generate_series(1, $1::int) n`,
    [students, id],
  );
  return id;
}

async function runner() {
  const { jobs } = await import("#src/features/deployments/jobs.ts");
  return makeJobRunner(jobs);
}
const keepUp = async () => (await runner()).run("deployments.keep-up", {});

async function deploy(body: Record<string, unknown> = {}): Promise<string> {
  const answer = await api.post("admin", base, { templateId: framework, targetGroups: [cohort], ...body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const { deploymentId } = deployAnswer.parse(answer.body);
  await (await runner()).deliver(database.owner(), "deployment.requested", deploymentId);
  return deploymentId;
}

/** Sends an act and lets its job run; the answer has the act's id. */
async function act(path: string, body: unknown, method: "post" | "patch" = "post") {
  const answer = await api.call("admin", method.toUpperCase(), `${base}/${path}`, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  const parsed = actAnswer.parse(answer.body);
  await runActs();
  return parsed;
}

async function runActs(): Promise<void> {
  const { runAct } = await import("#src/features/deployments/run-act.ts");
  for (const { id } of await rows("select id from deployment_acts where status = 'RUNNING' order by id")) {
    await runAct(actor, id);
  }
}

const withdraw = (id: string, scope: unknown, more: Record<string, unknown> = {}) =>
  act(`${id}/withdraw`, { scope, reason: "Assigned by mistake.", ...more });
const undo = (id: string, actId: string) => act(`${id}/acts/${actId}/undo`, undefined);
const students = (...numbers: number[]) => ({ type: "students", studentIds: numbers.map((n) => `${cohort}_${n}`) });

async function actsOf(id: string): Promise<Act[]> {
  return actsAnswer.parse((await api.get("admin", `${base}/${id}/acts`)).body).items;
}
const readDeployment = async (id: string) => deploymentAnswer.parse((await api.get("admin", `${base}/${id}`)).body);

/** "student competency status due" of every assignment of the framework. */
async function state(): Promise<string[]> {
  const found = await rows(
    `select right(user_id, 1) || ' ' || right(competency_id, 1) || ' ' || status
       || coalesce(' ' || (due_date at time zone 'Europe/London')::date::text, '') as line
     from competency_assignments where competency_id like $1 || '\\_%' order by 1`,
    [framework],
  );
  return found.map(({ line }) => line);
}

/** Everything that an act may touch, to compare before and after. */
async function everything() {
  return {
    assignments: await rows(
      `select id, user_id, competency_id, deployment_id, status, due_date, progress_percentage, completion_date, result
       from competency_assignments where competency_id like $1 || '\\_%' order by id`,
      [framework],
    ),
    links: await rows(
      `select l.* from assignment_deployments l join competency_assignments a on a.id = l.assignment_id
       where a.competency_id like $1 || '\\_%' order by 1, 2`,
      [framework],
    ),
    targets: await rows(
      "select t.* from deployment_targets t join competency_deployments d on d.id = t.deployment_id where d.template_id = $1 order by 1, 2, 3, 4",
      [framework],
    ),
    deployments: await rows(
      "select id, status, due_at, due_from, due_offset, due_unit, competency_ids from competency_deployments where template_id = $1 order by 1",
      [framework],
    ),
    progress: await rows(
      "select student_id, total, completed, category_breakdown, upcoming_deadlines from student_progress where student_id like $1 || '\\_%' order by 1",
      [cohort],
    ),
  };
}

async function expectProgressToBeRight(): Promise<void> {
  const read = () =>
    rows(
      "select student_id, total, completed, category_breakdown, upcoming_deadlines from student_progress order by 1",
    );
  const before = await read();
  await recount(before.map(({ student_id }) => student_id));
  expect(await read()).toEqual(before);
}

async function complete(student: number, competency: number): Promise<void> {
  await rows(
    `update competency_assignments set status = 'ACHIEVED', completion_date = now(), progress_percentage = 100
     where user_id = $1 and competency_id = $2`,
    [`${cohort}_${student}`, `${framework}_${competency}`],
  );
  await recount([`${cohort}_${student}`]);
}

describe("withdrawing", () => {
  it("from one student leaves the others, and is undone exactly", async () => {
    const id = await deploy({ dueDate: "2030-06-30" });
    await complete(2, 1);
    const before = await everything();
    const { actId } = await withdraw(id, students(2));
    expect((await state()).filter((line) => line.startsWith("2"))).toEqual([
      "2 1 ACHIEVED 2030-06-30",
      "2 2 WITHDRAWN 2030-06-30",
      "2 3 WITHDRAWN 2030-06-30",
    ]);
    expect((await state()).filter((line) => line.includes("NOT_STARTED"))).toHaveLength(6);
    await expectProgressToBeRight();
    expect(await readDeployment(id)).toMatchObject({
      status: "ACTIVE",
      progress: { students: 3, notStarted: 6, completed: 1, withdrawn: 2 },
    });
    // Neither the job nor a rerun gives it again.
    await keepUp();
    expect((await actsOf(id))[0]).toMatchObject({
      kind: "WITHDRAW",
      status: "DONE",
      changed: 2,
      students: 1,
      studentsDone: 1,
      canUndo: true,
      reason: "Assigned by mistake.",
      about: { type: "students", names: ["Student 2"] },
    });
    await undo(id, actId);
    expect(await everything()).toEqual(before);
    await expectProgressToBeRight();
    const [undone, withdrawal] = await actsOf(id);
    expect(undone).toMatchObject({ kind: "UNDO", undoesId: actId, changed: 2, skipped: 0, canUndo: false });
    expect(withdrawal).toMatchObject({ isUndone: true, canUndo: false });
  });

  it("takes what is completed too where asked, and keeps its evidence", async () => {
    const id = await deploy();
    await complete(1, 1);
    const before = await everything();
    const { actId } = await withdraw(id, students(1), { completedToo: true });
    expect((await state()).filter((line) => line.startsWith("1"))).toEqual([
      "1 1 WITHDRAWN",
      "1 2 WITHDRAWN",
      "1 3 WITHDRAWN",
    ]);
    await undo(id, actId);
    expect(await everything()).toEqual(before);
  });

  it("from all ends the deployment; nobody gets it later, until it is undone", async () => {
    const id = await deploy();
    const before = await everything();
    const { status, actId } = await withdraw(id, { type: "all" });
    expect(status).toBe("WITHDRAWN");
    expect((await state()).every((line) => line.endsWith("WITHDRAWN"))).toBe(true);
    await expectProgressToBeRight();
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1 || '_9', 'north', 'Late', $1 || '9@x.test', 'STUDENT', $1)",
      [cohort],
    );
    await keepUp();
    expect(await state()).toHaveLength(9);
    await rows("delete from users where id = $1 || '_9'", [cohort]);
    await undo(id, actId);
    expect(await everything()).toEqual(before);
  });

  it("from a group leaves whoever is in another group of it, and gives nothing to those who join it later", async () => {
    const other = await makeCohort("other", 1);
    const id = await deploy({ targetGroups: [cohort, other, { type: "student", id: `${cohort}_3` }] });
    const before = await everything();
    const { actId } = await withdraw(id, { type: "group", group: { type: "cohort", id: cohort } });
    expect((await state()).filter((line) => line.includes("WITHDRAWN"))).toHaveLength(6);
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1 || '_8', 'north', 'Late', $1 || '8@x.test', 'STUDENT', $1)",
      [cohort],
    );
    await keepUp();
    expect((await state()).some((line) => line.startsWith("8"))).toBe(false);
    expect((await readDeployment(id)).targets.find((target) => target.id === cohort)).toMatchObject({
      isWithdrawn: true,
    });
    await rows("delete from users where id = $1 || '_8'", [cohort]);
    await undo(id, actId);
    expect(await everything()).toEqual(before);
    expect(
      await api.post("admin", `${base}/${id}/withdraw`, {
        scope: { type: "group", group: { type: "program", id: "program_north" } },
        reason: "x",
      }),
    ).toMatchObject({ status: 422, body: { errors: [{ path: "scope.group" }] } });
  });

  it("takes some competencies, which those who join later do not get either", async () => {
    const id = await deploy();
    const before = await everything();
    const { actId, status } = await withdraw(id, { type: "all" }, { competencyIds: [`${framework}_2`] });
    expect(status).toBe("ACTIVE");
    expect((await state()).filter((line) => line.includes("WITHDRAWN"))).toEqual([
      "1 2 WITHDRAWN",
      "2 2 WITHDRAWN",
      "3 2 WITHDRAWN",
    ]);
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1 || '_7', 'north', 'Late', $1 || '7@x.test', 'STUDENT', $1)",
      [cohort],
    );
    await keepUp();
    expect((await state()).filter((line) => line.startsWith("7"))).toEqual(["7 1 NOT_STARTED", "7 3 NOT_STARTED"]);
    await rows("delete from users where id = $1 || '_7'", [cohort]);
    await undo(id, actId);
    const { deployments, assignments } = await everything();
    expect({ deployments, assignments }).toEqual({
      deployments: before.deployments,
      assignments: before.assignments,
    });
  });

  it("leaves what another deployment carries, with that one's due date", async () => {
    const first = await deploy({ dueDate: "2030-01-31" });
    await deploy({ dueDate: "2030-06-30", targetGroups: [{ type: "student", id: `${cohort}_1` }] });
    const before = await everything();
    const { actId } = await withdraw(first, { type: "all" });
    expect((await state()).filter((line) => line.startsWith("1"))).toEqual([
      "1 1 NOT_STARTED 2030-06-30",
      "1 2 NOT_STARTED 2030-06-30",
      "1 3 NOT_STARTED 2030-06-30",
    ]);
    await expectProgressToBeRight();
    await undo(first, actId);
    expect(await everything()).toEqual(before);
  });

  it("is not restored beside what the student was given anew since", async () => {
    const id = await deploy();
    const { actId } = await withdraw(id, students(1));
    await deploy({ targetGroups: [{ type: "student", id: `${cohort}_1` }] });
    await undo(id, actId);
    expect((await state()).filter((line) => line.startsWith("1"))).toEqual(
      [1, 2, 3].flatMap((n) => [`1 ${n} NOT_STARTED`, `1 ${n} WITHDRAWN`]),
    );
    expect((await actsOf(id))[0]).toMatchObject({ kind: "UNDO", changed: 0, skipped: 3 });
  });

  it("is refused for what is not active, for strangers, and to be undone late, twice or while it runs", async () => {
    const scheduled = await deploy({ effectiveDate: "2035-01-01" });
    const body = { scope: { type: "all" }, reason: "x" };
    expect((await api.post("admin", `${base}/${scheduled}/withdraw`, body)).status).toBe(409);
    const id = await deploy();
    expect(
      (
        await api.post("admin", `${base}/${id}/withdraw`, {
          ...body,
          scope: { type: "students", studentIds: ["dora"] },
        })
      ).status,
    ).toBe(422);
    const sent = actAnswer.parse(
      (await api.post("admin", `${base}/${id}/withdraw`, { ...body, scope: students(1) })).body,
    );
    expect((await api.post("admin", `${base}/${id}/acts/${sent.actId}/undo`, undefined)).status).toBe(409);
    await runActs();
    await rows("update deployment_acts set created_at = now() - interval '25 hours' where id = $1", [sent.actId]);
    expect((await api.post("admin", `${base}/${id}/acts/${sent.actId}/undo`, undefined)).status).toBe(409);
    await rows("update deployment_acts set created_at = now() where id = $1", [sent.actId]);
    const pressed = await Promise.all(
      [1, 2].map(() => api.post("admin", `${base}/${id}/acts/${sent.actId}/undo`, undefined)),
    );
    expect(pressed.map(({ status }) => status).sort()).toEqual([202, 409]);
    await runActs();
  });

  it("may run in two workers at once, and continues after one was killed", async () => {
    await rows(
      `insert into users (id, school_id, name, email, role, cohort_id)
       select $1 || '_x' || n, 'north', 'Many ' || n, $1 || 'x' || n || '@cohort.test', 'STUDENT', $1 from generate_series(1, 900) n`,
      [cohort],
    );
    const id = await deploy();
    const answer = await api.post("admin", `${base}/${id}/withdraw`, { scope: { type: "all" }, reason: "x" });
    const { actId } = actAnswer.parse(answer.body);
    const { runAct } = await import("#src/features/deployments/run-act.ts");
    await rows(`create sequence app.batches`);
    await rows(`grant usage on sequence app.batches to app_system`);
    await rows(`create or replace function app.die() returns trigger language plpgsql as $$ begin
      if nextval('app.batches') > 1 then raise exception 'killed here'; end if; return null; end $$`);
    await rows("create trigger die after insert on deployment_act_items for each statement execute function app.die()");
    await expect(runAct(actor, actId)).rejects.toThrow();
    await rows("drop trigger die on deployment_act_items");
    await rows("drop sequence app.batches");
    const [halfway] = await actsOf(id);
    expect(halfway).toMatchObject({ status: "RUNNING", students: 903, studentsDone: 333, changed: 999 });
    await Promise.all([runAct(actor, actId), runAct(actor, actId)]);
    expect((await actsOf(id))[0]).toMatchObject({ status: "DONE", students: 903, studentsDone: 903, changed: 2709 });
    expect(await rows("select count(*)::int as n from deployment_act_items where act_id = $1", [actId])).toEqual([
      { n: 2709 },
    ]);
    await expectProgressToBeRight();
  });
});

describe("due dates", () => {
  it("move for all, a group or a student, keep what was set by hand, and are undone exactly", async () => {
    const id = await deploy({ dueDate: "2030-06-30" });
    const before = await everything();
    const one = await act(`${id}`, { due: { scope: students(1), dueDate: "2030-12-24", reason: "Was ill." } }, "patch");
    expect((await state()).filter((line) => line.startsWith("1"))[0]).toBe("1 1 NOT_STARTED 2030-12-24");
    const all = await act(`${id}`, { due: { moveByDays: 7 } }, "patch");
    expect(await state()).toEqual(
      ["1 1 NOT_STARTED 2030-12-24", "1 2 NOT_STARTED 2030-12-24", "1 3 NOT_STARTED 2030-12-24"].concat(
        [2, 3].flatMap((n) => [1, 2, 3].map((c) => `${n} ${c} NOT_STARTED 2030-07-07`)),
      ),
    );
    expect(await readDeployment(id)).toMatchObject({ dueOn: "2030-07-07", progress: { dueByHand: 3 } });
    expect((await actsOf(id))[0]).toMatchObject({ kind: "MOVE_DUE", changed: 6, skipped: 3, moveByDays: 7 });
    await expectProgressToBeRight();
    await undo(id, all.actId);
    await undo(id, one.actId);
    expect(await everything()).toEqual(before);
    await act(`${id}`, { due: { dueDate: null } }, "patch");
    expect(await state()).toContain("1 1 NOT_STARTED");
    expect(await readDeployment(id)).toMatchObject({ dueOn: null });
  });

  it("of two deployments the earlier counts, also after one was extended", async () => {
    const first = await deploy({ dueDate: "2030-01-31" });
    await deploy({ dueDate: "2030-06-30" });
    await act(`${first}`, { due: { dueDate: "2030-12-31" } }, "patch");
    expect(new Set((await state()).map((line) => line.slice(-10)))).toEqual(new Set(["2030-06-30"]));
  });

  it("are undone only where they were not moved again", async () => {
    const id = await deploy({ dueDate: "2030-06-30" });
    const all = await act(`${id}`, { due: { dueDate: "2030-07-31" } }, "patch");
    await act(`${id}`, { due: { scope: students(2), dueDate: "2030-08-31" } }, "patch");
    await undo(id, all.actId);
    expect((await state()).filter((line) => line.endsWith("1 NOT_STARTED 2030-06-30") || line.includes(" 1 "))).toEqual(
      ["1 1 NOT_STARTED 2030-06-30", "2 1 NOT_STARTED 2030-08-31", "3 1 NOT_STARTED 2030-06-30"],
    );
    expect((await actsOf(id))[0]).toMatchObject({ kind: "UNDO", changed: 6, skipped: 3 });
  });

  it("are relative to the start of the cohort, and follow it", async () => {
    cohort = await makeCohort("starts", 2, "2030-03-01");
    const id = await deploy({ dueRule: { from: "START", offset: 5, unit: "WEEK" } });
    expect(await state()).toContain("1 1 NOT_STARTED 2030-04-05");
    await act(`${id}`, { due: { scope: students(2), dueDate: "2030-12-24" } }, "patch");
    await rows("update cohorts set starts_on = '2030-03-08' where id = $1", [cohort]);
    await keepUp();
    expect((await state()).filter((line) => line.includes(" 1 "))).toEqual([
      "1 1 NOT_STARTED 2030-04-12",
      "2 1 NOT_STARTED 2030-12-24",
    ]);
    await expectProgressToBeRight();
    const read = () =>
      rows("select updated_at from competency_assignments where competency_id = $1 order by id", [`${framework}_1`]);
    const settled = await read();
    await keepUp();
    expect(await read()).toEqual(settled);
  });

  it("are relative to a placement: from when the student is placed, and moved with it", async () => {
    await rows(
      `insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
       values ($1, 'north', 'Medical', 'General', 'Ward 3', '2030-01-01', '2030-12-31')`,
      [`rotation${made}`],
    );
    const place = (n: number, from: string, to: string) =>
      rows(
        "insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on) values ($1, 'north', $2, $3, $4, $5)",
        [`placement${made}_${n}`, `${cohort}_${n}`, `rotation${made}`, from, to],
      );
    await place(1, "2030-03-01", "2030-04-30");
    const dueRule = { from: "ROTATION_END", offset: -1, unit: "WEEK", rotationId: `rotation${made}` };
    const preview = await api.post("admin", `${base}/preview`, {
      templateId: framework,
      targetGroups: [cohort],
      dueRule,
    });
    expect(previewAnswer.parse(preview.body)).toMatchObject({
      students: 3,
      assignments: { made: 9 },
      due: { firstOn: "2030-04-23", lastOn: "2030-04-23", without: 2 },
    });
    const id = await deploy({ dueRule });
    expect((await state()).filter((line) => line.includes(" 1 "))).toEqual([
      "1 1 NOT_STARTED 2030-04-23",
      "2 1 NOT_STARTED",
      "3 1 NOT_STARTED",
    ]);
    await place(2, "2030-05-01", "2030-06-30");
    await rows("update placements set ends_on = '2030-05-07' where id = $1", [`placement${made}_1`]);
    await keepUp();
    expect((await state()).filter((line) => line.includes(" 1 "))).toEqual([
      "1 1 NOT_STARTED 2030-04-30",
      "2 1 NOT_STARTED 2030-06-23",
      "3 1 NOT_STARTED",
    ]);
    expect((await readDeployment(id)).dueRule).toMatchObject({ from: "ROTATION_END", offset: -1, rotation: "Medical" });
    await expectProgressToBeRight();
  });

  it("are counted from the day it is given for who joins later", async () => {
    const id = await deploy({ dueRule: { from: "EFFECTIVE", offset: 10, unit: "DAY" } });
    await rows("update competency_deployments set effective_at = now() - interval '30 days' where id = $1", [id]);
    await rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1 || '_9', 'north', 'Late', $1 || '9@x.test', 'STUDENT', $1)",
      [cohort],
    );
    await keepUp();
    expect(new Set((await state()).map((line) => line.slice(-10))).size).toBe(1);
  });

  it("refuses a rule that cannot be, each with its path", async () => {
    const post = (dueRule: unknown, more = {}) =>
      api.post("admin", base, { templateId: framework, targetGroups: [cohort], dueRule, ...more });
    const rule = { from: "EFFECTIVE", offset: 1, unit: "DAY" };
    for (const answer of [
      await post({ ...rule, offset: -1 }),
      await post({ ...rule, from: "ROTATION_START" }),
      await post({ ...rule, rotationId: "rotation_north" }),
      await post({ ...rule, from: "ROTATION_END", rotationId: "nowhere" }),
      await post(rule, { dueDate: "2030-01-01" }),
    ]) {
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body)).toContain("dueRule");
    }
  });
});

describe("before it begins", () => {
  it("its day, groups and due date change, and it is cancelled and called back", async () => {
    const other = await makeCohort("other", 2);
    const id = await deploy({ effectiveDate: "2035-01-01", dueDate: "2035-06-30" });
    await act(
      `${id}`,
      {
        effectiveDate: "2035-02-01",
        targetGroups: [other],
        due: { dueRule: { from: "EFFECTIVE", offset: 2, unit: "WEEK" } },
        notifications: true,
      },
      "patch",
    );
    expect(await readDeployment(id)).toMatchObject({
      status: "SCHEDULED",
      effectiveOn: "2035-02-01",
      dueOn: null,
      dueRule: { from: "EFFECTIVE", offset: 2, unit: "WEEK" },
      notifications: true,
      assignmentsPlanned: 6,
      targets: [{ id: other }],
    });
    const { actId, status } = await act(`${id}/cancel`, undefined);
    expect(status).toBe("CANCELLED");
    expect((await api.post("admin", `${base}/${id}/cancel`, undefined)).status).toBe(409);
    await undo(id, actId);
    await rows("update competency_deployments set effective_at = now() where id = $1", [id]);
    await keepUp();
    expect(await state()).toHaveLength(6);
    expect((await actsOf(id)).map(({ kind }) => kind)).toEqual(["UNDO", "CANCEL", "CHANGE", "CREATE"]);
    expect((await api.call("admin", "PATCH", `${base}/${id}`, { body: { effectiveDate: "2036-01-01" } })).status).toBe(
      409,
    );
  });
});

describe("a retired framework", () => {
  const retire = () => rows("update competency_templates set status = 'DEPRECATED' where id = $1", [framework]);
  const join = (n: number) =>
    rows(
      "insert into users (id, school_id, name, email, role, cohort_id) values ($1 || '_' || $2, 'north', 'Late', $1 || $2 || '@late.test', 'STUDENT', $1)",
      [cohort, String(n)],
    );

  it("is not given to who joins later, unless the admin says so", async () => {
    const id = await deploy();
    await retire();
    await join(9);
    await keepUp();
    expect(await state()).toHaveLength(9);
    await act(`${id}`, { deprecatedToo: true }, "patch");
    await keepUp();
    expect(await state()).toHaveLength(12);
  });

  it("does not begin, says why, and begins after all when the admin says so", async () => {
    const id = await deploy({ effectiveDate: "2035-01-01" });
    await retire();
    await rows("update competency_deployments set effective_at = now() where id = $1", [id]);
    await keepUp();
    expect(await readDeployment(id)).toMatchObject({ status: "FAILED", error: expect.stringContaining("retired") });
    expect(await state()).toEqual([]);
  });
});

describe("the open work of one student", () => {
  it("is listed by what gave it, without what is completed or withdrawn", async () => {
    const late = await deploy({ dueDate: "2030-05-20" });
    const soon = await deploy({ dueDate: "2030-03-10", competencyIds: [`${framework}_1`] });
    const of = async (n: number) =>
      studentDeploymentsAnswer
        .parse((await api.get("admin", `/api/students/${cohort}_${n}/deployments`)).body)
        .items.map(({ deploymentId, frameworkName, open, dueOn }) => [deploymentId, frameworkName, open, dueOn]);
    const both = [
      [soon, "Wound care", 1, "2030-03-10"],
      [late, "Wound care", 3, "2030-03-10"],
    ];
    expect((await of(1)).toSorted()).toEqual(both.toSorted());
    await withdraw(soon, students(1));
    expect(await of(1)).toEqual([[late, "Wound care", 3, "2030-05-20"]]);
    await complete(1, 1);
    expect(await of(1)).toEqual([[late, "Wound care", 2, "2030-05-20"]]);
    expect((await of(2)).toSorted()).toEqual(both.toSorted());
    expect((await api.get("admin", "/api/students/nobody/deployments")).status).toBe(404);
  });
});

describe("a student who moves to another cohort", () => {
  it("is asked about: kept is not asked again, withdrawn is gone, and both are undone", async () => {
    const other = await makeCohort("other", 1);
    const id = await deploy();
    await complete(1, 1);
    await rows("update users set cohort_id = $2 where id in ($1 || '_1', $1 || '_2')", [cohort, other]);
    const open = async (n: number) =>
      openDeploymentsAnswer.parse((await api.get("admin", `/api/students/${cohort}_${n}/open-deployments`)).body).items;
    expect(await open(1)).toEqual([
      {
        deploymentId: id,
        frameworkName: "Wound care",
        groups: [cohort],
        open: 2,
        started: 0,
        completed: 1,
        dueOn: null,
      },
    ]);
    expect(await open(3)).toEqual([]);
    const moved = await api.get("admin", "/api/moved-students?limit=1");
    expect(moved.body).toMatchObject({ items: [{ studentId: `${cohort}_1` }], nextCursor: expect.any(String) });
    expect(await readDeployment(id)).toMatchObject({ movedStudents: 2 });

    const kept = await act(`${id}/keep`, { studentId: `${cohort}_1` });
    expect(await open(1)).toEqual([]);
    await undo(id, kept.actId);
    expect(await open(1)).toHaveLength(1);
    await act(`${id}/keep`, { studentId: `${cohort}_1` });
    await withdraw(id, students(2));
    expect(await open(2)).toEqual([]);
    expect((await state()).filter((line) => line.includes("WITHDRAWN"))).toHaveLength(3);
    expect(await readDeployment(id)).toMatchObject({ movedStudents: 0 });
  });
});

describe("the preview", () => {
  it("says what would be made, what students have, who is left out, and changes nothing", async () => {
    await deploy({ targetGroups: [{ type: "student", id: `${cohort}_1` }], dueDate: "2030-06-30" });
    await rows("update users set status = 'LEFT' where id = $1 || '_2'", [cohort]);
    const before = await everything();
    const answer = await api.post("admin", `${base}/preview`, {
      templateId: framework,
      targetGroups: [cohort, { type: "student", id: `${cohort}_1` }],
      dueDate: "2030-01-31",
    });
    expect(previewAnswer.parse(answer.body)).toEqual({
      students: 2,
      competencies: 3,
      assignments: { made: 3, attached: 3, dueEarlier: 3 },
      haveAll: 1,
      haveSome: 0,
      inSeveralGroups: 1,
      due: { firstOn: "2030-01-31", lastOn: "2030-01-31", without: 0, past: 0 },
      leftOut: [{ reason: "LEFT", students: 1, names: ["Student 2"] }],
      groups: [
        { type: "cohort", id: cohort, name: cohort, students: 2, inOthers: 1, leftOut: 1, made: 3, attached: 3 },
        {
          type: "student",
          id: `${cohort}_1`,
          name: "Student 1",
          students: 1,
          inOthers: 1,
          leftOut: 0,
          made: 0,
          attached: 3,
        },
      ],
    });
    expect(await everything()).toEqual(before);
  });
});

describe("lists", () => {
  it("narrow deployments by status, group and words, and export them", async () => {
    const id = await deploy();
    const find = async (query: string) =>
      (await api.get("admin", `${base}?${query}`)).body as { items: { id: string }[] };
    expect((await find(`groupId=${cohort}&status=ACTIVE&search=wound`)).items.map((each) => each.id)).toEqual([id]);
    expect((await find(`groupId=${cohort}&status=FAILED`)).items).toEqual([]);
    const csv = await api.get("admin", `${base}/export?groupId=${cohort}`);
    expect(csv.status).toBe(200);
  });

  it("list the students of one by what they have", async () => {
    const id = await deploy({ dueDate: "2030-06-30" });
    await complete(1, 1);
    await rows("update competency_assignments set due_date = now() - interval '1 day' where user_id = $1 || '_2'", [
      cohort,
    ]);
    const find = async (query: string) =>
      ((await api.get("admin", `${base}/${id}/students?${query}`)).body as { items: { studentId: string }[] }).items;
    expect(await find("")).toMatchObject([
      { studentId: `${cohort}_1`, total: 3, completed: 1, overdue: 0, dueOn: "2030-06-30" },
      { studentId: `${cohort}_2`, overdue: 3 },
      { studentId: `${cohort}_3`, total: 3 },
    ]);
    expect((await find("state=overdue")).map(({ studentId }) => studentId)).toEqual([`${cohort}_2`]);
    expect((await find("state=completed")).map(({ studentId }) => studentId)).toEqual([`${cohort}_1`]);
    expect(await readDeployment(id)).toMatchObject({ progress: { overdue: 3, notStarted: 5, completed: 1 } });
  });
});
