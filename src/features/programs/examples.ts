import { randomUUID } from "node:crypto";
import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makeProgram(schoolId: string): Promise<string> {
    const id = randomUUID();
    await owner().query("insert into programs (id, school_id, name, code) values ($1, $2, 'Midwifery', $1)", [
      id,
      schoolId,
    ]);
    return id;
  }
  async function makeCohort(s: Subject): Promise<string> {
    const id = randomUUID();
    await owner().query("insert into cohorts (id, school_id, program_id, name) values ($1, $2, $3, $1)", [
      id,
      schoolOf[s],
      await makeProgram(schoolOf[s]),
    ]);
    return id;
  }
  const program = async (s: Subject) => `/api/programs/${await makeProgram(schoolOf[s])}`;
  const cohort = async (s: Subject) => `/api/cohorts/${await makeCohort(s)}`;
  return {
    "GET /api/programs/export": { about: "self", call: () => ({ path: "/api/programs/export" }) },
    "GET /api/programs": { about: "self", call: () => ({ path: "/api/programs" }) },
    "POST /api/programs": {
      about: "self",
      call: () => ({ path: "/api/programs", body: { name: "Midwifery", code: randomUUID().slice(0, 18) } }),
    },
    "PATCH /api/programs/:id": {
      about: "school",
      call: async (s) => ({ path: await program(s), body: { name: "Nursing" } }),
    },
    "DELETE /api/programs/:id": { about: "school", call: async (s) => ({ path: await program(s) }) },
    "POST /api/cohorts": {
      about: "school",
      call: async (s) => ({
        path: "/api/cohorts",
        body: { programId: await makeProgram(schoolOf[s]), name: "2031", startsOn: "2028-09-01" },
      }),
    },
    "PATCH /api/cohorts/:id": {
      about: "school",
      call: async (s) => ({ path: await cohort(s), body: { endsOn: "2031-06-30" } }),
    },
    "DELETE /api/cohorts/:id": { about: "school", call: async (s) => ({ path: await cohort(s) }) },
  };
};
