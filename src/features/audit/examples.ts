import type { MakeExamples } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = () => {
  const own = (path: string, body?: object) => ({
    about: "self" as const,
    call: () => ({ path, ...(body ? { body } : {}) }),
  });
  return {
    "GET /api/audit": own("/api/audit"),
    "GET /api/audit/export": own("/api/audit/export"),
    "GET /api/audit/state": own("/api/audit/state"),
    "POST /api/audit/checks": own("/api/audit/checks", {}),
    "GET /api/me/looks": own("/api/me/looks"),
  };
};
