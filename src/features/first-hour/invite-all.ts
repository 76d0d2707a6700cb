import { selectNotInvited } from "#src/features/first-hour/queries.ts";
import type { InviteAllAnswer } from "#src/features/first-hour/schema.ts";
import { sendInvitations } from "#src/features/people/send-invitations.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A school admin says that the invitations may go out: to everybody who was added and was sent none. */
export async function inviteAll(ctx: UserContext): Promise<InviteAllAnswer> {
  const people = await readAs(ctx.actor, (tx) => tx.query(selectNotInvited, { schoolId: ctx.actor.schoolId }));
  const { sent } = await sendInvitations(ctx, { userIds: people.map(({ id }) => id) });
  return { sent };
}
