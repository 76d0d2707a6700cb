import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { assessmentsAnswer } from "#src/features/assessments/schema.ts";
import {
  type MakeExamples,
  type PageParams,
  type Subject,
  schoolOf,
  supervisorOf,
} from "../../../tests/support/example.ts";

type Assessments = z.output<typeof assessmentsAnswer>;

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
    "GET /api/competency-assessments/centre": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/centre", query: { tab: "submitted" } }),
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
    "GET /api/competency-assessments/:id": {
      call: (s) => ({ path: `/api/competency-assessments/assessment_${s}` }),
    },
  };
};

export const pageParams: PageParams = {
  assessmentId: async ({ studentId, get }) => {
    const { items } = await get<Assessments>("supervisor", `/api/competency-assessments?studentId=${studentId}`);
    return items[0]?.id;
  },
};
