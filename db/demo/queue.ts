import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { hiddenStudents } from "#src/platform/db/tables/hidden-students.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { sealUnsigned } from "#src/platform/sealed/evaluation-words.ts";
import { demoSchool, stableUuid, supervisors } from "./people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * What waits for the demo supervisor, of each kind: two drafts, requests where nobody has made any, and a student who is
 * hidden until tomorrow. What is due, and what was assessed since, comes from the histories.
 */
export async function insertQueue(tx: Tx, midnight: number): Promise<void> {
  const assessorId = stableUuid(supervisors[0].email);
  const due = await tx.query(selectDue, { assessorId, today: new Date(midnight) });
  const students = [...Map.groupBy(due, ({ studentId }) => studentId).values()];
  const lineOf = (student: number, nth: number) => students[student]?.[nth];

  const contents = [{ overallRating: 3 }, { strengths: "Calm and systematic; hand hygiene at every moment." }];
  for (const [index, evaluationData] of contents.entries()) {
    const line = lineOf(index, 1);
    if (!line) continue;
    const savedAt = new Date(midnight - (index * 10 + 2) * hourMs);
    await tx.query(insertWork, {
      ...line,
      id: stableUuid(`queue:draft:${index}`),
      assessorId,
      status: "DRAFT",
      draft: {
        evaluationData: sealUnsigned("draft", { schoolId: demoSchool.id, authorId: assessorId }, evaluationData),
        evidenceFiles: [],
      },
      requestedBy: null,
      observedAt: null,
      at: savedAt,
      expiresAt: null,
    });
  }

  const [asked] = await tx.query(countRequests, { assessorId });
  const requests = asked && asked.count > 0 ? [] : [11, 6, 2, 0];
  for (const [index, daysAgo] of requests.entries()) {
    const line = lineOf(index, 0);
    if (!line) continue;
    const at = new Date(midnight - daysAgo * dayMs - 5 * hourMs);
    await tx.query(insertWork, {
      ...line,
      id: stableUuid(`queue:request:${index}`),
      assessorId,
      status: "REQUESTED",
      draft: null,
      requestedBy: line.studentId,
      observedAt: new Date(at.getTime() - 2 * hourMs),
      at,
      expiresAt: new Date(at.getTime() + 14 * dayMs),
    });
  }

  const hidden = students.at(-1)?.[0];
  if (hidden) {
    await tx.query(insertHidden, { supervisorId: assessorId, studentId: hidden.studentId, today: new Date(midnight) });
  }
}

/** What is due for the supervisor's students, save the student with the demo account, whose own days stay as told. */
const selectDue = sqlStatement(
  "demo_queue_due",
  z.object({ studentId: z.string(), competencyId: z.string(), assignmentId: z.string() }),
  (p: Params<{ assessorId: string; today: Date }>) => sql`
    select a.user_id as "studentId", a.competency_id as "competencyId", a.id as "assignmentId"
    from placement_supervisors s
    join placements p on p.id = s.placement_id and ${p.today}::timestamptz::date between p.starts_on and p.ends_on
    join users u on u.id = p.student_id and u.email <> 'student@demo.test'
    join competency_assignments a on a.user_id = u.id and a.status in ('NOT_STARTED', 'IN_PROGRESS')
      and a.due_date < ${p.today}::timestamptz + interval '13 days'
    where s.supervisor_id = ${p.assessorId}
    order by count(*) over (partition by a.user_id) desc, a.user_id, a.due_date, a.id`,
);

type Work = {
  id: string;
  studentId: string;
  competencyId: string;
  assignmentId: string;
  assessorId: string;
  status: "DRAFT" | "REQUESTED";
  draft: unknown;
  requestedBy: string | null;
  observedAt: Date | null;
  at: Date;
  expiresAt: Date | null;
};

const insertWork = statement("demo_queue_insert", (db, p: Params<Work>) =>
  db.insert(assessments).values({
    id: p.id,
    schoolId: demoSchool.id,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assignmentId: p.assignmentId,
    assessorId: p.assessorId,
    status: p.status,
    draft: p.draft,
    requestedBy: p.requestedBy,
    observedAt: p.observedAt,
    createdAt: p.at,
    updatedAt: p.at,
    expiresAt: p.expiresAt,
  }),
);

const countRequests = sqlStatement(
  "demo_queue_requests",
  z.object({ count: z.number() }),
  (p: Params<{ assessorId: string }>) => sql`
    select count(*)::int as count from ${assessments}
    where ${assessments.assessorId} = ${p.assessorId} and ${assessments.status} = 'REQUESTED'`,
);

const insertHidden = sqlWrite(
  "demo_queue_hide",
  (p: Params<{ supervisorId: string; studentId: string; today: Date }>) => sql`
    insert into ${hiddenStudents} (supervisor_id, student_id, school_id, hidden_until)
    select ${p.supervisorId}, ${p.studentId}, ${schools.id},
           ((${p.today}::timestamptz at time zone 'UTC')::date + 1 + time '06:00') at time zone ${schools.timeZone}
    from ${schools} where ${schools.id} = ${sql.raw(`'${demoSchool.id}'`)}`,
);
