import type pg from "pg";
import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";

/**
 * The figures of analytics counted anew from evaluations, assignments and records, by SQL of its own that shares nothing
 * with the program: neither its lines nor its views, functions or rules.
 */

/** Every assessment that counts. `counted` is the name of the lines. */
export const countedSql = `
  signed as (
    select s.id, s.school_id, s.student_id, s.competency_id, s.rotation_id, s.method, s.requested_by, s.created_at, s.renewed_at,
      (s.observed_at at time zone sc.time_zone)::date as day, s.submitted_at as submitted, e.signed_at, e.evaluator_id, e.guest_email,
      e.guest_name, e.id as evaluation_id, coalesce(e.overall_rating, e.rubric_result) as rating, c.target_rating, rs.kind,
      e.word_count, e.has_next_steps
    from schools sc, assessments s, evaluations e, competencies c, rating_scales rs
    where sc.id = s.school_id and e.assessment_id = s.id and c.id = s.competency_id and rs.id = c.rating_scale_id
      and (s.status = 'APPROVED' or s.status = 'SUBMITTED' and c.needs_countersignature = false)
      and e.state = 'SIGNED' and e.is_self = false
      and (e.guest_name is null or e.guest_confirmed_at is not null
        or coalesce(sc.settings ->> 'confirmsGuests', 'false') = 'false')),
  placed as (
    select *, row_number() over (partition by id order by rating, evaluation_id) as place, count(*) over (partition by id) as n,
      avg(rating) over (partition by id) as mean, min(least(submitted, signed_at)) over (partition by id) as at,
      first_value(evaluator_id) over (partition by id order by signed_at, evaluation_id) as first_evaluator
    from signed where rating is not null),
  counted as (
    select id, school_id, student_id, competency_id, rotation_id, method, day, at, first_evaluator,
      sign(value - target_rating)::int as band, value, w.words, has_any_next_steps as has_next_steps, people,
      case when requested_by is not null then trunc(extract(epoch from at - coalesce(renewed_at, created_at)) / 3600)::int end as hours
    from (
      select p.*, case when n = 1 then rating when kind = 'NUMERIC' then round(mean, 6) else rating end as value,
        (select sum(x.word_count) from placed x where x.id = p.id)::int as words_of_all,
        (select count(*) > 0 from placed x where x.id = p.id and x.has_next_steps) as has_any_next_steps,
        (select count(*) from (select distinct coalesce(x.evaluator_id, x.guest_email, x.guest_name, x.evaluation_id)
          from placed x where x.id = p.id) d)::int as people
      from placed p where place = (n + 1) / 2) v
    cross join lateral (select v.words_of_all as words) w)`;

/** Where the kept lines and the recount differ; empty when they are the same. */
export async function differences(owner: pg.Client): Promise<unknown[]> {
  const { rows } = await owner.query(`
    with ${countedSql},
    kept as (
      select assessment_id as id, school_id, student_id, competency_id, rotation_id, method, observed_on as day, submitted_at as at,
        evaluator_id, band::int as band, value, feedback_words as words, has_next_steps, evaluators as people,
        answered_after_hours as hours
      from rated_assessments),
    anew as (
      select id, school_id, student_id, competency_id, rotation_id, method, day, at, first_evaluator as evaluator_id, band, value,
        words, has_next_steps, people, case when hours < 0 then 0 else hours end as hours
      from counted)
    (select 'missing' as fault, a.* from (select * from anew except select * from kept) a)
    union all
    (select 'surplus', k.* from (select * from kept except select * from anew) k)`);
  return rows;
}

export type OracleFigures = {
  students: number;
  completed: number;
  total: number;
  completedInPeriod: number;
  planned: number | null;
  medianDays: number | null;
  overdue: number;
  overdueStudents: number;
  bands: { below: number; at: number; above: number };
  byCompetency: { id: string | null; below: number; at: number; above: number }[];
  byRotation: { id: string | null; below: number; at: number; above: number }[];
  bySite: { id: string | null; below: number; at: number; above: number }[];
  answered: number;
  medianHours: number | null;
  expired: number;
  feedback: number;
  medianWords: number | null;
  withNextSteps: number;
  evaluators: number;
  submissions: number;
  files: number;
  minutes: number;
  interactions: number;
};

/**
 * The figures over students and days of their school, counted anew. Which students: `where` over `users u`. Months
 * widen the days to whole months, as a program's history does. The plan is of `plannedOn`, else of today.
 */
export async function countAnew(
  owner: pg.Client,
  where: string,
  { from, to, plannedOn }: { from: string; to: string; plannedOn?: string },
): Promise<OracleFigures> {
  const bands =
    "count(*) filter (where band < 0)::int as below, count(*) filter (where band = 0)::int as at, count(*) filter (where band > 0)::int as above";
  const { rows } = await owner.query(
    `with ${countedSql},
    who as (select u.id, u.school_id, u.cohort_id, sc.time_zone as tz, coalesce($3::date, (now() at time zone sc.time_zone)::date) as today
      from users u join schools sc on sc.id = u.school_id where u.role = 'STUDENT' and ${where}),
    rated as (select c.* from counted c where student_id in (select id from who) and day >= $1::date and day <= $2::date),
    given as (
      select a.*, w.tz, w.today, (a.due_date at time zone w.tz)::date as due_on, (a.completion_date at time zone w.tz)::date as done_on,
        (coalesce(d.effective_at, a.created_at) at time zone w.tz)::date as starts_on,
        coalesce((d.due_at at time zone w.tz)::date, co.ends_on) as ends_on,
        a.status in ('ACHIEVED', 'APPROVED') as is_done
      from who w join competency_assignments a on a.user_id = w.id and a.status <> 'WITHDRAWN'
      left join competency_deployments d on d.id = a.deployment_id left join cohorts co on co.id = w.cohort_id),
    spread as (
      select user_id, starts_on, ends_on, today, count(*) as n from given
      where due_on is null and ends_on is not null and starts_on <= ends_on group by 1, 2, 3, 4),
    took as (select done_on - starts_on as days from given where is_done and done_on between $1 and $2),
    lines as (select *, row_number() over (order by words) as place, count(*) over () as n from rated),
    answers as (select hours, row_number() over (order by hours) as place, count(*) over () as n from rated where hours is not null)
    select (select count(*)::int from who) as students,
      (select count(*)::int from given where is_done) as completed, (select count(*)::int from given) as total,
      (select count(*)::int from given where is_done and done_on between $1 and $2) as "completedInPeriod",
      case when exists (select from given where due_on is not null) or exists (select from spread)
        then (select count(*) from given where due_on <= today)::int + coalesce((
          select sum(case when today < starts_on then 0 when today >= ends_on then n
            else floor(n::numeric * (today - starts_on + 1) / (ends_on - starts_on + 1)) end) from spread), 0)::int end as planned,
      (select days from (select days, row_number() over (order by days) as place, count(*) over () as n from took) t where place = (n + 1) / 2) as "medianDays",
      (select count(*)::int from given where due_date < now() and cycle_starts_at is null and status in ('NOT_STARTED', 'IN_PROGRESS')) as overdue,
      (select count(distinct user_id)::int from given where due_date < now() and cycle_starts_at is null and status in ('NOT_STARTED', 'IN_PROGRESS')) as "overdueStudents",
      (select to_jsonb(b) from (select ${bands} from rated) b) as bands,
      (select coalesce(jsonb_agg(b order by b.id), '[]') from (select competency_id as id, ${bands} from rated group by 1) b) as "byCompetency",
      (select coalesce(jsonb_agg(b order by b.id nulls last), '[]') from (select rotation_id as id, ${bands} from rated group by 1) b) as "byRotation",
      (select coalesce(jsonb_agg(b order by b.id nulls last), '[]') from (select r.site as id, ${bands} from rated left join rotations r on r.id = rated.rotation_id group by 1) b) as "bySite",
      (select count(*)::int from answers) as answered,
      (select hours from answers where place = (n + 1) / 2) as "medianHours",
      (select count(*)::int from assessments s join who w on w.id = s.student_id
        where s.status = 'EXPIRED' and (s.expires_at at time zone w.tz)::date between $1 and $2) as expired,
      (select count(*)::int from lines) as feedback, (select words from lines where place = (n + 1) / 2) as "medianWords",
      (select count(*)::int from lines where has_next_steps) as "withNextSteps",
      (select count(distinct first_evaluator)::int from rated) as evaluators,
      (select count(*)::int from competency_submissions x join who w on w.id = x.student_id
        where x.status not in ('DRAFT', 'WITHDRAWN') and (x.submitted_at at time zone w.tz)::date between $1 and $2) as submissions,
      (select count(*)::int from submission_files f join competency_submissions x on x.id = f.submission_id join who w on w.id = x.student_id
        where x.status not in ('DRAFT', 'WITHDRAWN') and (x.submitted_at at time zone w.tz)::date between $1 and $2) as files,
      (select coalesce(sum(t.minutes), 0)::int from time_records t join who w on w.id = t.student_id
        where t.status = 'APPROVED' and (t.started_at at time zone w.tz)::date between $1 and $2) as minutes,
      (select count(*)::int from learning_analytics l join who w on w.id = l.user_id
        where (l.timestamp at time zone w.tz)::date between $1 and $2) as interactions`,
    [from, to, plannedOn ?? null],
  );
  return rows[0];
}

const plain = (lines: readonly { id: string | null; below: number; at: number; above: number }[] | undefined) =>
  (lines ?? [])
    .map(({ id, below, at, above }) => ({ id, below, at, above }))
    .sort((a, b) => (a.id === null ? 1 : b.id === null ? -1 : a.id < b.id ? -1 : 1));

/** The same figures as an answer has them. */
export function figuresOf({ summary: s }: AnalyticsAnswer): Omit<OracleFigures, "planned"> {
  return {
    students: s.students,
    completed: s.completion?.completed ?? -1,
    total: s.completion?.total ?? -1,
    completedInPeriod: s.completion?.completedInPeriod ?? -1,
    medianDays: s.timeToCompetence?.medianDays ?? null,
    overdue: s.overdue?.competencies ?? -1,
    overdueStudents: s.overdue?.students ?? -1,
    bands: { below: s.ratings?.below ?? -1, at: s.ratings?.at ?? -1, above: s.ratings?.above ?? -1 },
    byCompetency: plain(s.ratings?.byCompetency),
    byRotation: plain(s.ratings?.byRotation),
    bySite: plain(s.ratings?.bySite),
    answered: s.turnaround?.answered ?? -1,
    medianHours: s.turnaround?.medianHours ?? null,
    expired: s.turnaround?.expired ?? -1,
    feedback: s.feedback?.assessments ?? -1,
    medianWords: s.feedback?.medianWords ?? null,
    withNextSteps: s.feedback?.withNextSteps ?? -1,
    evaluators: s.evaluatorSpread?.evaluators ?? -1,
    submissions: s.evidence?.submissions ?? -1,
    files: s.evidence?.files ?? -1,
    minutes: s.hours?.approvedMinutes ?? -1,
    interactions: s.engagement?.interactions ?? 0,
  };
}
