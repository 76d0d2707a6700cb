import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { a, assessmentValueSql, c, e, isUnconfirmedGuestSql, rs, s } from "#src/features/progress/evidence.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** The evaluator in a line of history. */
export const u = alias(users, "u");

/** Joins, as `judged`, what the evaluations of `s` that count come to; for a statement that joins `rs` before. */
export const joinJudged: SQL = sql`
  join lateral (
    select ${assessmentValueSql(s.id, rs.kind)} as rating,
           string_agg(coalesce(${u.name}, ${e.guestName}), ', ' order by ${u.name}, ${e.guestName}) as evaluator
    from ${evaluations} ${e} left join ${users} ${u} on ${u.id} = ${e.evaluatorId}
    where ${e.assessmentId} = ${s.id} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
      and not ${isUnconfirmedGuestSql(e)}
    having count(*) > 0) judged on true`;

/** JSON of an `activity`, for a statement that joins `s`, `c`, `rs` and `judged`; `more` adds fields. */
export function activityLine(more: SQL = sql.empty()): SQL {
  const rating = sql`judged.rating`;
  return sql`jsonb_build_object('id', ${s.id}, 'competencyId', ${s.competencyId}, 'competencyName', ${c.name},
    'rating', ${rating}, 'ratingLabel', (select l ->> 'label' from jsonb_array_elements(${rs.levels}) l
      where (l ->> 'value')::numeric = ${rating}),
    'maxRating', ${rs.maxValue}, 'targetRating', ${c.targetRating}, 'scaleKind', ${rs.kind}, 'date', ${isoText(s.observedAt)},
    'evaluator', coalesce(judged.evaluator, '')${more})`;
}

/** JSON of a `deadline`, for a statement that joins `a` and `c`. */
export function deadlineLine(status: SQLWrapper): SQL {
  return sql`jsonb_build_object('assignmentId', ${a.id}, 'competencyId', ${a.competencyId}, 'competencyName', ${c.name},
    'dueDate', ${isoText(a.dueDate)}, 'status', ${status})`;
}

/** The same as `overallProgress` of rules.ts, for a total above 0. */
export function percentageSql(completed: SQLWrapper, total: SQLWrapper): SQL {
  return sql`case when ${completed} = ${total} then 100 else least(99.9, round(${completed} * 100.0 / ${total}, 1)) end`;
}

/** An instant in the API's format, which is that of Date's toISOString. */
function isoText(column: SQLWrapper): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
