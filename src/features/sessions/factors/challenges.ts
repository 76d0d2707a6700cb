import { createHmac } from "node:crypto";
import { config } from "#src/config.ts";
import {
  type ChallengeKind,
  deleteChallenge,
  insertChallenge,
  lockChallenge,
  updateTries,
} from "#src/features/sessions/factors/statements.ts";
import { hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * What is under way and is no session: a sign-in whose password was right, or the challenge of a passkey. The caller holds
 * a random id, of which a hash is kept.
 *
 * Threats: an id that leaks is tried from elsewhere (it is bound to the address that it was given to); codes are guessed
 * under one id (few tries, counted under its lock, and over the account beside it); an answer is used twice (the row goes
 * with its first success).
 */
const minutes = 5;
const mostTries = 10;

type Owner = { id: string; schoolId: string };

/** @returns the id for the caller */
export function openChallenge(
  tx: Tx,
  { kind, user, ip, passkeyChallenge }: { kind: ChallengeKind; user?: Owner; ip: string; passkeyChallenge?: string },
): string {
  const id = newToken();
  const createdAt = now();
  tx.send(insertChallenge, {
    idHash: hashToken(id),
    kind,
    userId: user?.id ?? null,
    schoolId: user?.schoolId ?? null,
    sourceHash: sourceHash(ip),
    passkeyChallenge: passkeyChallenge ?? null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + minutes * 60_000),
  });
  return id;
}

export type Challenge = { idHash: string; userId: string | null; passkeyChallenge: string | null };

/**
 * The challenge of this id, locked and with one more try, or undefined for one that is unknown, of another kind, from
 * another address, over, or tried too often: a caller learns nothing of which it is.
 */
export async function tryChallenge(
  tx: Tx,
  { id, kind, ip }: { id: string; kind: ChallengeKind; ip: string },
): Promise<Challenge | undefined> {
  const idHash = hashToken(id);
  const [found] = await tx.query(lockChallenge, { idHash });
  const isGood =
    found?.kind === kind && found.sourceHash === sourceHash(ip) && found.expiresAt > now() && found.tries < mostTries;
  if (!isGood) return undefined;
  tx.send(updateTries, { idHash });
  return { idHash, userId: found.userId, passkeyChallenge: found.passkeyChallenge };
}

export function closeChallenge(tx: Tx, { idHash }: Challenge): void {
  tx.send(deleteChallenge, { idHash });
}

/** An address, in a form that does not reveal it. */
export function sourceHash(ip: string): string {
  return createHmac("sha256", config.secret).update(`source:${ip}`).digest("base64url");
}
