import { type SQL, sql } from "drizzle-orm";
import { predictionSettings, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** To join the row of the student in `users`, by key. */
export const joinPrediction: SQL = sql`left join ${t} on ${t.studentId} = ${users.id}`;

/** Whether the school of the student in `users` wants predictions. */
export const wantsPredictions: SQL = sql`not exists (select from ${predictionSettings}
  where ${predictionSettings.schoolId} = ${users.schoolId} and not ${predictionSettings.isOn})`;

/** Of a student whose row is joined: flagged by rule or model, and not complete since. */
export const isAtRiskSql: SQL = sql`(coalesce(${t.isFlagged}, false) and ${wantsPredictions}
  and ${studentProgress.completed} < ${studentProgress.total})`;

/** Fewer completed, as of this moment, than the plan had by the day of the row. */
export const isBehindSql: SQL = sql`(coalesce(${studentProgress.completed} < ${t.planned}, false))`;
