import { and, asc, eq, gt, sql } from "drizzle-orm";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { verification } from "#src/platform/db/tables/identity.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * Mails that the worker has to write. A request is a row, the same for every address, so that neither the answer nor
 * what the web process does after it reveals who has an account. The row is deleted with the mail, or when it expires.
 */
export type MailRequest = { id: string; kind: MailKind; about: string; requestId: string };

/**
 * Of a reset, `about` is the address as it was typed; of a new device the id of the session; else the id of the person.
 */
const mailKinds = [
  "reset",
  "changed",
  "device",
  "app-added",
  "app-removed",
  "passkey-added",
  "passkey-removed",
  "codes-made",
  "code-used",
  "factors-reset",
] as const;
type MailKind = (typeof mailKinds)[number];
/** What a mail about a second factor says has happened. */
export type FactorChange = Exclude<MailKind, "reset" | "changed" | "device">;

const expiryMs = 10 * 60_000;
const prefix = "mail:";

export function insertMailRequest(tx: Tx, request: Omit<MailRequest, "id">): void {
  const { kind, about, requestId } = request;
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + expiryMs);
  tx.send(insertRequest, { id: newId(), identifier: `${prefix}${kind}:${requestId}`, about, createdAt, expiresAt });
}

type NewRequest = { id: string; identifier: string; about: string; createdAt: Date; expiresAt: Date };

const insertRequest = statement("mail_request_insert", (db, p: Params<NewRequest>) =>
  db.insert(verification).values({
    id: p.id,
    identifier: p.identifier,
    value: p.about,
    createdAt: p.createdAt,
    updatedAt: p.createdAt,
    expiresAt: p.expiresAt,
  }),
);

/** The ids of those that wait, oldest first. */
export async function listMailRequests(tx: Tx): Promise<string[]> {
  return (await tx.query(selectRequests, { time: now() })).map(({ id }) => id);
}

const selectRequests = statement("mail_requests", (db, p: Params<{ time: Date }>) =>
  db
    .select({ id: verification.id })
    .from(verification)
    .where(and(sql`${verification.identifier} like ${sql.raw(`'${prefix}%'`)}`, gt(verification.expiresAt, p.time)))
    .orderBy(asc(verification.createdAt))
    .limit(500),
);

/** Deletes the request and returns it; of several workers only one gets it. */
export async function takeMailRequest(tx: Tx, id: string): Promise<MailRequest | undefined> {
  const [row] = await tx.query(deleteRequest, { id });
  if (!row) return undefined;
  const [, word, requestId = ""] = row.identifier.split(":");
  const kind = mailKinds.find((known) => known === word);
  return kind && { id, kind, about: row.about, requestId };
}

const deleteRequest = statement("mail_request_take", (db, p: Params<{ id: string }>) =>
  db
    .delete(verification)
    .where(eq(verification.id, p.id))
    .returning({ identifier: verification.identifier, about: verification.value }),
);
