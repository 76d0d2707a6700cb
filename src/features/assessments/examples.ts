import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { BatchChoices as Choices } from "#src/features/assessments/batch/schema.ts";
import type { assessmentsAnswer, assessmentView } from "#src/features/assessments/schema.ts";
import {
  type MakeExamples,
  type PageParams,
  type Subject,
  schoolOf,
  supervisorOf,
} from "../../../tests/support/example.ts";

type Assessments = z.output<typeof assessmentsAnswer>;
type View = z.output<typeof assessmentView>;

export const makeExamples: MakeExamples = (owner) => {
  async function makeDraft(subject: Subject): Promise<string> {
    const { rows } = await owner().query<{ id: string }>(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
       values ($1, $2, $3, $4, $5, 'DRAFT', '{"evaluationData": {}, "evidenceFiles": []}')
       on conflict (assessor_id, student_id, competency_id) where status = 'DRAFT'
         do update set draft = excluded.draft
       returning id`,
      [randomUUID(), schoolOf[subject], subject, `competency_${schoolOf[subject]}`, supervisorOf[subject]],
    );
    return rows[0]?.id ?? "";
  }

  /** A submitted assessment by the subject's supervisor, or by another, with what the supervisor said in it. */
  async function makeSubmitted(
    subject: Subject,
    options: { status?: "SUBMITTED" | "REJECTED"; assessor?: string; isCountersigned?: boolean } = {},
  ): Promise<string> {
    const { status = "SUBMITTED", assessor = supervisorOf[subject], isCountersigned = false } = options;
    const school = schoolOf[subject];
    const id = randomUUID();
    const competencyId = isCountersigned ? `countersigned_${school}` : `competency_${school}`;
    if (isCountersigned) {
      await owner().query(
        `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by,
           needs_countersignature)
         values ($1, $2, 'Countersigned', 'Safety', 'EXPERT', 'scale_entrustment', 4, 'system', true)
         on conflict do nothing`,
        [competencyId, school],
      );
    }
    // A draft of an earlier call would stand in the way of one that is reopened.
    await owner().query(
      "delete from assessments where student_id = $1 and competency_id = $2 and status = 'DRAFT' and assessor_id = $3",
      [subject, competencyId, assessor],
    );
    await owner().query(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
       values ($1, $2, $3, $4, $5, $6, now(), now())`,
      [id, school, subject, competencyId, assessor, status],
    );
    await owner().query(
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state,
         overall_rating, signed_at)
       select $1, $2, $3, $4, id, $5, 'SIGNED', 3, submitted_at from assessments where id = $1`,
      [id, school, subject, competencyId, assessor],
    );
    return id;
  }

  const assessment = (id: string, act: string) => `/api/competency-assessments/${id}/${act}`;
  /** Somebody else of the school, who may not countersign what they wrote. */
  const otherOf = { amina: "said", ben: "hansen", carl: "foreignAdmin" } as const;

  const body = (subject: Subject) => ({
    studentId: subject,
    competencyId: `competency_${schoolOf[subject]}`,
    evaluationData: { overallRating: 3 },
  });

  return {
    "POST /api/competency-assessments": {
      call: (s) => ({ path: "/api/competency-assessments", body: body(s) }),
    },
    "GET /api/competency-assessments": { about: "self", call: () => ({ path: "/api/competency-assessments" }) },
    "GET /api/competency-assessments/queue": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/queue" }),
    },
    "POST /api/competency-assessments/queue/hidden": {
      call: (s) => ({ path: "/api/competency-assessments/queue/hidden", body: { studentId: s } }),
    },
    "DELETE /api/competency-assessments/queue/hidden/:studentId": {
      call: (s) => ({ path: `/api/competency-assessments/queue/hidden/${s}` }),
    },
    "GET /api/competency-assessments/centre/export": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/centre/export", query: { tab: "submitted" } }),
    },
    "GET /api/competency-assessments/centre": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/centre", query: { tab: "submitted" } }),
    },
    // Whom a row is about is decided for the row: batch.db.test.ts looks at the rows.
    "POST /api/competency-assessments/batch": {
      about: "self",
      call: (s) => ({ path: "/api/competency-assessments/batch", body: { rows: [{ key: randomUUID(), ...body(s) }] } }),
    },
    "GET /api/competency-assessments/batch": {
      call: (s) => ({ path: "/api/competency-assessments/batch", query: { studentId: s } }),
    },
    "GET /api/competency-assessments/batch/choices": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/batch/choices" }),
    },
    "POST /api/competency-assessments/effect": {
      call: (s) => ({
        path: "/api/competency-assessments/effect",
        body: { studentId: s, competencyId: `competency_${schoolOf[s]}`, evaluationData: { overallRating: 4 } },
      }),
    },
    "GET /api/competency-assessments/form": {
      call: (s) => ({
        path: "/api/competency-assessments/form",
        query: { studentId: s, competencyId: `competency_${schoolOf[s]}` },
      }),
    },
    "POST /api/competency-assessments/drafts": {
      call: (s) => ({ path: "/api/competency-assessments/drafts", body: body(s) }),
    },
    "PUT /api/competency-assessments/:id/draft": {
      call: async (s) => ({
        path: `/api/competency-assessments/${await makeDraft(s)}/draft`,
        body: { evaluationData: {} },
      }),
    },
    "DELETE /api/competency-assessments/:id/draft": {
      call: async (s) => ({ path: `/api/competency-assessments/${await makeDraft(s)}/draft` }),
    },
    "POST /api/competency-assessments/:id/submit": {
      call: async (s) => ({
        path: `/api/competency-assessments/${await makeDraft(s)}/submit`,
        body: { evaluationData: { overallRating: 3 } },
      }),
    },
    "POST /api/competency-assessments/:id/take-back": {
      call: async (s) => ({ path: assessment(await makeSubmitted(s), "take-back") }),
    },
    "POST /api/competency-assessments/:id/amend": {
      call: async (s) => ({
        path: assessment(await makeSubmitted(s), "amend"),
        body: { baseRevision: 1, reason: "A slip", evaluationData: { overallRating: 4 } },
      }),
    },
    "POST /api/competency-assessments/:id/void": {
      call: async (s) => ({
        path: assessment(await makeSubmitted(s), "void"),
        body: { baseRevision: 1, reason: "Another student" },
      }),
    },
    "POST /api/competency-assessments/:id/approve": {
      call: async (s) => ({
        path: assessment(await makeSubmitted(s, { assessor: otherOf[s], isCountersigned: true }), "approve"),
        body: { baseRevision: 1, comment: "Agreed" },
      }),
    },
    "POST /api/competency-assessments/:id/reject": {
      call: async (s) => ({
        path: assessment(await makeSubmitted(s, { assessor: otherOf[s], isCountersigned: true }), "reject"),
        body: { baseRevision: 1, reason: "Not seen" },
      }),
    },
    "POST /api/competency-assessments/:id/reopen": {
      call: async (s) => ({ path: assessment(await makeSubmitted(s, { status: "REJECTED" }), "reopen") }),
    },
    "POST /api/competency-assessments/:id/acknowledge": {
      call: async (s) => ({ path: assessment(await makeSubmitted(s), "acknowledge"), body: { baseRevision: 1 } }),
    },
    "POST /api/competency-assessments/:id/reply": {
      call: async (s) => ({ path: assessment(await makeSubmitted(s), "reply"), body: { words: "Thank you" } }),
    },
    "GET /api/competency-assessments/:id": {
      call: (s) => ({ path: `/api/competency-assessments/assessment_${s}` }),
    },
  };
};

/** A competency of the demo school with a rubric, and a student of the demo supervisor who has it. */
async function findRubric({ get }: Parameters<PageParams[string]>[0]) {
  const { items } = await get<{ items: { id: string }[] }>("supervisor", "/api/students?limit=200");
  for (const { id: studentId } of items) {
    const path = `/api/competency-assignments?studentId=${studentId}&search=nasogastric`;
    const found = await get<{ items: { competencyId: string }[] }>("supervisor", path);
    const competencyId = found.items[0]?.competencyId;
    if (competencyId) return { studentId, competencyId };
  }
  return undefined;
}

export const pageParams: PageParams = {
  rubricStudentId: async (demo) => (await findRubric(demo))?.studentId,
  rubricCompetencyId: async (demo) => (await findRubric(demo))?.competencyId,
  assessmentId: async ({ studentId, get }) => {
    const { items } = await get<Assessments>("supervisor", `/api/competency-assessments?studentId=${studentId}`);
    return items[0]?.id;
  },
  batchCompetencyId: async ({ get }) => {
    const { competencies } = await get<Choices>("supervisor", "/api/competency-assessments/batch/choices");
    return competencies.find(({ hasCriteria }) => !hasCriteria)?.id;
  },
  amendedAssessmentId: async ({ get }) => {
    const { items } = await get<Assessments>("student", "/api/competency-assessments?limit=200");
    for (const { id } of items) {
      const { revision } = await get<View>("student", `/api/competency-assessments/${id}`);
      if (revision > 1) return id;
    }
    return undefined;
  },
  countersignableAssessmentId: async ({ get }) => {
    const query = "status=SUBMITTED&limit=200";
    const { items } = await get<Assessments>("supervisor", `/api/competency-assessments?${query}`);
    for (const { id } of items) {
      const { nextActs } = await get<View>("supervisor", `/api/competency-assessments/${id}`);
      if (nextActs.includes("countersign")) return id;
    }
    return undefined;
  },
  voidedAssessmentId: async ({ get }) => {
    const { items } = await get<Assessments>("admin", "/api/competency-assessments?status=VOIDED&limit=1");
    return items[0]?.id;
  },
};
