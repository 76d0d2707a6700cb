import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { requestsAnswer, supervisorsAnswer } from "#src/features/requests/schema.ts";
import {
  type MakeExamples,
  type PageParams,
  type Subject,
  schoolOf,
  supervisorOf,
} from "../../../tests/support/example.ts";

type Requests = z.output<typeof requestsAnswer>;

export const makeExamples: MakeExamples = (owner) => {
  /** A competency of its own for each, since a supervisor has one open request of a student for a competency. */
  async function makeCompetency(subject: Subject): Promise<string> {
    const id = `asked_${randomUUID()}`;
    await owner().query(
      `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
       values ($1, $2, 'Dressing', 'Care', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system')`,
      [id, schoolOf[subject]],
    );
    await owner().query(
      "insert into competency_assignments (id, school_id, user_id, competency_id) values ($1, $2, $3, $4)",
      [randomUUID(), schoolOf[subject], subject, id],
    );
    return id;
  }

  async function makeRequest(subject: Subject, status: "REQUESTED" | "EXPIRED" = "REQUESTED"): Promise<string> {
    const id = randomUUID();
    await owner().query(
      `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, observed_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $3, now(), now() + interval '3 days')`,
      [id, schoolOf[subject], subject, await makeCompetency(subject), supervisorOf[subject], status],
    );
    return id;
  }

  const base = "/api/assessment-requests";
  const oneOf = (subject: Subject, act: string, status?: "EXPIRED") =>
    makeRequest(subject, status).then((id) => `${base}/${id}${act}`);

  return {
    [`POST ${base}`]: {
      about: "self",
      call: async () => ({
        path: base,
        body: {
          competencyId: await makeCompetency("amina"),
          supervisorId: "hansen",
          observedAt: new Date().toISOString(),
          words: "On the morning round.",
        },
      }),
    },
    [`GET ${base}/supervisors`]: {
      about: "self",
      call: () => ({ path: `${base}/supervisors`, query: { competencyId: "competency_north" } }),
    },
    [`GET ${base}/asked`]: { about: "self", call: () => ({ path: `${base}/asked` }) },
    [`GET ${base}/waiting`]: { about: "self", call: () => ({ path: `${base}/waiting` }) },
    [`GET ${base}/expired`]: { about: "self", call: () => ({ path: `${base}/expired` }) },
    [`GET ${base}/stale-drafts`]: { about: "self", call: () => ({ path: `${base}/stale-drafts` }) },
    [`GET ${base}/expired/export`]: { about: "self", call: () => ({ path: `${base}/expired/export` }) },
    [`GET ${base}/stale-drafts/export`]: { about: "self", call: () => ({ path: `${base}/stale-drafts/export` }) },
    [`GET ${base}/rules`]: { about: "self", call: () => ({ path: `${base}/rules` }) },
    [`PUT ${base}/rules`]: {
      about: "self",
      call: () => ({ path: `${base}/rules`, body: { daysBack: 5, daysToAnswer: 10, reminderDays: 2 } }),
    },
    // Another's request is named by the student, so that a refused read says whose it was.
    [`GET ${base}/:id`]: {
      call: async (s) => {
        const id = `request_${s}_${randomUUID()}`.slice(0, 64);
        await owner().query("update assessments set id = $2 where id = $1", [await makeRequest(s), id]);
        return { path: `${base}/${id}` };
      },
    },
    [`POST ${base}/:id/cancel`]: { call: async (s) => ({ path: await oneOf(s, "/cancel") }) },
    [`POST ${base}/:id/decline`]: {
      call: async (s) => ({ path: await oneOf(s, "/decline"), body: { reason: "I was not on that shift." } }),
    },
    [`POST ${base}/:id/renew`]: {
      about: "school",
      call: async (s) => ({ path: await oneOf(s, "/renew", "EXPIRED") }),
    },
  };
};

export const pageParams: PageParams = {
  requestId: async ({ get }) => {
    const { items } = await get<Requests>("student", "/api/assessment-requests/asked?state=open");
    return items.find(({ status }) => status === "REQUESTED")?.assessmentId;
  },
  waitingRequestId: async ({ get }) => {
    const { items } = await get<Requests>("supervisor", "/api/assessment-requests/waiting");
    return items[0]?.assessmentId;
  },
  askedCompetencyId: async ({ studentId, get }) => {
    const { items } = await get<{ items: { competencyId: string }[] }>(
      "student",
      `/api/competency-assignments?studentId=${studentId}&status=IN_PROGRESS`,
    );
    for (const { competencyId } of items) {
      const path = `/api/assessment-requests/supervisors?competencyId=${competencyId}`;
      const { supervisors } = await get<z.output<typeof supervisorsAnswer>>("student", path);
      if (supervisors.some(({ open }) => open === null)) return competencyId;
    }
    return undefined;
  },
};
