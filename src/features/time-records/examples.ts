import { randomUUID } from "node:crypto";
import { type MakeExamples, type Subject, schoolOf } from "../../../tests/support/example.ts";

const dayMs = 86_400_000;
const yesterday = new Date(Date.now() - dayMs).toISOString().slice(0, 10);

const entry = (s: Subject) => ({
  placementId: `placement_${s}`,
  day: yesterday,
  startTime: "01:00",
  endTime: "02:00",
  breakMinutes: 15,
  activity: "Ward",
  note: "n",
  place: "Day Unit",
});

export const makeExamples: MakeExamples = (owner) => {
  /** Leaves the student the one record of two-schools.ts, and no timer. */
  const clear = async (s: Subject) => {
    await owner().query("delete from time_records where student_id = $1 and id <> $2", [s, `time_${s}`]);
    await owner().query("delete from time_record_timers where student_id = $1", [s]);
  };
  const makeRecord = async (s: Subject, status: string) => {
    await clear(s);
    const id = randomUUID();
    await owner().query(
      `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status)
       values ($1, $2, $3, $4, $5, now() - interval '50 hours', now() - interval '49 hours', 60, 'Ward', $6)`,
      [id, schoolOf[s], s, `placement_${s}`, `rotation_${schoolOf[s]}`, status],
    );
    return id;
  };
  const makeTimer = async (s: Subject) => {
    await clear(s);
    await owner().query(
      `insert into time_record_timers (student_id, school_id, placement_id, rotation_id, started_at)
       values ($1, $2, $3, $4, now() - interval '30 minutes')`,
      [s, schoolOf[s], `placement_${s}`, `rotation_${schoolOf[s]}`],
    );
  };
  const timer = "/api/time-record-timer";
  return {
    "GET /api/time-records": { call: (s) => ({ path: "/api/time-records", query: { studentId: s } }) },
    "GET /api/time-records/to-decide/export": {
      about: "self",
      call: () => ({ path: "/api/time-records/to-decide/export" }),
    },
    "GET /api/time-records/to-decide": { about: "self", call: () => ({ path: "/api/time-records/to-decide" }) },
    "GET /api/time-records/by-rotation": {
      call: (s) => ({ path: "/api/time-records/by-rotation", query: { studentId: s } }),
    },
    "GET /api/time-records/export": { call: (s) => ({ path: "/api/time-records/export", query: { studentId: s } }) },
    "POST /api/time-records": {
      call: async (s) => {
        await clear(s);
        return { path: "/api/time-records", body: { ...entry(s), send: true } };
      },
    },
    "POST /api/time-records/decide": {
      call: async (s) => ({
        path: "/api/time-records/decide",
        body: { decision: "ASK", reason: "Who?", records: [{ id: await makeRecord(s, "PENDING"), revision: 1 }] },
      }),
    },
    "PUT /api/time-records/:id": {
      call: async (s) => ({ path: `/api/time-records/${await makeRecord(s, "DRAFT")}`, body: entry(s) }),
    },
    "DELETE /api/time-records/:id": {
      call: async (s) => ({ path: `/api/time-records/${await makeRecord(s, "DRAFT")}` }),
    },
    "POST /api/time-records/:id/send": {
      call: async (s) => ({
        path: `/api/time-records/${await makeRecord(s, "DRAFT")}/send`,
        body: { answer: "Grace" },
      }),
    },
    "POST /api/time-records/:id/adjust": {
      call: async (s) => ({
        path: `/api/time-records/${await makeRecord(s, "APPROVED")}/adjust`,
        body: { minutes: -30, reason: "A break was left out." },
      }),
    },
    "GET /api/time-record-timer": { about: "self", call: () => ({ path: timer }) },
    "POST /api/time-record-timer": {
      call: async (s) => {
        await clear(s);
        return { path: timer, body: { placementId: `placement_${s}` } };
      },
    },
    "POST /api/time-record-timer/break": {
      about: "self",
      call: async (s) => {
        await makeTimer(s);
        return { path: `${timer}/break` };
      },
    },
    "POST /api/time-record-timer/stop": {
      about: "self",
      call: async (s) => {
        await makeTimer(s);
        return { path: `${timer}/stop` };
      },
    },
    "DELETE /api/time-record-timer": {
      about: "self",
      call: async (s) => {
        await makeTimer(s);
        return { path: timer };
      },
    },
  };
};
