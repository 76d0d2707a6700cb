import { sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { invitationIdOf } from "#src/features/people/invitation-link.ts";
import { findOpenInvitation, type OpenInvitation, useInvitations } from "#src/features/people/invitations.ts";
import type { AcceptBody, InvitationAnswer } from "#src/features/people/schema.ts";
import { activateUser } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import { choosePassword } from "#src/platform/identity/check-password.ts";
import { assertMayChoose } from "#src/platform/identity/choose-password.ts";
import { hashPassword } from "#src/platform/identity/passwords.ts";
import { systemActor } from "#src/policy/actor.ts";

/** Whose invitation the link is, for the page on which they accept it. */
export async function readInvitation(token: string): Promise<InvitationAnswer> {
  const { name, email, role, school } = await openInvitation(token);
  return { name, email, role, school };
}

/** An invited person confirms their name and chooses a password: they are active, and the link is used up. */
export async function acceptInvitation(
  { token, name, password }: AcceptBody,
  requestId: string,
): Promise<{ email: string }> {
  // Checked before the expensive hash is computed, so that an invalid link costs little.
  const invitation = await openInvitation(token);
  await assertMayChoose(password, { name, email: invitation.email, hasFactor: false }, "password");
  const hash = await hashPassword(password);
  await withRole("app_auth", async (tx) => {
    const time = now();
    const userId = await useInvitations(tx, invitationIdOf(token) ?? "", time);
    if (userId === undefined) throw invalidLink();
    tx.send(updateName, { userId, name });
    activateUser(tx, userId, time);
    audit(tx, systemActor("invitation"), {
      action: "user.join",
      entityType: "user",
      entityId: userId,
      schoolId: invitation.schoolId,
      requestId,
    });
    await choosePassword(tx, userId, { password, hash, path: "password" });
  });
  return { email: invitation.email };
}

async function openInvitation(token: string): Promise<OpenInvitation> {
  const id = invitationIdOf(token);
  const found = id === undefined ? undefined : await withRole("app_auth", (tx) => findOpenInvitation(tx, id, now()));
  if (!found) throw invalidLink();
  return found;
}

function invalidLink(): AppError {
  return new AppError("invalid", "This invitation has expired or was used already. Ask your school for a new one.", {
    errors: [{ path: "token", message: "is not a valid link" }],
  });
}

const updateName = sqlWrite(
  "invited_user_name",
  (p: Params<{ userId: string; name: string }>) =>
    sql`update ${users} set ${columns(users.name)} = ${p.name} where ${users.id} = ${p.userId} and ${users.status} = 'INVITED'`,
);
