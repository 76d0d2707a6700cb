import { and, eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/frameworks/events.ts";
import { findImport, lockImport } from "#src/features/frameworks/queries.ts";
import type { ImportAnswer, ImportMapping } from "#src/features/frameworks/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The admin says what the columns of a table hold. It is kept with the import, and the job reads the file again. */
export async function mapImport(ctx: UserContext, importId: string, mapping: ImportMapping): Promise<ImportAnswer> {
  const { schoolId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockImport(tx, ctx, importId);
      const isRead = found.answer.status === "READY" || found.answer.status === "FAILED";
      if (!isRead || !found.answer.layout) {
        throw new AppError("conflict", "This import has no table whose columns could be mapped now.");
      }
      tx.send(updateMapping, { importId, mapping });
      audit(tx, ctx.actor, {
        action: "framework.map_import",
        entityType: "framework_import",
        entityId: importId,
        schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.importRequested.of({ schoolId, data: { importId } })]);
      const mapped = await findImport(tx, importId);
      if (!mapped) throw new Error("the import is locked, so it is there");
      return mapped;
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const updateMapping = statement("import_map", (db, p: Params<{ importId: string; mapping: ImportMapping }>) =>
  db
    .update(frameworkImports)
    .set({ status: "PENDING", progress: 0, mapping: p.mapping, error: null, updatedAt: sql`now()` })
    .where(and(eq(frameworkImports.id, p.importId), isOneOf(frameworkImports.status, "READY", "FAILED"))),
);
