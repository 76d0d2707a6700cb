import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { ReportScope } from "#src/features/reports/facts/load-scope.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import {
  competencyTemplateAssociations,
  competencyTemplateItems,
} from "#src/platform/db/tables/competency-templates.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { predictionSettings, studentPredictions } from "#src/platform/db/tables/predictions.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * What a report is made from, in one text: it changes with whatever the report could show, and with the day of the
 * school. Two requests with the same text are answered by one file.
 */
export async function dataVersion(tx: Tx, { schoolId, subject, standardsId, timeZone }: ReportScope): Promise<string> {
  const studentIds = subject ? [...subject.studentIds] : null;
  const [[records], [names], [standards]] = await Promise.all([
    tx.query(selectRecords, { schoolId, studentIds, timeZone }),
    tx.query(selectNames, { schoolId }),
    standardsId === null ? [] : tx.query(selectStandards, { schoolId }),
  ]);
  return [records, names, standards].map((part) => part?.version ?? "").join();
}

const st = alias(users, "st");
const staff = alias(users, "staff");
const a = alias(competencyAssignments, "a");
const s = alias(assessments, "s");
const c = alias(competencies, "c");
const i = alias(competencyTemplateItems, "i");
const l = alias(competencyTemplateAssociations, "l");
const r = alias(ratedAssessments, "r");
const ro = alias(rotations, "ro");
const sc = alias(ratingScales, "sc");
const sp = alias(studentProgress, "sp");
const t = alias(timeRecords, "t");
const pl = alias(placements, "pl");
const pr = alias(studentPredictions, "pr");

const text = z.object({ version: z.string() });

/** Progress, ratings, hours, names, placements, requests that nobody answered in time, and what is foretold of students. */
const selectRecords = sqlStatement(
  "report_data_version",
  text,
  (p: Params<{ schoolId: string; studentIds: string[] | null; timeZone: string }>) => sql`
    select md5(concat_ws('|',
      (now() at time zone ${p.timeZone})::date,
      (select concat_ws(',', count(*), sum(${sp.version}), max(${sp.updatedAt})) from ${studentProgress} ${sp}
        where ${sp.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${sp.studentId} = any(${p.studentIds}))),
      (select concat_ws(',', count(*), max(${r.submittedAt}), sum(${r.value}), sum(${r.feedbackWords}))
        from ${ratedAssessments} ${r}
        where ${r.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${r.studentId} = any(${p.studentIds}))),
      (select concat_ws(',', count(*), sum(${t.revision}), sum(${t.minutes}), max(${t.decidedAt}), max(${t.createdAt}))
        from ${timeRecords} ${t}
        where ${t.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${t.studentId} = any(${p.studentIds}))),
      (select concat_ws(',', count(*), max(${a.updatedAt})) from ${competencyAssignments} ${a}
        where ${a.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${a.userId} = any(${p.studentIds}))),
      (select md5(string_agg(concat_ws(',', ${st.id}, ${st.name}, ${st.studentNumber}, ${st.cohortId}, ${st.status}), '|'
          order by ${st.id}))
        from ${users} ${st}
        where ${st.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${st.id} = any(${p.studentIds}))
          and ${isOneOf(st.role, "STUDENT")}),
      (select concat_ws(',', count(*), max(${pl.endedAt}), sum(${pl.endsOn} - ${pl.startsOn}),
          md5(string_agg(${pl.rotationId}, ',' order by ${pl.id}))) from ${placements} ${pl}
        where ${pl.schoolId} = ${p.schoolId} and (${p.studentIds}::text[] is null or ${pl.studentId} = any(${p.studentIds}))),
      (select count(*) from ${assessments} ${s}
        where ${s.studentId} = any(${p.studentIds}) and ${isOneOf(s.status, "EXPIRED")}),
      (select md5(string_agg(concat_ws(',', ${pr.studentId}, ${pr.isKnown}, ${pr.isFlagged}, ${pr.planned}, ${pr.evenOn},
          ${pr.laterOn}, ${pr.planEndsOn}, ${pr.reasons}), '|' order by ${pr.studentId}))
        from ${studentPredictions} ${pr} where ${pr.studentId} = any(${p.studentIds})),
      (select ${predictionSettings.isOn} from ${predictionSettings} where ${predictionSettings.schoolId} = ${p.schoolId})
    )) as version`,
);

const isOfSchool = (schoolId: Parameters<typeof sql>[1], p: Params<{ schoolId: string }>) =>
  sql`${schoolId} in (${p.schoolId}, (select app.shared_school_id()))`;

/** What things and staff of the school are called, and how its papers look. A published framework never changes. */
const selectNames = sqlStatement(
  "report_names_version",
  text,
  (p: Params<{ schoolId: string }>) => sql`
    select md5(concat_ws('|',
      (select concat_ws(',', ${schools.name}, ${schools.color}, ${schools.logoTag}) from ${schools}
        where ${schools.id} = ${p.schoolId}),
      (select md5(string_agg(concat_ws(',', ${staff.id}, ${staff.name}), '|' order by ${staff.id})) from ${users} ${staff}
        where ${staff.schoolId} = ${p.schoolId} and ${isNoneOf(staff.role, "STUDENT")}),
      (select md5(string_agg(concat_ws(',', ${ro.id}, ${ro.name}, ${ro.unit}, ${ro.site}, ${ro.requiredMinutes}), '|'
          order by ${ro.id})) from ${rotations} ${ro} where ${ro.schoolId} = ${p.schoolId}),
      (select md5(string_agg(concat_ws(',', ${c.id}, ${c.code}, ${c.name}, ${c.category}, ${c.sortOrder}, ${c.targetRating}),
          '|' order by ${c.id})) from ${competencies} ${c}
        where ${c.templateId} is null and ${isOfSchool(c.schoolId, p)}),
      (select md5(string_agg(concat_ws(',', ${sc.id}, ${sc.name}, ${sc.levels}), '|' order by ${sc.id}))
        from ${ratingScales} ${sc} where ${isOfSchool(sc.schoolId, p)})
    )) as version`,
);

/** Standards, the competencies with which they are linked, and the history of assessments, which a job refreshes. */
const selectStandards = sqlStatement(
  "report_standards_version",
  text,
  (p: Params<{ schoolId: string }>) => sql`
    select md5(concat_ws('|', app.history_refreshed_at(),
      (select md5(string_agg(concat_ws(',', ${i.id}, ${i.identifier}, ${i.parentId}, ${i.code}, ${i.statement}, ${i.competencyId},
          ${i.sortOrder}), '|' order by ${i.id})) from ${competencyTemplateItems} ${i} where ${i.schoolId} = ${p.schoolId}),
      (select md5(string_agg(concat_ws(',', ${l.id}, ${l.associationType}, ${l.originIdentifier}, ${l.destinationIdentifier}),
          '|' order by ${l.id})) from ${competencyTemplateAssociations} ${l} where ${l.schoolId} = ${p.schoolId})
    )) as version`,
);
