import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

export const makeExamples: MakeExamples = (owner) => {
  async function makeDeployment(subject: Subject, status: "ACTIVE" | "FAILED" = "ACTIVE"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into competency_deployments (id, school_id, template_id, status, created_by)
       values ($1, $2, $3, $5, $4)`,
      [id, schoolOf[subject], `template_${schoolOf[subject]}`, adminOf[subject], status],
    );
    return id;
  }

  return {
    "POST /api/competency-deployments": {
      about: "school",
      call: (s) => ({
        path: "/api/competency-deployments",
        body: { templateId: `template_${schoolOf[s]}`, targetGroups: [`cohort_${schoolOf[s]}`] },
      }),
    },
    "GET /api/competency-deployments": { about: "self", call: () => ({ path: "/api/competency-deployments" }) },
    "GET /api/competency-deployments/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-deployments/${await makeDeployment(s)}` }),
    },
    "POST /api/competency-deployments/:id/retry": {
      about: "school",
      call: async (s) => ({ path: `/api/competency-deployments/${await makeDeployment(s, "FAILED")}/retry` }),
    },
  };
};
