import { sql } from "drizzle-orm";
import { z } from "zod";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { insertInvitations } from "#src/features/people/invitations.ts";
import { permissions } from "#src/features/people/permissions.ts";
import type { SendAnswer, SendBody } from "#src/features/people/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin has people mailed, again or for the first time, who were invited and have not joined. */
export function sendInvitations(ctx: UserContext, { userIds }: SendBody): Promise<SendAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const asked = [...new Set(userIds)];
      const people = await tx.query(lockInvited, { ids: asked });
      for (const { schoolId } of people) authorize(ctx.actor, permissions.invite, { schoolId });
      for (const schoolId of new Set(people.map((person) => person.schoolId))) {
        const ids = people.filter((person) => person.schoolId === schoolId).map(({ id }) => id);
        insertInvitations(tx, schoolId, ids);
        auditPeople(tx, ctx.actor, { action: "user.invite_again", userIds: ids, requestId: ctx.requestId });
      }
      return { sent: people.length, notSent: asked.length - people.length };
    },
    ctx.bracket,
  );
}

const lockInvited = sqlStatement(
  "people_lock_invited",
  z.object({ id: z.string(), schoolId: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId" from ${users}
    where ${users.id} = any (${p.ids}::text[]) and ${users.status} = 'INVITED' order by ${users.id} for update`,
);
