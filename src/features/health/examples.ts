import { randomUUID } from "node:crypto";
import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function errorPath(act: string) {
    const id = randomUUID();
    await owner().query(
      `insert into error_groups (id, process, kind, message, stack, times, first_seen_at, last_seen_at, releases)
         values ($1, 'WEB', 'TypeError', '', '{}', 1, now(), now(), '{1}')`,
      [id],
    );
    return { path: `/api/health/errors/${id}/${act}` };
  }
  return {
    "GET /api/health/errors": { about: "self", call: () => ({ path: "/api/health/errors" }) },
    "POST /api/health/errors/:id/resolve": { about: "self", call: () => errorPath("resolve") },
    "POST /api/health/errors/:id/reopen": { about: "self", call: () => errorPath("reopen") },
    "GET /api/health/database": { about: "self", call: () => ({ path: "/api/health/database" }) },
    "GET /api/health/checks": { about: "self", call: () => ({ path: "/api/health/checks" }) },
    "POST /api/health/checks": {
      about: "self",
      call: () => ({ path: "/api/health/checks", body: { kind: "files" } }),
    },
  };
};
