import { sql } from "drizzle-orm";
import { z } from "zod";
import { answerUntil } from "#src/features/requests/rules.ts";
import { defaultRequestRules } from "#src/features/requests/values.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { demoSchool, stableUuid, studentEmail } from "./people.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const hansen = stableUuid("supervisor@demo.test");
const tomas = stableUuid("tomas.rivera@demo.test");

type DemoRequest = {
  /** The student's number; those of both supervisors are every sixth. */
  student: number;
  supervisorId: string;
  /** Of the student's open competencies, the soonest due first. */
  nth: number;
  status: (typeof assessments.$inferInsert)["status"];
  askedDaysAgo: number;
  words?: string;
  reason?: string;
  openedDaysAgo?: number;
  isRenewed?: boolean;
};

/** Requests in each state: four wait for the demo supervisor, and the demo student has one of each. */
const requests: readonly DemoRequest[] = [
  { student: 6, supervisorId: hansen, nth: 2, status: "REQUESTED", askedDaysAgo: 12, words: "On the evening round." },
  { student: 12, supervisorId: hansen, nth: 3, status: "REQUESTED", askedDaysAgo: 6 },
  {
    student: 18,
    supervisorId: hansen,
    nth: 1,
    status: "REQUESTED",
    askedDaysAgo: 2,
    words: "Bed 7, with you beside me.",
  },
  { student: 24, supervisorId: hansen, nth: 4, status: "REQUESTED", askedDaysAgo: 1 },
  { student: 0, supervisorId: tomas, nth: 3, status: "REQUESTED", askedDaysAgo: 1, words: "At the morning handover." },
  { student: 0, supervisorId: tomas, nth: 4, status: "DRAFT", askedDaysAgo: 5, openedDaysAgo: 4 },
  {
    student: 0,
    supervisorId: hansen,
    nth: 5,
    status: "DECLINED",
    askedDaysAgo: 8,
    reason: "I was with another patient and saw only the end of it. Tomás was there.",
  },
  { student: 0, supervisorId: hansen, nth: 6, status: "CANCELLED", askedDaysAgo: 9 },
  { student: 0, supervisorId: hansen, nth: 7, status: "EXPIRED", askedDaysAgo: 20 },
  { student: 30, supervisorId: hansen, nth: 1, status: "EXPIRED", askedDaysAgo: 18, words: "Second attempt." },
  { student: 36, supervisorId: tomas, nth: 1, status: "EXPIRED", askedDaysAgo: 40, isRenewed: true },
  { student: 42, supervisorId: tomas, nth: 2, status: "DRAFT", askedDaysAgo: 19, openedDaysAgo: 17 },
  { student: 48, supervisorId: tomas, nth: 1, status: "DISCARDED", askedDaysAgo: 25, openedDaysAgo: 24 },
];

/** What students asked for, the messages about it, and one assessment that began as a request. */
export async function insertRequests(tx: Tx, midnight: number): Promise<void> {
  const rows = requests.map((request, index) => {
    const { askedDaysAgo, openedDaysAgo, isRenewed } = request;
    const askedAt = new Date(midnight - askedDaysAgo * dayMs + (9 + (index % 7)) * hourMs);
    const renewedAt = isRenewed ? new Date(askedAt.getTime() + 16 * dayMs) : undefined;
    const openedAt = openedDaysAgo === undefined ? undefined : new Date(midnight - openedDaysAgo * dayMs + 17 * hourMs);
    const place = { schoolId: demoSchool.id, rowId: stableUuid(`request:${index}`) };
    return {
      id: place.rowId,
      noteId: stableUuid(`request-note:${index}`),
      studentId: stableUuid(studentEmail(request.student)),
      supervisorId: request.supervisorId,
      nth: request.nth,
      status: request.status,
      askedAt,
      observedAt: new Date(askedAt.getTime() - 2 * hourMs),
      expiresAt: answerUntil(renewedAt ?? askedAt, defaultRequestRules, demoSchool.timeZone),
      updatedAt: openedAt ?? renewedAt ?? askedAt,
      openedAt,
      renewedAt,
      words: sealText(sealedFields.requestWords, place, request.words ?? null),
      reason: sealText(sealedFields.declineReason, place, request.reason ?? null),
      draft: request.status === "DRAFT" ? { evaluationData: {}, evidenceFiles: [] } : undefined,
    };
  });
  tx.send(insertAll, { rows: JSON.stringify(rows), schoolId: demoSchool.id });
  tx.send(insertNotes, { rows: JSON.stringify(rows), schoolId: demoSchool.id });
  const [asked] = await tx.query(markOneAsAsked, { studentId: stableUuid(studentEmail(0)), supervisorId: hansen });
  if (asked) {
    const place = { schoolId: demoSchool.id, rowId: asked.id };
    tx.send(setWords, { ...asked, words: sealText(sealedFields.requestWords, place, "As we agreed this morning.") });
  }
  tx.send(markMoreAsAsked, {
    schoolId: demoSchool.id,
    studentId: stableUuid(studentEmail(0)),
    supervisorId: hansen,
    since: new Date(midnight - 85 * dayMs),
    hours: JSON.stringify(hoursToAnswer),
  });
}

/** How long the supervisors took to answer: most within a day or two, a few much longer. */
const hoursToAnswer = [5, 26, 9, 50, 20, 3, 74, 30, 14, 122, 44, 7, 28, 98];

const s = assessments;
const a = competencyAssignments;
const q = notificationQueue;

type Rows = { rows: string; schoolId: string };

const insertAll = sqlWrite(
  "demo_requests_insert",
  (p: Params<Rows>) => sql`
    with choice as (
      select ${a.id}, ${a.userId}, ${a.competencyId},
             row_number() over (partition by ${a.userId} order by ${a.dueDate}, ${a.id}) as nth
      from ${a} where ${a.schoolId} = ${p.schoolId} and ${a.status} in ('NOT_STARTED', 'IN_PROGRESS'))
    insert into ${s} (${columns(s.id, s.schoolId, s.studentId, s.competencyId, s.assignmentId, s.assessorId, s.status, s.requestedBy, s.observedAt, s.createdAt, s.updatedAt, s.expiresAt, s.requestWords, s.declineReason, s.openedAt, s.renewedAt, s.draft)})
    select g.id, ${p.schoolId}, g."studentId", choice.competency_id, choice.id, g."supervisorId", g.status, g."studentId",
           g."observedAt", g."askedAt", g."updatedAt", g."expiresAt", g.words, g.reason, g."openedAt", g."renewedAt", g.draft
    from jsonb_to_recordset(${p.rows}::jsonb) as g (id text, "studentId" text, "supervisorId" text, nth int, status text,
      "observedAt" timestamptz, "askedAt" timestamptz, "updatedAt" timestamptz, "expiresAt" timestamptz, words text,
      reason text, "openedAt" timestamptz, "renewedAt" timestamptz, draft jsonb)
    join choice on choice.user_id = g."studentId" and choice.nth = g.nth`,
);

/** Each open request is announced to its supervisor, and the demo student knows what was declined. */
const insertNotes = sqlWrite(
  "demo_request_notes_insert",
  (p: Params<Rows>) => sql`
    insert into ${q} (${columns(q.id, q.schoolId, q.userId, q.type, q.subject, q.content, q.payload, q.status, q.scheduledFor, q.sentAt, q.createdAt, q.updatedAt)})
    select g."noteId", ${p.schoolId}, case when g.status = 'REQUESTED' then ${s.assessorId} else ${s.studentId} end,
           case when g.status = 'REQUESTED' then 'ASSESSMENT_DUE' else 'FEEDBACK_AVAILABLE' end,
           case when g.status = 'REQUESTED' then 'You were asked for an assessment' else 'Declined' end,
           case when g.status = 'REQUESTED' then student.name || ' asks you for an assessment: ' || ${competencies.name} || '.'
             else supervisor.name || ' declined to assess you in ' || ${competencies.name} || '. Open it to read why.' end,
           jsonb_build_object('assessmentId', ${s.id}), 'SENT', ${s.createdAt}, ${s.createdAt}, ${s.createdAt}, ${s.createdAt}
    from jsonb_to_recordset(${p.rows}::jsonb) as g (id text, "noteId" text, status text)
    join ${s} on ${s.id} = g.id
    join ${competencies} on ${competencies.id} = ${s.competencyId}
    join ${users} student on student.id = ${s.studentId}
    join ${users} supervisor on supervisor.id = ${s.assessorId}
    where g.status in ('REQUESTED', 'DECLINED')`,
);

/** The latest assessment of the demo student by the demo supervisor was asked for. */
const markOneAsAsked = sqlStatement(
  "demo_request_answered",
  z.object({ id: z.string() }),
  (p: Params<{ studentId: string; supervisorId: string }>) => sql`
    update ${s} set ${columns(s.requestedBy)} = ${p.studentId},
      ${columns(s.createdAt)} = ${s.observedAt} + interval '10 minutes',
      ${columns(s.openedAt)} = ${s.submittedAt} - interval '1 minute'
    where ${s.id} = (
      select latest.id from ${assessments} latest
      where latest.student_id = ${p.studentId} and latest.assessor_id = ${p.supervisorId} and latest.status = 'SUBMITTED'
      order by latest.observed_at desc limit 1)
    returning ${s.id}`,
);

const setWords = sqlWrite(
  "demo_request_words",
  (p: Params<{ id: string; words: Sealed }>) => sql`
    update ${s} set ${columns(s.requestWords)} = ${p.words} where ${s.id} = ${p.id}`,
);

/**
 * Some assessments of the last weeks had been asked for too, those of the demo student apart: the demo supervisor's own
 * figures then have something to say, and enough others to stand beside.
 */
const markMoreAsAsked = sqlWrite(
  "demo_requests_answered",
  (p: Params<{ schoolId: string; studentId: string; supervisorId: string; since: Date; hours: string }>) => sql`
    with signed as (
      select ${s.id}, ${s.assessorId} as assessor_id,
             row_number() over (partition by ${s.assessorId} order by md5(${s.id}), ${s.id}) as nth
      from ${s} where ${s.schoolId} = ${p.schoolId} and ${s.status} = 'SUBMITTED' and ${s.requestedBy} is null
        and ${s.submittedAt} >= ${p.since} and ${s.studentId} <> ${p.studentId}),
    chosen as (
      select signed.id, make_interval(hours => (${p.hours}::jsonb ->> ((nth + ascii(assessor_id)) % 14)::int)::int) as took
      from signed where nth <= case when assessor_id = ${p.supervisorId} then 14 else 4 end)
    update ${s} set ${columns(s.requestedBy)} = ${s.studentId}, ${columns(s.createdAt)} = ${s.submittedAt} - chosen.took,
      ${columns(s.openedAt)} = ${s.submittedAt} - interval '20 minutes'
    from chosen where ${s.id} = chosen.id`,
);
