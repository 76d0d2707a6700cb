import type { z } from "zod";
import type { assignmentsAnswer } from "#src/features/progress/schema.ts";
import type { MakeExamples, PageParams } from "../../../tests/support/example.ts";

type Assignments = z.output<typeof assignmentsAnswer>;

export const makeExamples: MakeExamples = () => ({
  "GET /api/competency-progress": {
    call: (s) => ({ path: "/api/competency-progress", query: { studentId: s } }),
  },
  "GET /api/competency-progress/history": {
    call: (s) => ({ path: "/api/competency-progress/history", query: { studentId: s } }),
  },
  "GET /api/competency-assignments": {
    call: (s) => ({ path: "/api/competency-assignments", query: { studentId: s } }),
  },
  "GET /api/competency-assignments/:id": {
    call: (s) => ({ path: `/api/competency-assignments/assignment_${s}` }),
  },
  "GET /api/competency-assignments/:id/evidence": {
    call: (s) => ({ path: `/api/competency-assignments/assignment_${s}/evidence` }),
  },
  "GET /api/competency-assignments/:id/why": {
    call: (s) => ({ path: `/api/competency-assignments/assignment_${s}/why` }),
  },
  "GET /api/realtime/stream": { about: "self", call: () => ({ path: "/api/realtime/stream" }) },
});

export const pageParams: PageParams = {
  assignmentId: async ({ studentId, get }) => {
    const { items } = await get<Assignments>("supervisor", `/api/competency-assignments?studentId=${studentId}`);
    return items.find(({ status }) => status === "IN_PROGRESS")?.id;
  },
  competencyId: async ({ studentId, get }) => {
    const { items } = await get<Assignments>("supervisor", `/api/competency-assignments?studentId=${studentId}`);
    return items[0]?.competencyId;
  },
};
