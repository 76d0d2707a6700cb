import type { CertificatesAnswer } from "#src/features/certificates/schema.ts";
import type { MakeExamples, PageParams } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  const issue = async (subject: string) => {
    const id = `certificate_${subject}`;
    await owner().query(
      `insert into certificates (id, school_id, student_id, achievement_id, template_id, framework, version, competencies,
         categories, completed_at, code)
       select $1, school_id, id, $1, 'template', 'Nursing', '1', 2, '[]', now(), app.random_code() from users where id = $2
       on conflict do nothing`,
      [id, subject],
    );
    return id;
  };
  return {
    "GET /api/certificates": { call: (s) => ({ path: "/api/certificates", query: { studentId: s } }) },
    "GET /api/certificates/:id/file": {
      call: async (s) => ({ path: `/api/certificates/${await issue(s)}/file` }),
    },
    "PUT /api/certificates/:id/shown": {
      call: async (s) => ({ path: `/api/certificates/${await issue(s)}/shown`, body: { shown: ["framework"] } }),
    },
  };
};

export const pageParams: PageParams = {
  code: async ({ get }) => (await get<CertificatesAnswer>("student", "/api/certificates")).items[0]?.code,
};
