import { eq } from "drizzle-orm";
import { lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The admin throws an import away that was not written; a job removes its rows. */
export async function discardImport(ctx: UserContext, importId: string): Promise<{ ok: true }> {
  return withActor(ctx.actor, async (tx) => {
    const found = await lockOwnImport(tx, ctx, importId);
    if (found.status === "DISCARDED") return { ok: true };
    moveImport(tx, found, "DISCARDED", "admin");
    tx.send(removeContent, { importId });
    audit(tx, ctx.actor, {
      action: "people_import.discard",
      entityType: "people_import",
      entityId: importId,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
    });
    return { ok: true };
  });
}

const removeContent = statement("people_import_remove_content", (db, p: Params<{ importId: string }>) =>
  db.update(peopleImports).set({ content: null }).where(eq(peopleImports.id, p.importId)),
);
