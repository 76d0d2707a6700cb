import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { type MakeExamples, type PageParams, type Subject, schoolOf } from "../../../tests/support/example.ts";

type Submissions = z.output<typeof submissionsAnswer>;

const content = {
  kind: "PRIOR_LEARNING",
  evidence: "I changed dressings every day.",
  learntWhere: "St Anne's Hospice",
  learntFrom: "2020-01-01",
  learntUntil: "2020-12-31",
};

export const makeExamples: MakeExamples = (owner) => {
  /** Prior learning, which a supervisor and a school review. It is named by the student, so that a refused read says whose it was. */
  async function make(subject: Subject, status: "DRAFT" | "SUBMITTED"): Promise<string> {
    const id = `submission_${subject}_${randomUUID()}`.slice(0, 64);
    await owner().query(
      `insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at,
         kind, evidence, learnt_where, learnt_from, learnt_until, revision)
       values ($1, $2, $3, $4, $3, $5, case when $5 = 'DRAFT' then null else now() end, 'PRIOR_LEARNING', 'e', 'w',
         '2020-01-01', '2020-12-31', case when $5 = 'DRAFT' then 0 else 1 end)`,
      [id, schoolOf[subject], subject, `competency_${schoolOf[subject]}`, status],
    );
    return id;
  }
  const base = "/api/submissions";
  const one = (subject: Subject, status: "DRAFT" | "SUBMITTED", act = "") =>
    make(subject, status).then((id) => `${base}/${id}${act}`);
  const comment = { baseRevision: 1, comment: "When was that?" };
  return {
    [`GET ${base}/export`]: { call: (s) => ({ path: `${base}/export`, query: { studentId: s } }) },
    [`GET ${base}`]: { call: (s) => ({ path: base, query: { studentId: s } }) },
    [`POST ${base}`]: {
      about: "self",
      call: () => ({ path: base, body: { ...content, competencyId: "competency_north" } }),
    },
    [`GET ${base}/:id`]: { call: async (s) => ({ path: await one(s, "SUBMITTED") }) },
    [`PUT ${base}/:id`]: { call: async (s) => ({ path: await one(s, "DRAFT"), body: content }) },
    [`POST ${base}/:id/submit`]: {
      call: async (s) => ({ path: await one(s, "DRAFT", "/submit"), body: { ...content, words: "With the dates." } }),
    },
    [`POST ${base}/:id/withdraw`]: { call: async (s) => ({ path: await one(s, "SUBMITTED", "/withdraw") }) },
    [`POST ${base}/:id/take`]: {
      call: async (s) => ({ path: await one(s, "SUBMITTED", "/take"), body: { baseRevision: 1 } }),
    },
    [`POST ${base}/:id/return`]: {
      call: async (s) => ({ path: await one(s, "SUBMITTED", "/return"), body: comment }),
    },
    [`POST ${base}/:id/approve`]: {
      call: async (s) => ({ path: await one(s, "SUBMITTED", "/approve"), body: { ...comment, overallRating: 3 } }),
    },
    [`POST ${base}/:id/reject`]: {
      call: async (s) => ({ path: await one(s, "SUBMITTED", "/reject"), body: comment }),
    },
  };
};

export const pageParams: PageParams = {
  submissionId: async ({ get }) => {
    const { items } = await get<Submissions>("student", "/api/submissions?view=returned");
    return items[0]?.id;
  },
  approvedSubmissionId: async ({ get }) => {
    const { items } = await get<Submissions>("student", "/api/submissions?view=closed");
    return items.find(({ status }) => status === "APPROVED")?.id;
  },
  evidenceCompetencyId: async ({ studentId, get }) => {
    const { items } = await get<{ items: { competencyId: string }[] }>(
      "student",
      `/api/competency-assignments?studentId=${studentId}&status=IN_PROGRESS`,
    );
    return items[0]?.competencyId;
  },
  waitingSubmissionId: async ({ get }) => {
    const { items } = await get<Submissions>("supervisor", "/api/submissions?view=waiting");
    return items[0]?.id;
  },
  priorSubmissionId: async ({ get }) => {
    const { items } = await get<Submissions>("admin", "/api/submissions?view=waiting&kind=PRIOR_LEARNING");
    return items[0]?.id;
  },
};
