import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

const base = "/api/framework-migrations";

export const makeExamples: MakeExamples = (owner) => {
  async function makeVersions(subject: Subject): Promise<{ from: string; to: string }> {
    const [from, to] = [randomUUID(), randomUUID()];
    for (const [id, replaces] of [
      [from, null],
      [to, from],
    ]) {
      await owner().query(
        `insert into competency_templates (id, school_id, name, created_by, status, published_at, replaces_id)
         values ($1, $2, 'Framework', $3, 'PUBLISHED', now(), $4)`,
        [id, schoolOf[subject], adminOf[subject], replaces],
      );
    }
    return { from, to };
  }

  async function makeMigration(subject: Subject, status: string): Promise<string> {
    const { from, to } = await makeVersions(subject);
    const id = `${subject}-${randomUUID()}`;
    await owner().query(
      `insert into framework_migrations (id, school_id, from_template_id, to_template_id, status, created_by, started_at)
       values ($1, $2, $3, $4, $5, $6, case when $5 in ('FAILED', 'MOVED') then now() end)`,
      [id, schoolOf[subject], from, to, status, adminOf[subject]],
    );
    return id;
  }
  const oneOf = async (subject: Subject, status: string, act = "") =>
    `${base}/${await makeMigration(subject, status)}${act}`;

  return {
    [`POST ${base}/preview`]: {
      about: "school",
      call: async (s) => {
        const { from, to } = await makeVersions(s);
        return { path: `${base}/preview`, body: { fromFrameworkId: from, toFrameworkId: to } };
      },
    },
    [`GET ${base}`]: {
      about: "self",
      call: () => ({ path: base, query: { frameworkId: "template_north" } }),
    },
    [`GET ${base}/:id`]: { about: "school", call: async (s) => ({ path: await oneOf(s, "READY") }) },
    [`GET ${base}/:id/students`]: {
      about: "school",
      call: async (s) => ({ path: await oneOf(s, "READY", "/students") }),
    },
    [`POST ${base}/:id/start`]: {
      about: "school",
      call: async (s) => ({ path: await oneOf(s, "READY", "/start"), body: {} }),
    },
    [`POST ${base}/:id/retry`]: {
      about: "school",
      call: async (s) => ({ path: await oneOf(s, "FAILED", "/retry"), body: {} }),
    },
    [`POST ${base}/:id/undo`]: {
      about: "school",
      call: async (s) => ({ path: await oneOf(s, "MOVED", "/undo"), body: {} }),
      allowedStatus: 409,
    },
    [`DELETE ${base}/:id`]: { about: "school", call: async (s) => ({ path: await oneOf(s, "READY") }) },
  };
};
