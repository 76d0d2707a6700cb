import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type RatingsAnswer, type RatingsQuery, ratingLine } from "#src/features/analytics/school/schema.ts";
import { bands } from "#src/features/analytics/values.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { addDays } from "#src/lib/day.ts";
import { hasText, type Listing, ofStudent } from "#src/platform/db/access-row.ts";
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The assessments behind a figure, newest first. A supervisor may single out their own ratings, nobody else's: how a
 * colleague rates is between that colleague and the school.
 */
export async function listRatings(ctx: UserContext, query: RatingsQuery): Promise<RatingsAnswer | Response> {
  const { actor } = ctx;
  const { evaluatorId, studentId, cohortId, programId, category, site, band, limit } = query;
  if (evaluatorId !== undefined && actor.role === "CLINICAL_SUPERVISOR" && evaluatorId !== actor.userId) {
    throw new AppError("forbidden", "Only the school may list the ratings of one of your colleagues.");
  }
  const narrowing: Narrowing = {
    schoolId: actor.role === "SUPER_ADMIN" ? null : actor.schoolId,
    studentId: studentId ?? null,
    cohortId: cohortId ?? null,
    programId: programId ?? null,
    competencyIds: query.competencyId ?? null,
    category: category ?? null,
    rotationId: query.rotationId ?? null,
    site: site ?? null,
    evaluatorId: evaluatorId ?? null,
    band: band === undefined ? null : bands.indexOf(band) - 1,
    from: query.from ?? null,
    to: query.to ?? null,
    placedIn: query.placedIn ?? null,
  };
  const filter = {
    cohortId,
    programId,
    rotationId: query.rotationId,
    placedIn: query.placedIn,
    evaluatorId,
    band,
    category: hasText(category),
    site: hasText(site),
    from: query.from,
    to: query.to,
  };
  if (query.format === "csv") {
    return csvOfList(ctx, {
      fileName: "assessments.csv",
      columns,
      page: async (tx, place) =>
        pageOfRows(await tx.query(selectFilePage, withPlace(narrowing, place.cursor, place.limit)), place.limit),
      access:
        studentId === undefined ? { what: "ratings", filter } : { subject: ofStudent(studentId), what: "ratings" },
    });
  }
  const values = withPlace(narrowing, query.cursor, limit);
  const { rows, isKnown } =
    studentId === undefined
      ? { rows: await readMany(ctx, values, filter), isKnown: true }
      : await readOne(ctx, values, studentId);
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return pageOfRows(rows, limit);
}

function withPlace(narrowing: Narrowing, cursor: string | undefined, limit: number): Filter {
  const after = decodeCursor(cursor, ["day", "id"]);
  return { ...narrowing, afterDay: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: limit + 1 };
}

function pageOfRows(rows: readonly Row[], limit: number): RatingsAnswer {
  return pageOf(
    rows,
    limit,
    ({ band: of, ...line }) => ({ ...line, band: bands[of + 1] ?? "at", href: `/assessment/${line.assessmentId}` }),
    (row) => [row.observedOn, row.assessmentId],
  );
}

const columns: CsvColumns<RatingsAnswer["items"][number]> = [
  ["Observed", ({ observedOn }) => observedOn],
  ["Student", ({ studentName }) => studentName],
  ["Competency", ({ competencyName }) => competencyName],
  ["Category", ({ category }) => category],
  ["Level", ({ value }) => value],
  ["Target", ({ targetRating }) => targetRating],
  ["Assessor", ({ evaluator }) => evaluator],
  ["Rotation", ({ rotation }) => rotation],
  ["Site", ({ site }) => site],
  ["Words of feedback", ({ feedbackWords }) => feedbackWords],
];

type Row = RowOf<typeof selectRatings>;

/** A listing, so that the transaction stays open for one statement after another. */
function readMany(
  { actor, requestId }: UserContext,
  values: Filter,
  filter: NonNullable<Listing<unknown>["filter"]>,
): Promise<Row[]> {
  const count = shownOf(values.limit - 1);
  return readAs(actor, (tx) => findPage(tx, values), { what: "ratings", requestId, count, filter });
}

async function readOne({ actor, requestId }: UserContext, values: Filter, studentId: string) {
  const found = await readAs(actor, (tx) => tx.query(selectPage, values));
  const [rows, isKnown] = await readAs(
    actor,
    (tx) => Promise.all([selectNamed(tx, found), isKnownStudent(tx, studentId)]),
    { subject: ofStudent(studentId), what: "ratings", requestId },
  );
  return { rows, isKnown };
}

/** Days before the end of the list in which a page is looked for; the last look has no bound. */
const windows = [45, 365];

/**
 * The newest lines come from the last weeks, so these are read first: a cohort has tens of thousands over the years. Only
 * where they do not fill the page are more days read.
 */
async function findPage(tx: Tx, values: Filter): Promise<Row[]> {
  const end = [values.afterDay, values.to, new Date().toISOString().slice(0, 10)].find((day) => day !== null) ?? "";
  for (const days of windows) {
    const bound = addDays(end, -days);
    if (values.from !== null && values.from >= bound) break;
    const found = await tx.query(selectPage, { ...values, from: bound });
    if (found.length === values.limit) return selectNamed(tx, found);
  }
  return selectNamed(tx, await tx.query(selectPage, values));
}

async function selectNamed(tx: Tx, found: readonly { assessmentId: string }[]): Promise<Row[]> {
  const ids = found.map(({ assessmentId }) => assessmentId);
  return ids.length === 0 ? [] : tx.query(selectRatings, { ids });
}

type Narrowing = {
  /** Null for all, which only some may read. */
  schoolId: string | null;
  studentId: string | null;
  cohortId: string | null;
  programId: string | null;
  competencyIds: string[] | null;
  category: string | null;
  rotationId: string | null;
  site: string | null;
  evaluatorId: string | null;
  band: number | null;
  from: string | null;
  to: string | null;
  /** A rotation in which the student is placed today. */
  placedIn: string | null;
};

type Filter = Narrowing & {
  afterDay: string | null;
  afterId: string | null;
  limit: number;
};

const r = alias(ratedAssessments, "r");
const st = alias(users, "st");
const ev = alias(users, "ev");
const c = alias(competencies, "c");
const rs = alias(ratingScales, "rs");
const ro = alias(rotations, "ro");
const pl = alias(placements, "pl");

/** Which lines a page has. By their school they are a range of an index, newest first. */
const pageSql = (p: Params<Filter>) => sql`
    select ${r.assessmentId} as "assessmentId"
    from ${ratedAssessments} ${r} join ${users} ${st} on ${st.id} = ${r.studentId}
    where (${p.schoolId}::text is null or ${r.schoolId} = ${p.schoolId}) and (${p.studentId}::text is null or ${r.studentId} = ${p.studentId})
      and (${p.studentId}::text is not null or ${isCounted(st)})
      and (${p.cohortId}::text is null or ${st.cohortId} = ${p.cohortId})
      and (${p.programId}::text is null or ${st.programId} = ${p.programId})
      and (${p.competencyIds}::text[] is null or ${r.competencyId} = any(${p.competencyIds}))
      and (${p.category}::text is null or ${r.competencyId} in (
        select ${c.id} from ${competencies} ${c} where ${c.category} = ${p.category}))
      and (${p.rotationId}::text is null or ${r.rotationId} = ${p.rotationId})
      and (${p.site}::text is null or ${r.rotationId} in (
        select ${ro.id} from ${rotations} ${ro} where ${ro.site} = ${p.site}))
      and (${p.evaluatorId}::text is null or ${r.evaluatorId} = ${p.evaluatorId})
      and (${p.band}::int is null or ${r.band} = ${p.band})
      and (${p.placedIn}::text is null or exists (
        select from ${placements} ${pl} where ${pl.studentId} = ${r.studentId} and ${pl.rotationId} = ${p.placedIn}
          and ${pl.endedAt} is null and (select (now() at time zone ${schools.timeZone})::date from ${schools}
            where ${schools.id} = ${pl.schoolId}) between ${pl.startsOn} and ${pl.endsOn}))
      and (${p.from}::date is null or ${r.observedOn} >= ${p.from}::date)
      and (${p.to}::date is null or ${r.observedOn} <= ${p.to}::date)
      and (${p.afterDay}::date is null or (${r.observedOn}, ${r.assessmentId}) < (${p.afterDay}::date, ${p.afterId}::text collate "C"))
    order by ${r.observedOn} desc, ${r.assessmentId} desc limit ${p.limit}`;

const selectPage = sqlStatement("analytics_rating_page", z.object({ assessmentId: z.string() }), pageSql, {
  isPlannedForValues: true,
});

const row = ratingLine.omit({ href: true, band: true }).extend({
  band: z.number(),
  value: z.coerce.number(),
  targetRating: z.coerce.number(),
  maxRating: z.coerce.number(),
});

const linesSql = (isWanted: SQL) => sql`
    select ${r.assessmentId} as "assessmentId", ${r.studentId} as "studentId", ${st.name} as "studentName",
           ${r.competencyId} as "competencyId", ${c.name} as "competencyName", ${c.category},
           ${r.rotationId} as "rotationId", ${ro.name} as rotation, ${ro.site}, ${r.evaluatorId} as "evaluatorId",
           ${ev.name} as evaluator, ${r.observedOn}::text as "observedOn", ${r.value},
           (select l ->> 'label' from jsonb_array_elements(${rs.levels}) l where (l ->> 'value')::numeric = ${r.value}) as "ratingLabel",
           ${c.targetRating} as "targetRating", ${rs.maxValue} as "maxRating", ${rs.kind} as "scaleKind", ${r.band}, ${r.method},
           ${r.feedbackWords} as "feedbackWords", ${r.hasNextSteps} as "hasNextSteps",
           ${r.answeredAfterHours} as "answeredAfterHours"
    from ${ratedAssessments} ${r} join ${users} ${st} on ${st.id} = ${r.studentId}
    join ${competencies} ${c} on ${c.id} = ${r.competencyId} join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    left join ${rotations} ${ro} on ${ro.id} = ${r.rotationId} left join ${users} ${ev} on ${ev.id} = ${r.evaluatorId}
    where ${isWanted}
    order by ${r.observedOn} desc, ${r.assessmentId} desc`;

const selectRatings = sqlStatement("analytics_rating_list", row, (p: Params<{ ids: string[] }>) =>
  linesSql(sql`${r.assessmentId} = any(${p.ids})`),
);

/** Both at once, for a file, whose pages are long. */
const selectFilePage = sqlStatement(
  "analytics_rating_file",
  row,
  (p: Params<Filter>) => linesSql(sql`${r.assessmentId} in (${pageSql(p)})`),
  { isPlannedForValues: true },
);
