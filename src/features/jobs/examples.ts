import { randomUUID } from "node:crypto";
import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makeFailure(job = "audit.seal"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into job_failures (id, job, cause, attempts, added_at, failed_at)
         values ($1, $2, 'in_program', 5, now(), now())`,
      [id, job],
    );
    return id;
  }
  return {
    "GET /api/jobs": { about: "self", call: () => ({ path: "/api/jobs" }) },
    "GET /api/jobs/failures": { about: "self", call: () => ({ path: "/api/jobs/failures" }) },
    "POST /api/jobs/failures/:id/retry": {
      about: "self",
      call: async () => ({ path: `/api/jobs/failures/${await makeFailure()}/retry` }),
    },
    "POST /api/jobs/failures/:id/discard": {
      about: "self",
      call: async () => ({ path: `/api/jobs/failures/${await makeFailure()}/discard` }),
    },
    "POST /api/jobs/kinds/:job/retry": {
      about: "self",
      call: async () => {
        const job = `test.${randomUUID()}`;
        await makeFailure(job);
        return { path: `/api/jobs/kinds/${job}/retry` };
      },
    },
    "POST /api/jobs/:id/cancel": { about: "self", call: () => ({ path: `/api/jobs/${randomUUID()}/cancel` }) },
  };
};
