import { sql } from "drizzle-orm";
import { z } from "zod";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import type { SubmissionStatus } from "#src/features/submissions/schema.ts";
import { sealContent, sealReviewComment, sealStep } from "#src/features/submissions/sealed-words.ts";
import { addDays, dayIn } from "#src/lib/day.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions, submissionActs } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";
import { admin, demoSchool, stableUuid, studentEmail, studentName, supervisors } from "./people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const schoolId = demoSchool.id;

type Person = { id: string; name: string };
const maya: Person = { id: stableUuid(supervisors[0].email), name: supervisors[0].name };
const tomas: Person = { id: stableUuid(supervisors[4].email), name: supervisors[4].name };
const school: Person = { id: stableUuid(admin.email), name: admin.name };

type Act = (typeof submissionActs.$inferSelect)["act"];
/** `words`: of a reviewer the comment, of the student who submits again the answer. */
type Said = { act: Act; daysAgo: number; by?: Person; words?: string; evidence?: string };
type DemoSubmission = {
  /** The student's number; those of both supervisors are every sixth. */
  student: number;
  /** Of the student's competencies in progress. */
  nth: number;
  evidence: string;
  status: SubmissionStatus;
  prior?: { where: string; from: number; until: number };
  changedDaysAgo?: number;
  said: Said[];
};

/** Evidence in each state: the demo student has most of them, and the demo supervisor and the school have some to review. */
const submissions: readonly DemoSubmission[] = [
  {
    student: 0,
    nth: 0,
    status: "RETURNED",
    evidence:
      "On Tuesday I took over the evening handover for four patients and led it by the sheet.\n\nI noticed that I said the plan before the reason, and changed the order for the last two. The night nurse repeated back what mattered most.",
    said: [
      { act: "SUBMITTED", daysAgo: 4 },
      {
        act: "RETURNED",
        daysAgo: 2,
        by: maya,
        words:
          "Good reflection. Please add how you checked that the night nurse had understood, and what you would hand over differently next time.",
      },
    ],
  },
  {
    student: 0,
    nth: 1,
    status: "DRAFT",
    evidence: "Family meeting on Ward 4 East. My part was to explain the discharge plan. Still to write: what",
    changedDaysAgo: 1,
    said: [],
  },
  {
    student: 0,
    nth: 2,
    status: "SUBMITTED",
    evidence:
      "I wrote a teaching card about inhaler technique for the ward, tried it with three patients and changed it after each.",
    said: [{ act: "SUBMITTED", daysAgo: 1 }],
  },
  {
    student: 0,
    nth: 3,
    status: "REJECTED",
    evidence: "I read the ward's guideline about falls.",
    said: [
      { act: "SUBMITTED", daysAgo: 16 },
      {
        act: "REJECTED",
        daysAgo: 14,
        by: tomas,
        words: "Reading alone does not show what you can do. Use it with a patient, and write about that.",
      },
    ],
  },
  {
    student: 0,
    nth: 4,
    status: "WITHDRAWN",
    evidence: "A note about the sepsis drill.",
    said: [
      { act: "SUBMITTED", daysAgo: 21 },
      { act: "WITHDRAWN", daysAgo: 20 },
    ],
  },
  {
    student: 6,
    nth: 0,
    status: "SUBMITTED",
    prior: { where: "Lakeside Hospice, as a care assistant", from: 1500, until: 900 },
    evidence:
      "For nearly two years I gave personal care at the end of life, on nights mostly alone with one nurse. I can send the reference of the head nurse.",
    said: [{ act: "SUBMITTED", daysAgo: 5 }],
  },
  {
    student: 12,
    nth: 1,
    status: "SUBMITTED",
    evidence: "A log of twelve medication rounds with the questions that patients asked me, and what I answered.",
    said: [{ act: "SUBMITTED", daysAgo: 3 }],
  },
  {
    student: 18,
    nth: 0,
    status: "IN_REVIEW",
    evidence: "A poster about hand hygiene, and the audit that I did before and after it hung on the ward.",
    said: [
      { act: "SUBMITTED", daysAgo: 6 },
      { act: "IN_REVIEW", daysAgo: 1, by: maya },
    ],
  },
  {
    student: 24,
    nth: 2,
    status: "SUBMITTED",
    evidence:
      "Wound care plan for a patient with a leg ulcer, over three weeks. I added the pictures of the dressing material and the reason for each change of it.",
    said: [
      { act: "SUBMITTED", daysAgo: 9, evidence: "Wound care plan for a patient with a leg ulcer, over three weeks." },
      { act: "RETURNED", daysAgo: 7, by: maya, words: "Why did you change the dressing each time?" },
      { act: "SUBMITTED", daysAgo: 1, words: "I added the reasons." },
    ],
  },
  {
    student: 1,
    nth: 0,
    status: "SUBMITTED",
    prior: { where: "Ambulance service, Harbour district", from: 2000, until: 1100 },
    evidence: "Three years as an ambulance assistant, with the certificate in basic life support renewed each year.",
    said: [{ act: "SUBMITTED", daysAgo: 8 }],
  },
  {
    student: 9,
    nth: 0,
    status: "IN_REVIEW",
    prior: { where: "St Clare's College, course in infection control", from: 700, until: 690 },
    evidence: "A course of two weeks with an examination. My certificate is with the school office.",
    said: [
      { act: "SUBMITTED", daysAgo: 12 },
      { act: "IN_REVIEW", daysAgo: 2, by: school },
    ],
  },
];

/** What students submitted, what was said about it, and one assessment of the demo student that approved evidence. */
export async function insertSubmissions(tx: Tx, midnight: number): Promise<void> {
  const choices = await tx.query(selectChoices, { schoolId });
  const rows: (typeof competencySubmissions.$inferInsert)[] = [];
  const acts: (typeof submissionActs.$inferInsert)[] = [];
  const notes: (typeof notificationQueue.$inferInsert)[] = [];
  for (const [index, submission] of submissions.entries()) {
    const { student, evidence, status, prior, said } = submission;
    const studentId = stableUuid(studentEmail(student));
    const own = choices.filter((choice) => choice.studentId === studentId);
    const choice = own[submission.nth % Math.max(1, own.length)];
    if (!choice) throw new Error(`student ${student} has no competency in progress`);
    const id = stableUuid(`submission:${index}`);
    const hour = (9 + (index % 7)) * hourMs;
    const at = (daysAgo: number) => new Date(midnight - daysAgo * dayMs + hour);
    const day = (daysAgo: number) => addDays(dayIn(new Date(midnight), demoSchool.timeZone), -daysAgo);
    const reviewed = said.findLast(({ by }) => by !== undefined);
    const decided = reviewed?.words === undefined ? undefined : reviewed;
    const submitted = said.findLast(({ act }) => act === "SUBMITTED");
    const last = said.at(-1);
    rows.push({
      id,
      schoolId,
      studentId,
      competencyId: choice.competencyId,
      submittedBy: studentId,
      status,
      kind: prior ? "PRIOR_LEARNING" : "EVIDENCE",
      ...sealContent({ id, schoolId }, { evidence, learntWhere: prior?.where ?? null }),
      learntFrom: prior ? day(prior.from) : null,
      learntUntil: prior ? day(prior.until) : null,
      revision: said.filter(({ act }) => act === "SUBMITTED").length,
      submittedAt: submitted ? at(submitted.daysAgo) : null,
      reviewedAt: decided ? at(decided.daysAgo) : null,
      reviewedBy: reviewed?.by?.id ?? null,
      reviewComment: decided?.words === undefined ? null : sealReviewComment({ id, schoolId }, decided.words),
      createdAt: at((said[0]?.daysAgo ?? submission.changedDaysAgo ?? 0) + 1),
      updatedAt: at(last?.daysAgo ?? submission.changedDaysAgo ?? 0),
    });
    for (const [step, one] of said.entries()) {
      const actId = stableUuid(`submission:${index}:${step}`);
      acts.push({
        id: actId,
        schoolId,
        studentId,
        submissionId: id,
        act: one.act,
        actorId: one.by?.id ?? studentId,
        actorName: one.by?.name ?? studentName(student),
        ...sealStep(
          { id: actId, schoolId },
          { words: one.words ?? null, evidence: one.act === "SUBMITTED" ? (one.evidence ?? evidence) : null },
        ),
        createdAt: at(one.daysAgo),
      });
    }
    const note = {
      id: stableUuid(`submission-note:${index}`),
      schoolId,
      channel: "IN_APP" as const,
      status: "SENT" as const,
      readAt: null,
    };
    const times = (when: Date) => ({ scheduledFor: when, sentAt: when, createdAt: when, updatedAt: when });
    if (status === "SUBMITTED" && submitted && student % 6 === 0) {
      notes.push({
        ...note,
        ...times(at(submitted.daysAgo)),
        userId: maya.id,
        type: "ASSESSMENT_DUE",
        subject: "Evidence to review",
        content: `${studentName(student)} sent you evidence for ${choice.competencyName}.`,
        payload: { reviewSubmissionId: id },
      });
    }
    if (status === "RETURNED" && decided) {
      notes.push({
        ...note,
        ...times(at(decided.daysAgo)),
        userId: studentId,
        type: "FEEDBACK_AVAILABLE",
        subject: "Evidence returned",
        content: `${decided.by?.name} returned your evidence for ${choice.competencyName} with a comment.`,
        payload: { submissionId: id },
      });
    }
  }
  await insertRows(tx, competencySubmissions, rows);
  await insertRows(tx, submissionActs, acts);
  await insertRows(tx, notificationQueue, notes);
  await approveOne(tx);
}

/** One assessment of the demo student by the demo supervisor came of evidence that was approved. */
async function approveOne(tx: Tx): Promise<void> {
  const ids = { id: stableUuid("submission:approved"), studentId: stableUuid(studentEmail(0)), reviewerId: maya.id };
  tx.send(markApproved, ids);
  const submission = { id: ids.id, schoolId };
  const { evidence } = sealContent(submission, { evidence: approvedEvidence, learntWhere: null });
  tx.send(insertApproved, { ...ids, evidence, comment: sealReviewComment(submission, approvedComment) });
  const names = { studentName: studentName(0), reviewerName: maya.name };
  const actIds = { submittedId: stableUuid("submission:approved:0"), approvedId: stableUuid("submission:approved:1") };
  const sealedAct = (id: string, words: { words: string | null; evidence: string | null }) =>
    sealStep({ id, schoolId }, words);
  await tx.query(insertApprovedActs, {
    id: ids.id,
    ...names,
    ...actIds,
    submitted: sealedAct(actIds.submittedId, { words: null, evidence: approvedEvidence }).evidence,
    comment: sealedAct(actIds.approvedId, { words: approvedComment, evidence: null }).words,
  });
}

const approvedEvidence =
  "A case study of a patient with new diabetes: what I taught, the plan that we made together, and the three talks in which I checked what was understood.";

const approvedComment = "A thorough case study.";

const a = competencyAssignments;
const s = assessments;
const e = evaluations;
const c = competencySubmissions;

const selectChoices = sqlStatement(
  "demo_submission_choices",
  z.object({ studentId: z.string(), competencyId: z.string(), competencyName: z.string() }),
  (p: Params<{ schoolId: string }>) => sql`
    select ${a.userId} as "studentId", ${a.competencyId} as "competencyId", ${competencies.name} as "competencyName"
    from ${a} join ${competencies} on ${competencies.id} = ${a.competencyId}
    where ${a.schoolId} = ${p.schoolId} and ${a.status} = 'IN_PROGRESS'
    order by ${a.userId}, ${a.dueDate}, ${competencies.name}, ${a.id}`,
);

/** The oldest that nobody asked for. */
const approvedId = (p: Params<{ studentId: string; reviewerId: string }>) => sql`(
  select oldest.id from ${assessments} oldest
  where oldest.student_id = ${p.studentId} and oldest.assessor_id = ${p.reviewerId} and oldest.status = 'SUBMITTED'
    and oldest.requested_by is null
  order by oldest.observed_at, oldest.id limit 1)`;

const markApproved = sqlWrite(
  "demo_submission_mark",
  (p: Params<{ id: string; studentId: string; reviewerId: string }>) => sql`
    update ${s} set ${columns(s.method)} = 'PORTFOLIO',
      ${columns(s.metadata)} = jsonb_build_object('submissionId', ${p.id}::text)
    where ${s.id} = ${approvedId(p)}`,
);

const insertApproved = sqlWrite(
  "demo_submission_approved",
  (p: Params<{ id: string; studentId: string; reviewerId: string; evidence: Sealed; comment: Sealed }>) => sql`
    insert into ${c} (${columns(c.id, c.schoolId, c.studentId, c.competencyId, c.submittedBy, c.status, c.evidence, c.revision, c.submittedAt, c.reviewedAt, c.reviewedBy, c.reviewComment, c.evaluationId, c.createdAt, c.updatedAt)})
    select ${p.id}, ${s.schoolId}, ${s.studentId}, ${s.competencyId}, ${s.studentId}, 'APPROVED', ${p.evidence}, 1,
           ${s.submittedAt} - interval '2 days', ${s.submittedAt}, ${p.reviewerId},
            ${p.comment}, ${e.id},
           ${s.submittedAt} - interval '3 days', ${s.submittedAt}
    from ${s} join ${e} on ${e.assessmentId} = ${s.id} and ${e.state} = 'SIGNED' and not ${e.isSelf}
    where ${s.id} = (select marked.id from ${assessments} marked where marked.metadata ->> 'submissionId' = ${p.id})`,
);

type ApprovedActs = {
  id: string;
  studentName: string;
  reviewerName: string;
  submittedId: string;
  approvedId: string;
  submitted: Sealed | null;
  comment: Sealed | null;
};

const insertApprovedActs = sqlWrite("demo_submission_approved_acts", (p: Params<ApprovedActs>) => {
  const act = submissionActs;
  return sql`
      insert into ${act} (${columns(act.id, act.schoolId, act.studentId, act.submissionId, act.act, act.actorId, act.actorName, act.words, act.evidence, act.createdAt)})
      select ${p.submittedId}, ${c.schoolId}, ${c.studentId}, ${c.id}, 'SUBMITTED', ${c.studentId}, ${p.studentName}, null,
             ${p.submitted}, ${c.submittedAt}
      from ${c} where ${c.id} = ${p.id}
      union all
      select ${p.approvedId}, ${c.schoolId}, ${c.studentId}, ${c.id}, 'APPROVED', ${c.reviewedBy}, ${p.reviewerName},
             ${p.comment}, null, ${c.reviewedAt}
      from ${c} where ${c.id} = ${p.id}`;
});
