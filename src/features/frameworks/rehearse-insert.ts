import { sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import type { FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { commitBody, type ImportFault } from "#src/features/frameworks/schema.ts";
import { sqlWrite } from "#src/platform/db/statement.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** Thrown to roll back what was inserted. */
class Rehearsed extends Error {}

/**
 * Inserts a framework with the settings that a commit has by default and takes it back, so that the preview shows what
 * the database would refuse. Nothing of it is ever visible. Any other failure is thrown.
 */
export async function rehearseInsert(
  actor: SystemActor,
  given: { draft: FrameworkDraft; schoolId: string; createdBy: string },
): Promise<ImportFault[]> {
  const { title, programId, targetRating, nTimes, ...settings } = commitBody.parse({ publish: true });
  try {
    await withActor(actor, async (tx) => {
      await insertFramework(tx, {
        ...given,
        choices: {},
        settings: { ...settings, title, programId, targetRating, nTimes, publish: true },
        isRehearsal: true,
      });
      await tx.query(checkDeferred);
      throw new Rehearsed("rolled back on purpose");
    });
  } catch (error) {
    if (error instanceof Rehearsed) return [];
    const reason = refusalOf(error);
    if (reason === undefined) throw error;
    return [
      {
        severity: "error",
        message: `This framework cannot be stored: ${reason}. Correct the file, and upload it again.`,
      },
    ];
  }
  return [];
}

/** Which rule of the database, or of the settings, was broken; undefined for a failure of another kind. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof AppError && error.code === "invalid" && error.errors) {
    return error.errors.map(({ path, message }) => `${path} ${message}`).join(", ");
  }
  const cause: unknown = error instanceof AppError ? error.cause : error;
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  // Values, constraints and limits; the others are failures of the server, which the job tries again.
  if (!/^(?:22|23|54|P0)/.test(String(cause.code))) return undefined;
  return "constraint" in cause && cause.constraint
    ? `it breaks the rule ${String(cause.constraint)}`
    : "a value is too large";
}

const checkDeferred = sqlWrite("framework_check_deferred", () => sql`set constraints all immediate`);
