import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { lockSchool, requireRevision } from "#src/features/schools/lock-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { selectSchool } from "#src/features/schools/queries.ts";
import type { SchoolAnswer, SchoolChange } from "#src/features/schools/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision, revisionTag } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin changes the settings of their school, by what is named. */
export async function changeSchool(ctx: UserContext, body: SchoolChange): Promise<SchoolAnswer> {
  const { schoolId } = ctx.actor;
  const asked = askedRevision(ctx.headers);
  const school = await withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.change, { schoolId });
    const found = await lockSchool(tx, schoolId);
    requireRevision(asked, found);
    if (body.timeZone !== undefined && body.timeZone !== found.timeZone) await requireTimeZone(tx, body.timeZone);
    const { confirmsGuests, countersigns, recordsAddresses } = { ...found.settings, ...body };
    tx.send(updateSchool, {
      id: schoolId,
      name: body.name ?? found.name,
      timeZone: body.timeZone ?? found.timeZone,
      academicYearStarts: body.academicYearStarts ?? found.academicYearStarts,
      color: body.color === undefined ? found.color : body.color,
      reassessAfterDays: body.reassessAfterDays ?? found.reassessAfterDays,
      dueReminderDays: body.dueReminderDays ?? found.dueReminderDays,
      settings: {
        ...found.settings,
        confirmsGuests: confirmsGuests === true,
        countersigns: countersigns === true,
        recordsAddresses: recordsAddresses === true,
        ...(body.erasureGraceDays === undefined ? {} : { erasureGraceDays: body.erasureGraceDays }),
      },
    });
    // A name is text that was typed, and is not in the audit.
    const { name, ...detail } = body;
    audit(tx, ctx.actor, {
      action: "school.change",
      entityType: "school",
      entityId: schoolId,
      schoolId,
      requestId: ctx.requestId,
      detail: { ...detail, changed: Object.keys(body) },
    });
    const [changed] = await tx.query(selectSchool, { schoolId });
    return changed;
  });
  if (!school) throw new AppError("not_found", "There is no such school.");
  ctx.addHeader("etag", revisionTag(school.revision));
  return school;
}

/** A zone that the database does not know would break every day that it counts. */
export async function requireTimeZone(tx: Tx, timeZone: string): Promise<void> {
  const found = await tx.query(selectTimeZone, { timeZone });
  if (found.length > 0 && isKnownHere(timeZone)) return;
  throw new AppError("invalid", "Some values are not valid.", {
    errors: [{ path: "timeZone", message: "is not a time zone that is known" }],
  });
}

function isKnownHere(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }) !== undefined;
  } catch {
    return false;
  }
}

const selectTimeZone = sqlStatement(
  "time_zone_known",
  z.object({ name: z.string() }),
  (p: Params<{ timeZone: string }>) => sql`select name from pg_catalog.pg_timezone_names where name = ${p.timeZone}`,
);

type Values = {
  id: string;
  name: string;
  timeZone: string;
  academicYearStarts: string;
  color: string | null;
  reassessAfterDays: number;
  dueReminderDays: number[];
  settings: Record<string, unknown>;
};

const updateSchool = statement("school_update", (db, p: Params<Values>) =>
  db
    .update(schools)
    .set({
      name: p.name,
      timeZone: p.timeZone,
      academicYearStarts: p.academicYearStarts,
      color: p.color,
      reassessAfterDays: p.reassessAfterDays,
      dueReminderDays: p.dueReminderDays,
      settings: p.settings,
      revision: sql`${schools.revision} + 1`,
    })
    .where(eq(schools.id, p.id)),
);
