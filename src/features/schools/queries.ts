import { asc, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import type { SchoolAnswer, TermsAnswer } from "#src/features/schools/schema.ts";
import { maxTerms } from "#src/features/schools/values.ts";
import { fixedLimit, isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { schoolLogos, schools } from "#src/platform/db/tables/schools.ts";
import { terms } from "#src/platform/db/tables/terms.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { revisionTag } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Of the school in `schools`: where its logo is. It changes with the logo, so that a browser may keep it. */
export const logoAddress = sql<string | null>`'/api/school/logo?v=' || ${schools.logoTag}`;

/** Whether new competencies of this school ask for a second signature, in SQL. */
export function countersignsByDefault(schoolId: SQLWrapper): SQL {
  return sql`coalesce((select (${schools.settings} ->> 'countersigns')::boolean from ${schools}
    where ${schools.id} = ${schoolId}), false)`;
}

/** How many students the school in `schools` has by its limit, and the bytes of its files. */
export const studentCount = sql`(select count(*)::int from ${users} where ${users.schoolId} = ${schools.id}
  and ${isOneOf(users.role, "STUDENT")} and ${isNoneOf(users.status, "LEFT")})`;
export const storageSum = sql`(select coalesce(sum(${files.sizeBytes}), 0)::float8 from ${files}
  where ${files.schoolId} = ${schools.id})`;

/** The settings of the reader's school; the answer's ETag is their revision. */
export async function getSchool(ctx: UserContext): Promise<SchoolAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.read, { schoolId });
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectSchool, { schoolId }));
  if (!school) throw new AppError("not_found", "There is no such school.");
  ctx.addHeader("etag", revisionTag(school.revision));
  return school;
}

export const selectSchool = sqlStatement(
  "school_get",
  // Checked as the endpoint's output.
  z.custom<SchoolAnswer>(),
  (p: Params<{ schoolId: string }>) => sql`
    select ${schools.id}, ${schools.name}, ${schools.timeZone} as "timeZone",
      ${schools.academicYearStarts} as "academicYearStarts", ${schools.color}, ${logoAddress} as logo,
      ${schools.reassessAfterDays} as "reassessAfterDays", ${schools.dueReminderDays} as "dueReminderDays",
      ${schools.revision},
      coalesce((${schools.settings} ->> 'confirmsGuests')::boolean, false) as "confirmsGuests",
      coalesce((${schools.settings} ->> 'recordsAddresses')::boolean, false) as "recordsAddresses",
      coalesce((${schools.settings} ->> 'erasureGraceDays')::int, 30) as "erasureGraceDays",
      coalesce((${schools.settings} ->> 'countersigns')::boolean, false) as countersigns,
      json_build_object('maxStudents', ${schools.maxStudents}, 'students', ${studentCount},
        'maxStorageBytes', ${schools.maxStorageBytes}, 'storageBytes', ${storageSum}) as limits
    from ${schools} where ${schools.id} = ${p.schoolId}`,
);

/** The terms of the reader's school, the latest first. */
export async function listTerms(ctx: UserContext): Promise<TermsAnswer> {
  const { schoolId } = ctx.actor;
  authorize(ctx.actor, permissions.read, { schoolId });
  const items = await readAs(ctx.actor, (tx) => tx.query(selectTerms, { schoolId }));
  return { items: items.toReversed() };
}

export const selectTerms = statement("terms_list", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({ id: terms.id, name: terms.name, startsOn: terms.startsOn, endsOn: terms.endsOn })
    .from(terms)
    .where(eq(terms.schoolId, p.schoolId))
    .orderBy(asc(terms.startsOn), asc(terms.id))
    .limit(fixedLimit(maxTerms)),
);

export const selectLogo = statement("school_logo", (db, p: Params<{ schoolId: string }>) =>
  db.select({ content: schoolLogos.content }).from(schoolLogos).where(eq(schoolLogos.schoolId, p.schoolId)),
);

/** How the documents of a school look. */
export const selectBranding = statement("school_branding", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      school: schools.name,
      color: schools.color,
      logoTag: schools.logoTag,
      logo: schoolLogos.content,
      timeZone: schools.timeZone,
    })
    .from(schools)
    .leftJoin(schoolLogos, eq(schoolLogos.schoolId, schools.id))
    .where(eq(schools.id, p.schoolId)),
);
