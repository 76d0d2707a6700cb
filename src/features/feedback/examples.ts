import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { assessmentsAnswer, StaffAssessmentView } from "#src/features/assessments/schema.ts";
import type { colleaguesAnswer, roundsAnswer } from "#src/features/feedback/schema.ts";
import {
  type MakeExamples,
  type PageParams,
  type Subject,
  schoolOf,
  supervisorOf,
} from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  /** Two more supervisors of the subject, who sign in nowhere, and a competency of its own for each round. */
  async function makeColleagues(subject: Subject): Promise<{ ids: string[]; competencyId: string }> {
    const ids = [1, 2].map((n) => `colleague_${subject}_${n}`);
    const school = schoolOf[subject];
    await owner().query(
      `insert into users (id, school_id, name, email, role)
       select id, $2, 'Colleague', id || '@two-schools.test', 'CLINICAL_SUPERVISOR' from unnest($1::text[]) id
       on conflict do nothing`,
      [ids, school],
    );
    await owner().query(
      `insert into placement_supervisors (placement_id, supervisor_id, school_id)
       select $2, id, $3 from unnest($1::text[]) id on conflict do nothing`,
      [ids, `placement_${subject}`, school],
    );
    const competencyId = `rounded_${randomUUID()}`;
    await owner().query(
      `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
       values ($1, $2, 'Families', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')`,
      [competencyId, school],
    );
    await owner().query(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ($1, $2, $3, $4)",
      [randomUUID(), school, subject, competencyId],
    );
    return { ids: [supervisorOf[subject], ...ids], competencyId };
  }

  async function makeRound(subject: Subject, options: { answered?: boolean; asks?: number } = {}): Promise<string> {
    const { ids, competencyId } = await makeColleagues(subject);
    // Named by the student, so that a refused read says whose it was.
    const id = `round_${subject}_${randomUUID()}`.slice(0, 64);
    const school = schoolOf[subject];
    await owner().query(
      `insert into feedback_rounds (id, school_id, student_id, competency_id, started_by, observed_at)
       values ($1, $2, $3, $4, $5, now())`,
      [id, school, subject, competencyId, supervisorOf[subject]],
    );
    await owner().query(
      `insert into feedback_asked (round_id, evaluator_id, school_id, student_id, answered_at)
       select $1, id, $2, $3, case when $5 then now() end from unnest($4::text[]) id`,
      [id, school, subject, ids.slice(0, options.asks ?? 3), options.answered ?? false],
    );
    if (options.answered) {
      await owner().query(
        `insert into feedback_answers (round_id, evaluator_id, school_id, student_id, content)
         select round_id, evaluator_id, school_id, student_id, '{"evaluationData": {"overallRating": 3}}'
         from feedback_asked where round_id = $1`,
        [id],
      );
    }
    return id;
  }

  const base = "/api/feedback-rounds";
  return {
    [`POST ${base}`]: {
      call: async (s) => {
        const { ids, competencyId } = await makeColleagues(s);
        return {
          path: base,
          body: { studentId: s, competencyId, colleagueIds: ids, observedAt: new Date().toISOString() },
        };
      },
    },
    [`GET ${base}`]: { about: "self", call: () => ({ path: base }) },
    [`GET ${base}/colleagues`]: {
      call: (s) => ({
        path: `${base}/colleagues`,
        query: { studentId: s, competencyId: `competency_${schoolOf[s]}` },
      }),
    },
    [`GET ${base}/:id`]: { call: async (s) => ({ path: `${base}/${await makeRound(s)}` }) },
    [`PUT ${base}/:id/answer`]: {
      call: async (s) => ({
        path: `${base}/${await makeRound(s)}/answer`,
        body: { evaluationData: { overallRating: 3 } },
      }),
    },
    [`POST ${base}/:id/asked`]: {
      call: async (s) => ({
        path: `${base}/${await makeRound(s, { asks: 2 })}/asked`,
        body: { colleagueIds: [`colleague_${s}_2`] },
      }),
    },
    [`POST ${base}/:id/remind`]: { call: async (s) => ({ path: `${base}/${await makeRound(s)}/remind` }) },
    [`POST ${base}/:id/close`]: {
      call: async (s) => ({ path: `${base}/${await makeRound(s, { answered: true })}/close` }),
    },
    [`POST ${base}/:id/call-off`]: { call: async (s) => ({ path: `${base}/${await makeRound(s)}/call-off` }) },
  };
};

export const pageParams: PageParams = {
  /** A competency about which the demo's supervisor can ask colleagues. */
  feedbackCompetencyId: async ({ studentId, get }) => {
    const { items } = await get<{ items: { competencyId: string }[] }>(
      "student",
      "/api/competency-assignments?status=IN_PROGRESS",
    );
    for (const { competencyId } of items) {
      const { open } = await get<z.output<typeof colleaguesAnswer>>(
        "supervisor",
        `/api/feedback-rounds/colleagues?studentId=${studentId}&competencyId=${competencyId}`,
      );
      if (open === null) return competencyId;
    }
    return undefined;
  },
  askedRoundId: async ({ get }) => {
    const { items } = await get<z.output<typeof roundsAnswer>>("supervisor", "/api/feedback-rounds");
    return items[0]?.roundId;
  },
  anonymousAssessmentId: async ({ get }) => {
    const { items } = await get<z.output<typeof assessmentsAnswer>>("student", "/api/competency-assessments?limit=100");
    for (const { id, evaluator } of items) {
      if (evaluator !== null) continue;
      const view = await get<StaffAssessmentView>("student", `/api/competency-assessments/${id}`);
      if (view.evaluations.some(({ isAnonymous }) => isAnonymous)) return id;
    }
    return undefined;
  },
};
