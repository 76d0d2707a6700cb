import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The school's row, locked: changes of one school wait for each other. */
export async function lockSchool(tx: Tx, schoolId: string) {
  const [school] = await tx.query(selectForUpdate, { schoolId });
  if (!school) throw new AppError("not_found", "There is no such school.");
  return school;
}

const selectForUpdate = statement("school_lock", (db, p: Params<{ schoolId: string }>) =>
  db
    .select({
      id: schools.id,
      name: schools.name,
      timeZone: schools.timeZone,
      settings: schools.settings,
      reassessAfterDays: schools.reassessAfterDays,
      dueReminderDays: schools.dueReminderDays,
      academicYearStarts: schools.academicYearStarts,
      color: schools.color,
      status: schools.status,
      maxStudents: schools.maxStudents,
      maxStorageBytes: schools.maxStorageBytes,
      revision: schools.revision,
    })
    .from(schools)
    .where(eq(schools.id, p.schoolId))
    .for("no key update"),
);

/** Refuses a change that was made from an earlier revision than the one that is there; null is any. */
export function requireRevision(asked: number | null, { revision }: { revision: number }): void {
  if (asked === null || asked === revision) return;
  throw new AppError(
    "precondition_failed",
    "Somebody changed this school meanwhile. Nothing of yours was saved; look at what is there now.",
  );
}
