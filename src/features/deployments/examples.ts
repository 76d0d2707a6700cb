import { randomUUID } from "node:crypto";
import { adminOf, type MakeExamples, type PageParams, type Subject, schoolOf } from "../../../tests/support/example.ts";

const base = "/api/competency-deployments";

export const makeExamples: MakeExamples = (owner) => {
  async function makeDeployment(
    subject: Subject,
    status: "ACTIVE" | "FAILED" | "SCHEDULED" = "ACTIVE",
  ): Promise<string> {
    const id = `${subject}-${randomUUID()}`;
    await owner().query(
      `insert into competency_deployments (id, school_id, template_id, status, created_by)
       values ($1, $2, $3, $5, $4)`,
      [id, schoolOf[subject], `template_${schoolOf[subject]}`, adminOf[subject], status],
    );
    return id;
  }

  /** Something that the subject has by a deployment of their own. */
  async function giveOne(subject: Subject): Promise<string> {
    const id = await makeDeployment(subject);
    await owner().query(
      `insert into assignment_deployments (assignment_id, deployment_id, school_id)
       select id, $1, school_id from competency_assignments where user_id = $2 and status <> 'WITHDRAWN' limit 1`,
      [id, subject],
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
    "POST /api/competency-deployments/preview": {
      about: "school",
      call: (s) => ({
        path: "/api/competency-deployments/preview",
        body: { templateId: `template_${schoolOf[s]}`, targetGroups: [`cohort_${schoolOf[s]}`] },
      }),
    },
    "GET /api/competency-deployments/export": {
      about: "self",
      call: () => ({ path: "/api/competency-deployments/export" }),
    },
    "PATCH /api/competency-deployments/:id": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await makeDeployment(s)}`, body: { notifications: true } }),
    },
    "POST /api/competency-deployments/:id/cancel": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await makeDeployment(s, "SCHEDULED")}/cancel` }),
    },
    "POST /api/competency-deployments/:id/withdraw": {
      about: "school",
      call: async (s) => ({
        path: `${base}/${await makeDeployment(s)}/withdraw`,
        body: { scope: { type: "all" }, reason: "Assigned to the wrong cohort." },
      }),
    },
    "POST /api/competency-deployments/:id/keep": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await giveOne(s)}/keep`, body: { studentId: s } }),
    },
    "GET /api/competency-deployments/:id/acts": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await makeDeployment(s)}/acts` }),
    },
    "POST /api/competency-deployments/:id/acts/:actId/undo": {
      about: "school",
      call: async (s) => {
        const id = await makeDeployment(s, "SCHEDULED");
        const actId = randomUUID();
        await owner().query("update competency_deployments set status = 'CANCELLED' where id = $1", [id]);
        await owner().query(
          `insert into deployment_acts (id, school_id, deployment_id, kind, status, actor_id)
           values ($1, $2, $3, 'CANCEL', 'DONE', $4)`,
          [actId, schoolOf[s], id, adminOf[s]],
        );
        return { path: `${base}/${id}/acts/${actId}/undo` };
      },
    },
    "GET /api/competency-deployments/:id/students": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await makeDeployment(s)}/students` }),
    },
    "GET /api/competency-deployments/:id/students/export": {
      about: "school",
      call: async (s) => ({ path: `${base}/${await makeDeployment(s)}/students/export` }),
    },
    "GET /api/moved-students/export": { about: "self", call: () => ({ path: "/api/moved-students/export" }) },
    "GET /api/moved-students": { about: "self", call: () => ({ path: "/api/moved-students" }) },
    "GET /api/students/:id/deployments": {
      call: (s) => ({ path: `/api/students/${s}/deployments` }),
    },
    "GET /api/students/:id/open-deployments": {
      call: (s) => ({ path: `/api/students/${s}/open-deployments` }),
    },
  };
};

export const pageParams: PageParams = {
  assignedId: async ({ get }) => {
    const { items } = await get<{ items: { id: string }[] }>("admin", "/api/competency-deployments?status=ACTIVE");
    return items[0]?.id;
  },
};
