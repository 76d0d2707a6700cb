import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { EffectAnswer, SubmitAnswer } from "#src/features/assessments/schema.ts";
import { allowedMethods } from "#src/features/progress/rules.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../../tests/support/api.ts";
import { useDatabase } from "../../../../tests/support/database.ts";

/** What the form says before a signature is what the signature does, whatever evidence there is. */
const database = useDatabase();
const api = useApi();

async function rows(text: string, values: unknown[] = []) {
  return (await database.owner().query(text, values)).rows;
}

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await rows(
    "insert into placement_supervisors (placement_id, supervisor_id, school_id) values ('placement_amina', 'said', 'north')",
  );
});

const scales = {
  scale_entrustment: { kind: "ORDINAL", min: 1, max: 5, targets: [2, 4, 5], step: 1 },
  scale_zwisch: { kind: "ORDINAL", min: 1, max: 4, targets: [3, 4], step: 1 },
  scale_minicex: { kind: "ORDINAL", min: 1, max: 9, targets: [4, 7], step: 1 },
  scale_performance: { kind: "NUMERIC", min: 0, max: 5, targets: [3, 3.5], step: 0.25 },
  scale_passfail: { kind: "BINARY", min: 0, max: 1, targets: [1], step: 1 },
} as const;

const criterionScores = fc.array(fc.option(fc.integer({ min: 0, max: 4 }), { nil: null }), {
  minLength: 3,
  maxLength: 3,
});

const judgement = fc.record({
  /** A share of the scale, or nothing: then the rubric decides. */
  share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
  scores: criterionScores,
  daysAgo: fc.integer({ min: 0, max: 6 }),
});

const world = fc.record({
  scale: fc.constantFrom(...(Object.keys(scales) as (keyof typeof scales)[])),
  target: fc.nat(),
  method: fc.nat(),
  times: fc.integer({ min: 1, max: 3 }),
  observations: fc.integer({ min: 1, max: 3 }),
  evaluators: fc.integer({ min: 1, max: 2 }),
  days: fc.integer({ min: 1, max: 2 }),
  needsCountersignature: fc.boolean(),
  passScore: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
  earlier: fc.array(
    fc.record({
      judgement,
      by: fc.constantFrom("hansen" as const, "said" as const),
      fate: fc.constantFrom("stays", "stays", "approved", "rejected", "voided"),
    }),
    { maxLength: 4 },
  ),
  next: judgement,
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

let made = 0;

async function arrange(given: World): Promise<string> {
  made += 1;
  const id = `effect_${made}`;
  const scale = scales[given.scale];
  const methods = allowedMethods(scale.kind, false);
  await rows(
    `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by,
       scoring_method, n_times, required_observations, required_evaluators, required_days, needs_countersignature)
     values ($1, 'north', $1, 'Skills', 'EXPERT', $2, $3, 'system', $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, given.scale, scale.targets[given.target % scale.targets.length], methods[given.method % methods.length]],
      ...[methods[given.method % methods.length] === "N_TIMES" ? given.times : null, given.observations],
      ...[given.evaluators, given.days, given.needsCountersignature],
    ],
  );
  await rows(
    `insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, weight, max_score,
       pass_score, performance_levels)
     select $1 || '_' || n, 'north', $1, 'Criterion ' || n, '', n, 4, case when n = 2 then $2::numeric end, '[]'
     from generate_series(1, 3) n`,
    [id, given.passScore],
  );
  await rows(
    "insert into competency_assignments (id, school_id, user_id, competency_id) values ($1, 'north', 'amina', $1)",
    [id],
  );
  await recount(["amina"]);
  return id;
}

function evaluationData(competencyId: string, given: World, { share, scores, daysAgo }: World["next"]) {
  const { min, max, step } = scales[given.scale];
  const isScored = scores.some((score) => score !== null);
  const rating = min + Math.round(((share ?? 0) * (max - min)) / step) * step;
  return {
    ...(share === null && isScored ? {} : { overallRating: rating }),
    criteria: scores.map((score, index) => ({ rubricId: `${competencyId}_${index + 1}`, score })),
    observedAt: new Date(Date.now() - daysAgo * 86_400_000 - 60_000).toISOString(),
  };
}

const path = "/api/competency-assessments";

async function sign(by: "hansen" | "said", competencyId: string, data: object): Promise<SubmitAnswer> {
  const { status, body } = await api.post(by, path, { studentId: "amina", competencyId, evaluationData: data });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as SubmitAnswer;
}

async function follow(id: string, fate: string): Promise<void> {
  const reason = fate === "approved" ? {} : { reason: "As it was." };
  const act = { approved: "approve", rejected: "reject", voided: "void" }[fate];
  if (act) await api.post("admin", `${path}/${id}/${act}`, { baseRevision: 1, ...reason });
}

async function askEffect(competencyId: string, data: object): Promise<EffectAnswer> {
  const { status, body } = await api.post("hansen", `${path}/effect`, {
    studentId: "amina",
    competencyId,
    evaluationData: data,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as EffectAnswer;
}

/** Everything that a signature writes. */
async function written(): Promise<unknown> {
  const [row] = await rows(`
    select (select md5(string_agg(t::text, '' order by id)) from assessments t) as assessments,
           (select md5(string_agg(t::text, '' order by id)) from evaluations t) as evaluations,
           (select md5(string_agg(t::text, '' order by id)) from competency_assignments t) as assignments,
           (select md5(string_agg(t::text, '' order by student_id)) from student_progress t) as progress,
           (select count(*) from events) as events, (select count(*) from notification_queue) as notifications,
           (select count(*) from audit_log) as audit`);
  return row;
}

async function stored(competencyId: string) {
  const [row] = await rows(
    `select a.status, a.result::float, a.progress_percentage::float as progress, p.completed, p.total
     from competency_assignments a join student_progress p on p.student_id = a.user_id where a.competency_id = $1`,
    [competencyId],
  );
  return row;
}

describe("the effect of a judgement", () => {
  it("is what signing it then does, and asking for it changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const competencyId = await arrange(given);
        for (const one of given.earlier) {
          const data = evaluationData(competencyId, given, one.judgement);
          const { assessmentId } = await sign(one.by, competencyId, data);
          await follow(assessmentId, one.fate);
        }
        const data = evaluationData(competencyId, given, given.next);
        const before = await written();
        const effect = await askEffect(competencyId, data);
        expect(await written()).toEqual(before);
        const was = await stored(competencyId);
        expect(effect.now).toMatchObject({
          ...{ status: was.status, result: was.result, progressPercentage: was.progress },
          completedCompetencies: was.completed,
        });

        const answer = await sign("hansen", competencyId, data);
        const is = await stored(competencyId);
        expect(effect.signed?.after).toMatchObject({
          ...{ status: is.status, result: is.result, progressPercentage: is.progress },
          completedCompetencies: is.completed,
        });
        expect(effect.signed?.after.status).toBe(answer.progressUpdate?.status);
        const [evaluation] = await rows(
          `select coalesce(overall_rating, rubric_result)::float as rating, rubric_result::float as rubric
           from evaluations where assessment_id = $1`,
          [answer.assessmentId],
        );
        expect(effect.signed).toMatchObject({ rating: evaluation.rating, rubricResult: evaluation.rubric });

        // What counts only after a countersignature is foretold, too.
        expect(effect.signed?.afterCountersigned === null).toBe(!given.needsCountersignature);
        if (given.needsCountersignature) {
          await follow(answer.assessmentId, "approved");
          const later = await stored(competencyId);
          expect(effect.signed?.afterCountersigned).toMatchObject({
            ...{ status: later.status, result: later.result, progressPercentage: later.progress },
            completedCompetencies: later.completed,
          });
        }
        const [why] = await rows("select status from competency_assignments where competency_id = $1", [competencyId]);
        expect(effect.signed?.nextStep.startsWith("Nothing more is needed")).toBe(why.status === "ACHIEVED");
      }),
      { numRuns: 60 },
    );
  }, 240_000);

  it("is not foretold where a signature would be refused, and where it stands is said all the same", async () => {
    const base = {
      ...{ target: 0, method: 0, times: 1, observations: 1, evaluators: 1, days: 1, needsCountersignature: false },
      ...{ scale: "scale_entrustment" as const, passScore: null, earlier: [] },
      next: { share: 1, scores: [null, null, null], daysAgo: 0 },
    };
    const competencyId = await arrange(base);
    const refused = [
      {},
      { overallRating: 2.5 },
      { criteria: [{ rubricId: `${competencyId}_1`, score: null }] },
      { overallRating: 4, criteria: [{ rubricId: "rubric_of_another", score: 1 }] },
      { overallRating: 4, observedAt: new Date(Date.now() + 86_400_000).toISOString() },
    ];
    for (const data of refused) {
      const effect = await askEffect(competencyId, data);
      expect(effect.signed, JSON.stringify(data)).toBeNull();
      expect(effect.now).toMatchObject({ status: "NOT_STARTED", result: null });
      const { status } = await api.post("hansen", path, { studentId: "amina", competencyId, evaluationData: data });
      expect(status, JSON.stringify(data)).toBe(422);
    }
  });

  it("is told to supervisors of the student's placement alone, and leaves a row in the access log", async () => {
    const [{ id }] = await rows("select id from competencies where id like 'effect_%' limit 1");
    const ask = (person: Parameters<typeof api.post>[0], studentId = "amina") =>
      api.post(person, `${path}/effect`, { studentId, competencyId: id, evaluationData: { overallRating: 4 } });
    const before = await rows("select count(*)::int as n from access_log where what = 'assessment effect'");
    expect((await ask("hansen")).status).toBe(200);
    expect(await rows("select count(*)::int as n from access_log where what = 'assessment effect'")).toEqual([
      { n: before[0].n + 1 },
    ]);
    expect((await ask("amina")).status).toBe(403);
    expect((await ask("admin")).status).toBe(403);
    expect((await ask("foreign")).status).toBe(404);
    expect((await ask("hansen", "ben")).status).toBe(404);
    expect((await ask("hansen", "carl")).status).toBe(404);
  });
});
