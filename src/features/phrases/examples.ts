import { randomUUID } from "node:crypto";
import { type MakeExamples, type Subject, schoolOf, supervisorOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makePhrase(subject: Subject, ownerId: string | null): Promise<string> {
    const id = randomUUID();
    await owner().query(
      "insert into quick_phrases (id, school_id, owner_id, kind, words) values ($1, $2, $3, 'ANY', $1)",
      [id, schoolOf[subject], ownerId],
    );
    return id;
  }
  const body = () => ({ kind: "STRENGTH", words: `Kept calm. ${randomUUID()}` });
  const own = async (s: Subject) => `/api/quick-phrases/${await makePhrase(s, supervisorOf[s])}`;
  const ofSchool = async (s: Subject) => `/api/school-phrases/${await makePhrase(s, null)}`;

  return {
    "GET /api/quick-phrases": { about: "self", call: () => ({ path: "/api/quick-phrases" }) },
    "POST /api/quick-phrases": { about: "self", call: () => ({ path: "/api/quick-phrases", body: body() }) },
    "PUT /api/quick-phrases/:id": { call: async (s) => ({ path: await own(s), body: body() }) },
    "DELETE /api/quick-phrases/:id": { call: async (s) => ({ path: await own(s) }) },
    "POST /api/school-phrases": { about: "self", call: () => ({ path: "/api/school-phrases", body: body() }) },
    "PUT /api/school-phrases/:id": {
      about: "school",
      call: async (s) => ({ path: await ofSchool(s), body: body() }),
    },
    "DELETE /api/school-phrases/:id": { about: "school", call: async (s) => ({ path: await ofSchool(s) }) },
  };
};
