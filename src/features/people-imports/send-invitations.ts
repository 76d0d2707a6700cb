import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { insertInvitations } from "#src/features/people/invitations.ts";
import { lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { isUninvited } from "#src/features/people-imports/queries.ts";
import type { InvitationsAnswer } from "#src/features/people-imports/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { peopleImportRows } from "#src/platform/db/tables/people-imports.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The admin has those mailed whom an import added, who have not joined and were sent nothing yet. */
export async function sendInvitations(ctx: UserContext, importId: string): Promise<InvitationsAnswer> {
  const { schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockOwnImport(tx, ctx, importId);
      if (found.status !== "COMMITTED") throw new AppError("conflict", "This import is not finished.");
      const ids = (await tx.query(selectUninvited, { importId })).map(({ id }) => id);
      insertInvitations(tx, schoolId, ids);
      auditPeople(tx, ctx.actor, {
        action: "user.invite_again",
        userIds: ids,
        requestId: ctx.requestId,
        detail: { importId },
      });
      return { sent: ids.length };
    },
    ctx.bracket,
  );
}

const selectUninvited = sqlStatement(
  "people_import_uninvited",
  z.object({ id: z.string() }),
  (p: Params<{ importId: string }>) => sql`
    select ${users.id} from ${peopleImportRows} join ${users} on ${users.id} = ${peopleImportRows.userId}
    where ${peopleImportRows.importId} = ${p.importId} and ${isUninvited} order by ${users.id}`,
);
