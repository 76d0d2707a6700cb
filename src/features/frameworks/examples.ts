import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import { adminOf, type MakeExamples, type PageParams, type Subject, schoolOf } from "../../../tests/support/example.ts";

type Frameworks = z.output<typeof frameworksAnswer>;

export const makeExamples: MakeExamples = (owner) => {
  async function makeImport(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into framework_imports (id, school_id, created_by, file_name, status, content)
       values ($1, $2, $3, 'x.csv', 'FAILED', '')`,
      [id, schoolOf[subject], adminOf[subject]],
    );
    return id;
  }

  async function makeFramework(subject: Subject, status: "DRAFT" | "PUBLISHED"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into competency_templates (id, school_id, name, created_by, status, published_at)
       values ($1, $2, 'Framework', $3, $4, $5)`,
      [id, schoolOf[subject], adminOf[subject], status, status === "PUBLISHED" ? new Date() : null],
    );
    return id;
  }

  /** With one competency, which a framework must have to be published. */
  async function makeDraft(subject: Subject): Promise<string> {
    const id = await makeFramework(subject, "DRAFT");
    await owner().query(
      `insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
       values ($1 || '_c', $2, $1, 'Hand hygiene', 'General', 'FUNDAMENTAL', 'scale_entrustment', 4, $3)`,
      [id, schoolOf[subject], adminOf[subject]],
    );
    await owner().query(
      `insert into competency_template_items (id, school_id, template_id, identifier, kind, statement, competency_id)
       values ($1 || '_i', $2, $1, $1 || '_i', 'COMPETENCY', 'Hand hygiene', $1 || '_c')`,
      [id, schoolOf[subject]],
    );
    return id;
  }

  return {
    "POST /api/competency-frameworks": {
      about: "self",
      call: () => ({ path: "/api/competency-frameworks", body: { title: "Ward round" } }),
    },
    "GET /api/competency-frameworks/:id/edit": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${schoolOf[s]}/edit` }),
    },
    "PUT /api/competency-frameworks/:id": {
      about: "school",
      call: async (s) => ({
        path: `/api/competency-frameworks/${await makeFramework(s, "DRAFT")}`,
        headers: { "if-match": '"1"' },
        body: { name: "Ward round", description: "", version: "1", items: [] },
      }),
    },
    "DELETE /api/competency-frameworks/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-frameworks/${await makeFramework(s, "DRAFT")}` }),
    },
    "GET /api/competency-frameworks/export": {
      about: "self",
      call: () => ({ path: "/api/competency-frameworks/export" }),
    },
    "GET /api/competency-frameworks": { about: "self", call: () => ({ path: "/api/competency-frameworks" }) },
    "GET /api/competency-frameworks/:id": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${schoolOf[s]}` }),
    },
    "GET /api/competency-frameworks/:id/case": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${schoolOf[s]}/case` }),
    },
    "GET /api/competency-frameworks/:id/csv": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${schoolOf[s]}/csv` }),
    },
    "GET /api/competency-frameworks/template.csv": {
      about: "self",
      call: () => ({ path: "/api/competency-frameworks/template.csv" }),
    },
    "PUT /api/competency-frameworks/imports/:id/mapping": {
      about: "school",
      call: async (s) => ({
        path: `/api/competency-frameworks/imports/${await makeImport(s)}/mapping`,
        body: { columns: ["name"] },
      }),
      allowedStatus: 409,
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
      call: async (s) => ({ path: `/api/competency-frameworks/${await makeDraft(s)}/publish`, body: {} }),
    },
    "POST /api/competency-frameworks/:id/deprecate": {
      about: "school",
      call: async (s) => ({
        path: `/api/competency-frameworks/${await makeFramework(s, "PUBLISHED")}/deprecate`,
        body: {},
      }),
    },
  };
};

export const pageParams: PageParams = {
  frameworkId: async ({ get }) => {
    const { items } = await get<Frameworks>("admin", "/api/competency-frameworks?search=Registered");
    return items[0]?.id;
  },
  draftFrameworkId: async ({ get }) => {
    const { items } = await get<Frameworks>("admin", "/api/competency-frameworks?status=DRAFT");
    return items[0]?.id;
  },
};
