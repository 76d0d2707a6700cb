import { and, eq, gt, sql } from "drizzle-orm";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { verification } from "#src/platform/db/tables/identity.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The statements of links for a new password. They run as app_auth. */

/** The key of a link for a new password; only the hash of its token is stored. */
function resetIdentifier(tokenHash: string): string {
  return `reset-password:${tokenHash}`;
}

export function insertReset(
  tx: Tx,
  reset: { id: string; tokenHash: string; userId: string; createdAt: Date; expiresAt: Date },
): void {
  const { tokenHash, ...rest } = reset;
  tx.send(insertLink, { ...rest, identifier: resetIdentifier(tokenHash) });
}

type NewLink = { id: string; identifier: string; userId: string; createdAt: Date; expiresAt: Date };

const insertLink = statement("reset_insert", (db, p: Params<NewLink>) =>
  db.insert(verification).values({
    id: p.id,
    identifier: p.identifier,
    value: p.userId,
    createdAt: p.createdAt,
    updatedAt: p.createdAt,
    expiresAt: p.expiresAt,
  }),
);

/** The id of the user whose link it is, if the link is valid. */
export async function findReset(tx: Tx, tokenHash: string, time: Date): Promise<string | undefined> {
  const [link] = await tx.query(selectLink, { identifier: resetIdentifier(tokenHash), time });
  return link?.userId;
}

const isValid = (p: Params<{ identifier: string; time: Date }>) =>
  and(eq(verification.identifier, p.identifier), gt(verification.expiresAt, p.time));

const selectLink = statement("reset_find", (db, p: Params<{ identifier: string; time: Date }>) =>
  db.select({ userId: verification.value }).from(verification).where(isValid(p)),
);

/** Deletes a valid link and returns its user's id; of several concurrent calls only one gets it. */
export async function consumeReset(tx: Tx, tokenHash: string, time: Date): Promise<string | undefined> {
  const [link] = await tx.query(deleteLink, { identifier: resetIdentifier(tokenHash), time });
  return link?.userId;
}

const deleteLink = statement("reset_take", (db, p: Params<{ identifier: string; time: Date }>) =>
  db.delete(verification).where(isValid(p)).returning({ userId: verification.value }),
);

export function deleteResetsOf(tx: Tx, userId: string): void {
  tx.send(deleteLinksOfUser, { userId });
}

const deleteLinksOfUser = statement("resets_delete", (db, p: Params<{ userId: string }>) =>
  db
    .delete(verification)
    .where(and(eq(verification.value, p.userId), sql`${verification.identifier} like 'reset-password:%'`)),
);
