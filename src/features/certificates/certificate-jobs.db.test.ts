import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { migrationAnswer } from "#src/features/framework-migrations/schema.ts";
import { nextVersionAnswer } from "#src/features/framework-versions/schema.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { makeJobRunner } from "../../../tests/support/jobs.ts";
import type { Certificate, CertificatesAnswer } from "./schema.ts";

/** Certificates after the jobs that change what counts: the one that lets completions expire, and the one of a new version. */
const database = useDatabase();
const api = useApi();
const rows = async (text: string, values: unknown[] = []) => (await database.owner().query(text, values)).rows;

let made = 0;
let framework = "";

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id = 'amina'");
});

/** A published framework of Skill 1 and Skill 2, the first valid for a year, which Amina has completed. */
beforeEach(async () => {
  made += 1;
  framework = `care${made}`;
  await rows(
    "insert into competency_templates (id, school_id, name, version, created_by) values ($1, 'north', 'Care', '1', 'admin')",
    [framework],
  );
  await insertCompetencies(framework, [1, 2]);
  await rows("update competencies set validity_months = 12, renewal_ways = '{ASSESSMENT}' where id = $1 || '_1'", [
    framework,
  ]);
  await rows("update competency_templates set status = 'PUBLISHED', published_at = now() where id = $1", [framework]);
  await rows(
    `insert into competency_deployments (id, school_id, template_id, status, created_by, due_at, effective_at)
     values ($1 || '_d', 'north', $1, 'ACTIVE', 'admin', '2030-06-30T22:59:59Z', now() - interval '60 days')`,
    [framework],
  );
  await rows(
    "insert into deployment_targets (deployment_id, school_id, target_type, target_id) values ($1 || '_d', 'north', 'cohort', 'cohort_north')",
    [framework],
  );
  await rows(
    `insert into competency_assignments (id, school_id, user_id, competency_id, deployment_id, due_date)
     select $1 || '_' || n, 'north', 'amina', $1 || '_' || n, $1 || '_d', '2030-06-30T22:59:59Z' from generate_series(1, 2) n`,
    [framework],
  );
  await rows(
    `insert into assignment_deployments (assignment_id, deployment_id, school_id)
     select id, deployment_id, school_id from competency_assignments where deployment_id = $1 || '_d'`,
    [framework],
  );
  await recount(["amina"]);
  for (const n of [1, 2]) await rate(`${framework}_${n}`);
});

async function insertCompetencies(templateId: string, numbers: number[]): Promise<void> {
  await rows(
    `insert into competencies (id, school_id, template_id, code, name, category, level, rating_scale_id, target_rating, sort_order, created_by)
     select $1 || '_' || n, 'north', $1, n::text, 'Skill ' || n, 'Care', 'FUNDAMENTAL', 'scale_entrustment', 3, n, 'system'
     from unnest($2::int[]) n`,
    [templateId, numbers],
  );
  await rows(
    `insert into competency_template_items (id, school_id, template_id, identifier, kind, code, statement, competency_id, sort_order)
     select c.id || '_item', c.school_id, c.template_id, c.id || '_item', 'COMPETENCY', c.code, c.name, c.id, c.sort_order
     from competencies c where c.template_id = $1
       and not exists (select from competency_template_items i where i.competency_id = c.id)`,
    [templateId],
  );
}

async function rate(competencyId: string, overallRating = 4): Promise<void> {
  const answer = await api.post("hansen", "/api/competency-assessments", {
    ...{ studentId: "amina", competencyId, evaluationData: { overallRating } },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
}

/** Of this framework and its next version, valid ones first. */
async function held(): Promise<Certificate[]> {
  const { body } = await api.get("amina", "/api/certificates");
  const known = await rows(
    `select c.id from certificates c join competency_templates t on t.id = c.template_id
     where $1 in (t.id, t.replaces_id)`,
    [framework],
  );
  const ids = new Set(known.map(({ id }) => id));
  return (body as CertificatesAnswer).items.filter(({ id }) => ids.has(id));
}

const verify = async (code: string) =>
  (await api.get(undefined, `/api/certificates/verify/${encodeURIComponent(code)}`)).body as { status: string };

async function expire(): Promise<void> {
  const { jobs } = await import("#src/features/renewals/jobs.ts");
  await makeJobRunner(jobs).run("renewals.expire", {});
}
const passAYear = (competencyId: string) =>
  rows(
    `update competency_assignments set completion_date = completion_date - interval '13 months'
     where competency_id = $1 and user_id = 'amina'`,
    [competencyId],
  );

describe("the job that lets completions expire", () => {
  it("revokes the certificate once and says which expired; a renewal issues another", async () => {
    const [first, ...more] = await held();
    expect(more).toEqual([]);
    expect(first).toMatchObject({ revoked: null, competencies: 2 });
    await expire();
    expect(await held()).toEqual([first]);
    await passAYear(`${framework}_1`);
    await expire();
    await expire();
    expect(await held()).toMatchObject([{ id: first?.id, revoked: { because: "EXPIRED", competency: "Skill 1" } }]);
    expect(await verify(first?.code ?? "")).toMatchObject({ status: "revoked" });
    await rate(`${framework}_1`);
    const [second, earlier, ...others] = await held();
    expect(others).toEqual([]);
    expect(second).toMatchObject({ revoked: null });
    expect(earlier).toMatchObject({ id: first?.id, revoked: { because: "EXPIRED" } });
    expect(second?.code).not.toBe(first?.code);
    await expire();
    expect((await held())[0]).toEqual(second);
  });
});

describe("the job that moves students to the next version", () => {
  const runJobs = async (type: string, id: string) => {
    const { jobs } = await import("#src/features/framework-migrations/jobs.ts");
    await makeJobRunner(jobs).deliver(database.owner(), type, id);
  };
  /** The next version, with what it asks otherwise. */
  async function publishNext(change: (next: string) => Promise<unknown>): Promise<string> {
    const { id } = nextVersionAnswer.parse(
      (await api.post("admin", `/api/competency-frameworks/${framework}/next-version`, {})).body,
    );
    await change(id);
    expect((await api.post("admin", `/api/competency-frameworks/${id}/publish`, {})).status).toBe(200);
    return id;
  }
  async function move(to: string): Promise<string> {
    const body = { fromFrameworkId: framework, toFrameworkId: to };
    const { id } = migrationAnswer.parse((await api.post("admin", "/api/framework-migrations/preview", body)).body);
    await runJobs("migration.requested", id);
    expect((await api.post("admin", `/api/framework-migrations/${id}/start`, {})).status).toBe(202);
    await runJobs("migration.requested", id);
    return id;
  }
  async function undo(id: string): Promise<void> {
    const answer = await api.post("admin", `/api/framework-migrations/${id}/undo`, {});
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
    await runJobs("migration.undo_requested", id);
  }

  const competencyOf = async (next: string, code: string): Promise<string> =>
    (await rows("select id from competencies where template_id = $1 and code = $2", [next, code]))[0].id;
  const asksForMore = (next: string) => insertCompetencies(next, [3]);

  it("leaves a certificate that the next version asks no more for, and so does its undoing", async () => {
    const before = await held();
    const id = await move(await publishNext(async () => {}));
    expect(await held()).toEqual(before);
    expect((await held())[0]).toMatchObject({ version: "1", revoked: null });
    await undo(id);
    expect(await held()).toEqual(before);
  });

  it("leaves it too where the next version asks for less", async () => {
    const before = await held();
    await move(
      await publishNext(async (next) => {
        await rows("delete from competency_template_items where template_id = $1 and code = '2'", [next]);
        await rows("delete from competencies where template_id = $1 and code = '2'", [next]);
      }),
    );
    expect(await held()).toEqual(before);
  });

  it("revokes it where the next version asks for more; completing that issues one of the next version", async () => {
    const [first] = await held();
    const next = await publishNext(asksForMore);
    await move(next);
    expect(await held()).toMatchObject([{ id: first?.id, revoked: { because: "MOVED", competency: "Skill 3" } }]);
    await rate(await competencyOf(next, "3"));
    const [second, earlier, ...others] = await held();
    expect(others).toEqual([]);
    expect(second).toMatchObject({ version: "2", competencies: 3, revoked: null });
    expect(earlier).toMatchObject({ id: first?.id, version: "1", revoked: { because: "MOVED" } });
    expect(await verify(first?.code ?? "")).toMatchObject({ status: "revoked" });
    expect(await verify(second?.code ?? "")).toMatchObject({ status: "valid" });
  });

  it("revokes it where a target is raised", async () => {
    const next = await publishNext((to) =>
      rows("update competencies set target_rating = 5 where template_id = $1 and code = '2'", [to]),
    );
    await move(next);
    expect(await held()).toMatchObject([{ revoked: { because: "MOVED", competency: "Skill 2" } }]);
    await rate(await competencyOf(next, "2"), 5);
    expect(await held()).toMatchObject([
      { version: "2", revoked: null },
      { version: "1", revoked: { because: "MOVED" } },
    ]);
  });

  it("issues another of the version before when the move is undone", async () => {
    const [first] = await held();
    const id = await move(await publishNext(asksForMore));
    await undo(id);
    const [second, earlier, ...others] = await held();
    expect(others).toEqual([]);
    expect(second).toMatchObject({ version: "1", competencies: 2, revoked: null });
    expect(earlier).toMatchObject({ id: first?.id, revoked: { because: "MOVED" } });
    expect(second?.code).not.toBe(first?.code);
  });

  it("does not hide that a completion expired after the move", async () => {
    const next = await publishNext(async () => {});
    await move(next);
    await passAYear(await competencyOf(next, "1"));
    await expire();
    expect(await held()).toMatchObject([{ version: "1", revoked: { because: "EXPIRED", competency: "Skill 1" } }]);
  });

  it("does not hide that one was reopened after the move", async () => {
    const next = await publishNext(async () => {});
    await move(next);
    const id = await competencyOf(next, "2");
    await rows(
      "update evaluations set state = 'VOIDED' where student_id = 'amina' and competency_id in ($1, $2 || '_2')",
      [id, framework],
    );
    const { withActor } = await import("#src/platform/db/transaction.ts");
    const { recountAssignment } = await import("#src/features/progress/recount-assignment.ts");
    const [assignment] = await rows(
      "select id from competency_assignments where competency_id = $1 and user_id = 'amina'",
      [id],
    );
    await withActor(systemActor("test"), (tx) => recountAssignment(tx, assignment.id, "void"));
    expect(await held()).toMatchObject([{ version: "1", revoked: { because: "REOPENED", competency: "Skill 2" } }]);
  });
});
