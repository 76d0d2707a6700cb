import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { ApiCall } from "./api.ts";
import type { Person } from "./two-schools.ts";

/** Whose record an example is about, seen from the north: a student under Hansen, one under Said, one of the south. */
export type Subject = "amina" | "ben" | "carl";
export const subjects: readonly Subject[] = ["amina", "ben", "carl"];
export const schoolOf = { amina: "north", ben: "north", carl: "south" } as const;
export const supervisorOf = { amina: "hansen", ben: "said", carl: "foreign" } as const;

/** One actor of each role, as the north sees them. */
export const actors: readonly Person[] = ["amina", "hansen", "admin", "super"];

export type Example = {
  /** What the record belongs to: a student (the default), only a school, or nobody in particular. */
  about?: "student" | "school" | "self";
  /** A request for the subject; may first arrange rows. */
  call(subject: Subject): Promise<{ path: string } & ApiCall> | ({ path: string } & ApiCall);
  /** What is given in answer to an allowed request, where the example cannot fully succeed. */
  allowedStatus?: number;
};

const school = (subject: Subject) => schoolOf[subject];

/** One example for every endpoint that needs a sign-in; an endpoint without one fails the matrix. */
export function makeExamples(owner: () => pg.Client): Record<string, Example> {
  async function makeDraft(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, draft)
       values ($1, $2, $3, $4, $5, 'DRAFT', '{"evaluationData": {}, "evidenceFiles": []}')`,
      [id, school(subject), subject, `competency_${school(subject)}`, supervisorOf[subject]],
    );
    return id;
  }

  async function makeImport(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into framework_imports (id, school_id, created_by, file_name, format, status, content)
       values ($1, $2, $3, 'x.csv', 'CSV', 'FAILED', '')`,
      [id, school(subject), school(subject) === "north" ? "admin" : "foreignAdmin"],
    );
    return id;
  }

  async function makeDeployment(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into competency_deployments (id, school_id, template_id, status, created_by)
       values ($1, $2, $3, 'ACTIVE', $4)`,
      [id, school(subject), `template_${school(subject)}`, school(subject) === "north" ? "admin" : "foreignAdmin"],
    );
    return id;
  }

  async function makeFramework(subject: Subject, status: "DRAFT" | "PUBLISHED"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into competency_templates (id, school_id, name, created_by, status, published_at)
       values ($1, $2, 'Framework', $3, $4, $5)`,
      [
        id,
        school(subject),
        school(subject) === "north" ? "admin" : "foreignAdmin",
        status,
        status === "PUBLISHED" ? new Date() : null,
      ],
    );
    return id;
  }

  const body = (subject: Subject) => ({
    studentId: subject,
    competencyId: `competency_${school(subject)}`,
    evaluationData: { overallRating: 3 },
  });

  return {
    "GET /api/auth/session": { about: "self", call: () => ({ path: "/api/auth/session" }) },
    "GET /api/me": { about: "self", call: () => ({ path: "/api/me" }) },
    "GET /api/competency-progress": {
      call: (s) => ({ path: "/api/competency-progress", query: { studentId: s } }),
    },
    "GET /api/competency-progress/history": {
      call: (s) => ({ path: "/api/competency-progress/history", query: { studentId: s } }),
    },
    "GET /api/competency-assignments": {
      call: (s) => ({ path: "/api/competency-assignments", query: { studentId: s } }),
    },
    "GET /api/competency-assignments/:id/why": {
      call: (s) => ({ path: `/api/competency-assignments/assignment_${s}/why` }),
    },
    "POST /api/competency-assessments": {
      call: (s) => ({ path: "/api/competency-assessments", body: body(s) }),
    },
    "GET /api/competency-assessments": { about: "self", call: () => ({ path: "/api/competency-assessments" }) },
    "GET /api/competency-assessments/queue": {
      about: "self",
      call: () => ({ path: "/api/competency-assessments/queue" }),
    },
    "GET /api/competency-assessments/form": {
      call: (s) => ({
        path: "/api/competency-assessments/form",
        query: { studentId: s, competencyId: `competency_${school(s)}` },
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
    "POST /api/files": {
      about: "self",
      call: () => {
        const raw = new FormData();
        raw.set("file", new File(["observed"], "note.txt", { type: "text/plain" }));
        return { path: "/api/files", raw };
      },
    },
    // The rows of the fixture have no bytes behind them: reaching the store is what is allowed.
    "GET /api/files/:id": { call: (s) => ({ path: `/api/files/file_${s}` }), allowedStatus: 404 },
    "GET /api/students": { about: "self", call: () => ({ path: "/api/students" }) },
    "GET /api/cohorts": { about: "self", call: () => ({ path: "/api/cohorts" }) },
    "GET /api/rotations": { about: "self", call: () => ({ path: "/api/rotations" }) },
    "GET /api/notifications": { about: "self", call: () => ({ path: "/api/notifications" }) },
    "POST /api/notifications/read": {
      about: "self",
      call: () => ({ path: "/api/notifications/read", body: { ids: ["none"] } }),
    },
    "GET /api/competency-frameworks": { about: "self", call: () => ({ path: "/api/competency-frameworks" }) },
    "GET /api/competency-frameworks/:id": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${school(s)}` }),
    },
    "GET /api/competency-frameworks/:id/case": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${school(s)}/case` }),
    },
    "GET /api/rating-scales": { about: "self", call: () => ({ path: "/api/rating-scales" }) },
    "POST /api/competency-frameworks/import": {
      about: "self",
      call: () => ({
        path: "/api/competency-frameworks/import",
        body: { fileName: "a.csv", content: "code,name\n1,One" },
      }),
    },
    "GET /api/competency-frameworks/imports/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-frameworks/imports/${await makeImport(s)}` }),
    },
    "POST /api/competency-frameworks/imports/:id/commit": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-frameworks/imports/${await makeImport(s)}/commit`, body: {} }),
      allowedStatus: 409,
    },
    "DELETE /api/competency-frameworks/imports/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-frameworks/imports/${await makeImport(s)}` }),
    },
    "POST /api/competency-frameworks/:id/publish": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-frameworks/${await makeFramework(s, "DRAFT")}/publish`, body: {} }),
    },
    "POST /api/competency-frameworks/:id/deprecate": {
      about: "school",
      call: async (s) => ({
        path: `/api/competency-frameworks/${await makeFramework(s, "PUBLISHED")}/deprecate`,
        body: {},
      }),
    },
    "POST /api/competency-deployments": {
      about: "school",
      call: (s) => ({
        path: "/api/competency-deployments",
        body: { templateId: `template_${school(s)}`, targetGroups: [`cohort_${school(s)}`] },
      }),
    },
    "GET /api/competency-deployments": { about: "self", call: () => ({ path: "/api/competency-deployments" }) },
    "GET /api/competency-deployments/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-deployments/${await makeDeployment(s)}` }),
    },
  };
}
