import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import { adminOf, type MakeExamples, type PageParams, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makePublished(subject: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into competency_templates (id, school_id, name, created_by, status, published_at)
       values ($1, $2, 'Framework', $3, 'PUBLISHED', now())`,
      [id, schoolOf[subject], adminOf[subject]],
    );
    return id;
  }

  return {
    "POST /api/competency-frameworks/:id/next-version": {
      about: "school",
      call: async (s) => ({
        path: `/api/competency-frameworks/${await makePublished(s)}/next-version`,
        body: {},
      }),
    },
    "GET /api/competency-frameworks/:id/diff": {
      about: "school",
      call: (s) => ({ path: `/api/competency-frameworks/template_${schoolOf[s]}/diff` }),
    },
  };
};

/** The practical nurse's framework has a second version, which was changed last. */
export const pageParams: PageParams = {
  nextVersionId: async ({ get }) => {
    const { items } = await get<z.output<typeof frameworksAnswer>>(
      "admin",
      "/api/competency-frameworks?search=Practical&status=PUBLISHED",
    );
    return items[0]?.id;
  },
};
