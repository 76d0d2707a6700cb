import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { readOwnForecast } from "#src/features/predictions/own-forecast.ts";
import {
  isAtRiskSql,
  isSeenToSql,
  openSeenTo,
  type SeenTo,
  seenToSql,
  selectSettings,
  wantsPredictions,
} from "#src/features/predictions/queries.ts";
import type { PredictionLine, PredictionsAnswer, predictionsQuery } from "#src/features/predictions/schema.ts";
import {
  type Change,
  changeWords,
  type PredictionKind,
  type Reason,
  reasonWords,
} from "#src/features/predictions/values.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { dayWords } from "#src/lib/day.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { acknowledgedFlags, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof predictionsQuery>;

/**
 * What is foretold of a student, or of all whom the reader may see: the lowest chance first, and those of whom there is
 * not enough evidence named apart. A student reads their own forecast and what would help, without the flag.
 */
export async function listPredictions(ctx: UserContext, query: Query): Promise<PredictionsAnswer> {
  if (ctx.actor.role === "STUDENT" && (query.studentId ?? ctx.actor.userId) === ctx.actor.userId)
    return readOwnForecast(ctx);
  const studentId = query.studentId ?? null;
  const filter: Filter = {
    studentId,
    cohortId: query.cohortId ?? null,
    rotationId: query.rotationId ?? null,
    flagged: query.flagged,
    seenTo: query.seenTo ?? null,
  };
  const place = placeOf(query, { sort: "chance", direction: "asc" });
  const access =
    studentId === null
      ? {
          count: ({ items }: PredictionsAnswer) => items.length,
          filter: { cohortId: query.cohortId, rotationId: query.rotationId },
        }
      : { subject: ofStudent(studentId) };
  return readAs(
    ctx.actor,
    async (tx) => {
      const [rows, [settings], unknown, [counts], isKnown] = await Promise.all([
        tx.query(selectKnown, { ...filter, ...place }),
        tx.query(selectSettings, { schoolId: ctx.actor.schoolId }),
        query.cursor === undefined ? tx.query(selectUnknown, filter) : [],
        tx.query(countOthers, filter),
        studentId === null || isKnownStudent(tx, studentId),
      ]);
      if (!isKnown) throw new AppError("not_found", "There is no such student.");
      const page = sortedPage(rows, place, lineOf, (row) => row.studentId);
      return {
        ...page,
        isOn: settings?.isOn ?? true,
        coverage: settings?.coverage ?? null,
        unknown,
        others: counts?.others ?? 0,
        seenTo: counts?.seenTo ?? 0,
      };
    },
    { what: "predictions", requestId: ctx.requestId, ...access },
  );
}

function lineOf({ row, isOn, isFlagged, seenTo, ...student }: Omit<KnownRow, "key" | "tie">): PredictionLine {
  const { chance, chance_low: low, chance_high: high } = row;
  return {
    ...student,
    asOf: row.as_of,
    planned: row.planned,
    planEndsOn: row.plan_ends_on,
    forecast: row.even_on && row.later_on ? { evenOn: row.even_on, laterOn: row.later_on } : null,
    risk: !isOn
      ? null
      : {
          isFlagged,
          seenTo: isFlagged && seenTo ? openSeenTo(seenTo) : null,
          kind: row.kind,
          modelVersion: row.model_version,
          chance: chance === null || low === null || high === null ? null : { probability: chance, low, high },
          reasons: isFlagged ? row.reasons.map((reason) => ({ kind: reason.kind, text: reasonWords(reason) })) : [],
        },
    changes: row.changes.map((change) => ({ kind: change.kind, text: changeWords(change, dayWords) })),
  };
}

type Filter = {
  studentId: string | null;
  cohortId: string | null;
  rotationId: string | null;
  flagged: boolean;
  seenTo: boolean | null;
};

/** As jobs write it. */
type StoredRow = {
  as_of: string;
  kind: PredictionKind;
  model_version: number | null;
  planned: number | null;
  chance: number | null;
  chance_low: number | null;
  chance_high: number | null;
  even_on: string | null;
  later_on: string | null;
  plan_ends_on: string | null;
  reasons: Reason[];
  changes: Change[];
};

const knownRow = z.object({
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  picture: z.string().nullable(),
  completed: z.number(),
  total: z.number(),
  isOn: z.boolean(),
  isFlagged: z.boolean(),
  seenTo: z.custom<SeenTo>().nullable(),
  row: z.custom<StoredRow>(),
  key: z.string(),
  tie: z.string(),
});
type KnownRow = z.output<typeof knownRow>;

const fromSql = sql`${t} join ${users} on ${users.id} = ${t.studentId}
  join ${studentProgress} on ${studentProgress.studentId} = ${t.studentId}
  left join ${acknowledgedFlags} on ${acknowledgedFlags.studentId} = ${t.studentId}`;

const filterSql = (p: Params<Filter>) => sql`
  (${t.studentId} = ${p.studentId}::text or (${p.studentId}::text is null and ${isCounted(users)}))
  and (${p.cohortId}::text is null or ${users.cohortId} = ${p.cohortId})
  and (${p.rotationId}::text is null or exists (select from ${placements} where ${placements.studentId} = ${t.studentId}
    and ${placements.rotationId} = ${p.rotationId} and ${placements.endedAt} is null))`;

/** Flagged first; by chance, and by how far behind where the rule speaks. In ten-thousandths, below zero cannot be. */
const rank = sql`(case when ${isAtRiskSql} then 0 else 20000 end
  + round(10000 * coalesce(${t.chance}, least(0.9999, greatest(0,
      0.5 + (${studentProgress.completed} - coalesce(${t.planned}, ${studentProgress.completed}))::numeric
        / greatest(1, 2 * ${studentProgress.total}))))))::int`;

const selectKnown = sqlStatement(
  "predictions_list",
  knownRow,
  (p: Params<Filter & Place>) => {
    const by = sortedBy(p, {
      keys: { chance: keyOf.number(sql`l.rank`) },
      tie: sql`l."studentName"`,
      id: sql`l."studentId"`,
    });
    return sql`
      select l."studentId", l."studentName", l."studentNumber", l.picture, l.completed, l.total, l."isOn", l."isFlagged",
             l."seenTo", l.row, ${by.key} as key, l."studentName" as tie
      from (
        select ${t.studentId} as "studentId", ${users.name} as "studentName", ${users.studentNumber} as "studentNumber",
               '/api/users/' || ${users.id} || '/picture?v=' || ${users.pictureTag} as picture,
               ${studentProgress.completed}, ${studentProgress.total}, ${wantsPredictions} as "isOn",
               ${isAtRiskSql} as "isFlagged", ${seenToSql} as "seenTo", to_jsonb(${t}) as row, ${rank} as rank
        from ${fromSql}
        where ${filterSql(p)} and (${t.isKnown} or ${p.studentId}::text is not null)
          and (not ${p.flagged}::boolean or ${isAtRiskSql})
          and (${p.seenTo}::boolean is null or (${isSeenToSql} and ${isAtRiskSql}) = ${p.seenTo}::boolean)) l
      where ${by.after} order by ${by.order} limit ${p.limit}`;
  },
  { isPlannedForValues: true },
);

const selectUnknown = sqlStatement(
  "predictions_unknown",
  z.object({ studentId: z.string(), studentName: z.string() }),
  (p: Params<Filter>) => sql`
    select ${t.studentId} as "studentId", ${users.name} as "studentName" from ${fromSql}
    where ${filterSql(p)} and not ${t.isKnown} and ${p.studentId}::text is null and ${studentProgress.total} > ${studentProgress.completed}
    order by ${users.name}, ${t.studentId} limit 50`,
  { isPlannedForValues: true },
);

const countOthers = sqlStatement(
  "predictions_others",
  z.object({ others: z.number(), seenTo: z.number() }),
  (p: Params<Filter>) => sql`
    select (count(*) filter (where not ${isAtRiskSql}))::int as others,
           (count(*) filter (where ${isAtRiskSql} and ${isSeenToSql}))::int as "seenTo"
    from ${fromSql} where ${filterSql(p)} and ${t.isKnown} and ${p.studentId}::text is null`,
  { isPlannedForValues: true },
);
