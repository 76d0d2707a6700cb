import { sql } from "drizzle-orm";
import { z } from "zod";
import type { QueueAnswer, QueueLine, QueueStudent, queueQuery } from "#src/features/assessments/schema.ts";
import { waitingSql } from "#src/features/assessments/waiting.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { hiddenStudents } from "#src/platform/db/tables/hidden-students.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * "Waiting for you": the reader's drafts, the requests to them by the day on which they must be answered, what
 * colleagues ask of them, then what is due, by student, the student with the oldest due date first. The counts are of everything, whatever the page shows.
 */
export async function listQueue(ctx: UserContext, query: z.output<typeof queueQuery>): Promise<QueueAnswer> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const [row] = await readAs(
    ctx.actor,
    (tx) =>
      tx.query(selectQueue, {
        assessorId: ctx.actor.userId,
        at: now(),
        afterAt: after?.[0] ?? null,
        afterId: after?.[1] ?? null,
        limit: query.limit + 1,
      }),
    { what: "queue", requestId: ctx.requestId, count: ([found]) => found?.lines?.length ?? 0 },
  );
  if (!row) throw new Error("the queue always has a row");
  const { timeZone, lines, students, hidden, ...rest } = row;
  const shown = pageOf(
    students ?? [],
    query.limit,
    ({ firstDueText, firstDue, ...student }): QueueStudent => ({
      ...student,
      firstDueOn: dayIn(new Date(firstDue), timeZone),
    }),
    (student) => [student.firstDueText, student.studentId],
  );
  const isShown = new Set(shown.items.map(({ studentId }) => studentId));
  return {
    ...rest,
    items: (lines ?? [])
      .filter(({ kind, studentId }) => kind !== "due" || isShown.has(studentId))
      .map((line) => ({
        ...line,
        since: new Date(line.since).toISOString(),
        happenedAt: isoOrNull(line.happenedAt),
        answerBy: isoOrNull(line.answerBy),
        dueDate: isoOrNull(line.dueDate),
        dueOn: line.dueDate && dayIn(new Date(line.dueDate), timeZone),
      })),
    students: shown.items,
    nextCursor: shown.nextCursor,
    hidden: (hidden ?? []).map((student) => ({ ...student, until: new Date(student.until).toISOString() })),
  };
}

/** JSON built by the database has instants in the session's time zone; the API returns UTC. */
function isoOrNull(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

const c = competencies;
const h = hiddenStudents;
const k = feedbackAsked;
const round = feedbackRounds;
const u = users;

/** More of a student's lines, and more drafts and requests than these, are in the assessment centre. */
const linesOfStudent = 5;
const linesOfKind = 50;

// The endpoint's output schema checks these parts of the answer.
const queueRow = z.object({
  timeZone: z.string(),
  counts: z.custom<QueueAnswer["counts"]>(),
  lines: z.custom<Omit<QueueLine, "dueOn">[] | null>(),
  students: z.custom<(Omit<QueueStudent, "firstDueOn"> & { firstDue: string; firstDueText: string })[] | null>(),
  hidden: z.custom<QueueAnswer["hidden"] | null>(),
  later: z.custom<QueueAnswer["later"]>(),
});

type QueueValues = {
  assessorId: string;
  at: Date;
  afterAt: string | number | null;
  afterId: string | number | null;
  limit: number;
};

/** Of a student's lines those that are shown, as an array: to join them again would compare each with each. */
const firstLines = (name: string) => {
  const column = sql.raw(name);
  return sql`(array_agg(${column} order by due_date, id))[1:${sql.raw(String(linesOfStudent))}] as ${column}`;
};

const ofOwn = sql`'assessmentId', own.id, 'studentId', own.student_id, 'competencyId', own.competency_id,
  'since', case own.status when 'DRAFT' then own.updated_at else own.created_at end,
  'happenedAt', own.observed_at, 'answerBy', own.expires_at, 'dueDate', own.due_date, 'isOverdue', own.is_overdue,
  'hasLevel', own.has_level, 'hasWords', own.has_words`;

const ofAsked = sql`'assessmentId', asked.id, 'studentId', asked.student_id, 'competencyId', asked.competency_id,
  'since', asked.asked_at, 'happenedAt', asked.observed_at, 'answerBy', null, 'dueDate', null, 'isOverdue', false,
  'hasLevel', false, 'hasWords', false`;

const ofDue = sql`'assessmentId', null, 'studentId', listed.student_id, 'competencyId', listed.competency_id,
  'since', listed.due_date, 'happenedAt', null, 'answerBy', null, 'dueDate', listed.due_date,
  'isOverdue', listed.is_overdue, 'hasLevel', false, 'hasWords', false`;

const named = sql`'studentName', ${u.name}, 'competencyName', ${c.name}, 'category', ${c.category}`;

const selectQueue = sqlStatement(
  "assessment_queue",
  queueRow,
  (p: Params<QueueValues>) => sql`
    with ${waitingSql(p)},
    drafts as (
      select own.*, row_number() over (order by own.updated_at desc, own.id) as place from own where own.status = 'DRAFT'
      order by place limit ${sql.raw(String(linesOfKind))}),
    requests as (
      select own.*, row_number() over (order by own.expires_at, own.created_at, own.id) as place from own
      where own.status = 'REQUESTED' order by place limit ${sql.raw(String(linesOfKind))}),
    asked as materialized (
      select ${k.roundId} as id, ${k.askedAt}, ${round.studentId}, ${round.competencyId}, ${round.observedAt}
      from ${k} join ${round} on ${round.id} = ${k.roundId} and ${isOneOf(round.state, "OPEN")}
      where ${k.evaluatorId} = ${p.assessorId} and ${k.answeredAt} is null),
    students as materialized (
      select student_id, count(*)::int as due, (count(*) filter (where is_overdue))::int as overdue,
             min(due_date) as first_due, ${firstLines("competency_id")}, ${firstLines("due_date")},
             ${firstLines("is_overdue")}
      from listed group by student_id),
    shown as materialized (
      select * from students
      where ${p.afterAt}::timestamptz is null or (first_due, student_id) > (${p.afterAt}::timestamptz, ${p.afterId})
      order by first_due, student_id limit ${p.limit}),
    lines as (
      select 1 as section, place, null::timestamptz as first_due, null as student_id, null::bigint as nth,
             json_build_object('kind', 'draft', ${ofOwn}, ${named}) as line
      from drafts own join ${u} on ${u.id} = own.student_id join ${c} on ${c.id} = own.competency_id
      where ${p.afterAt}::timestamptz is null
      union all
      select 2, place, null, null, null, json_build_object('kind', 'request', ${ofOwn}, ${named})
      from requests own join ${u} on ${u.id} = own.student_id join ${c} on ${c.id} = own.competency_id
      where ${p.afterAt}::timestamptz is null
      union all
      select 3, null, null, null, row_number() over (order by asked.asked_at, asked.id),
             json_build_object('kind', 'feedback', ${ofAsked}, ${named})
      from asked join ${u} on ${u.id} = asked.student_id join ${c} on ${c.id} = asked.competency_id
      where ${p.afterAt}::timestamptz is null
      union all
      select 4, null, listed.first_due, listed.student_id, listed.nth,
             json_build_object('kind', 'due', ${ofDue}, ${named})
      from (select shown.first_due, shown.student_id, line.*
            from shown, unnest(shown.competency_id, shown.due_date, shown.is_overdue)
              with ordinality line (competency_id, due_date, is_overdue, nth)) listed
      join ${u} on ${u.id} = listed.student_id join ${c} on ${c.id} = listed.competency_id)
    select school.time_zone as "timeZone",
           json_build_object('drafts', (select count(*) from own where status = 'DRAFT'),
             'requests', (select count(*) from own where status = 'REQUESTED'),
             'feedback', (select count(*) from asked),
             'due', (select count(*) from listed), 'students', (select count(*) from students)) as counts,
           (select json_agg(line order by section, place, first_due, student_id, nth) from lines) as lines,
           (select json_agg(json_build_object('studentId', shown.student_id, 'studentName', ${u.name}, 'due', shown.due,
                     'overdue', shown.overdue, 'firstDue', shown.first_due, 'firstDueText', ${instantKey(sql`shown.first_due`)})
                     order by shown.first_due, shown.student_id)
            from shown join ${u} on ${u.id} = shown.student_id) as students,
           (select json_agg(json_build_object('studentId', ${u.id}, 'studentName', ${u.name}, 'until', ${h.hiddenUntil},
                     'due', (select count(*) from due where due.student_id = ${u.id}
                             and (due.back_on is null or due.back_on <= school.today))) order by ${u.name}, ${u.id})
            from ${h} join ${u} on ${u.id} = ${h.studentId}
            where ${h.supervisorId} = ${p.assessorId} and ${h.hiddenUntil} > ${p.at}::timestamptz) as hidden,
           (select json_build_object('count', count(*), 'backOn', min(back_on)) from due
            where hidden_until is null and back_on > school.today) as later
    from school`,
);
