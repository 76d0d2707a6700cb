import { and, asc, count, desc, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import {
  passkeys,
  recoveryCodes,
  signInChallenges,
  signInRules,
  totpFactors,
} from "#src/platform/db/tables/factors.ts";
import { account } from "#src/platform/db/tables/identity.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

/** The statements of second factors. They run as app_auth, as those of sign-in. */

type OfUser = { userId: string };
type Owned = { userId: string; schoolId: string };

export const selectTotp = statement("totp_of_user", (db, p: Params<OfUser>) =>
  db
    .select({
      schoolId: totpFactors.schoolId,
      sealedSecret: totpFactors.sealedSecret,
      lastStep: totpFactors.lastStep,
      createdAt: totpFactors.createdAt,
      lastUsedAt: totpFactors.lastUsedAt,
    })
    .from(totpFactors)
    .where(eq(totpFactors.userId, p.userId)),
);

export const upsertTotp = statement(
  "totp_keep",
  (db, p: Params<Owned & { sealedSecret: Sealed; lastStep: number; time: Date }>) =>
    db
      .insert(totpFactors)
      .values({
        userId: p.userId,
        schoolId: p.schoolId,
        sealedSecret: p.sealedSecret,
        lastStep: p.lastStep,
        createdAt: p.time,
        lastUsedAt: p.time,
      })
      .onConflictDoUpdate({
        target: totpFactors.userId,
        set: {
          sealedSecret: sql`excluded.sealed_secret`,
          lastStep: sql`excluded.last_step`,
          createdAt: sql`excluded.created_at`,
          lastUsedAt: sql`excluded.last_used_at`,
        },
      }),
);

/** Of several uses of one code at once only one writes a row. */
export const updateTotpStep = statement("totp_use", (db, p: Params<OfUser & { step: number; time: Date }>) =>
  db
    .update(totpFactors)
    .set({ lastStep: p.step, lastUsedAt: p.time })
    .where(and(eq(totpFactors.userId, p.userId), lt(totpFactors.lastStep, p.step))),
);

export const deleteTotp = statement("totp_remove", (db, p: Params<OfUser>) =>
  db.delete(totpFactors).where(eq(totpFactors.userId, p.userId)),
);

export const selectCodesLeft = statement("recovery_codes_left", (db, p: Params<OfUser>) =>
  db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.userId, p.userId), isNull(recoveryCodes.usedAt))),
);

export const insertCode = statement("recovery_code_insert", (db, p: Params<Owned & { codeHash: string; time: Date }>) =>
  db.insert(recoveryCodes).values({
    userId: p.userId,
    schoolId: p.schoolId,
    codeHash: p.codeHash,
    createdAt: p.time,
  }),
);

/** Of several uses of one code at once only one writes a row. */
export const updateCodeUsed = statement(
  "recovery_code_use",
  (db, p: Params<OfUser & { codeHash: string; time: Date }>) =>
    db
      .update(recoveryCodes)
      .set({ usedAt: p.time })
      .where(
        and(eq(recoveryCodes.userId, p.userId), eq(recoveryCodes.codeHash, p.codeHash), isNull(recoveryCodes.usedAt)),
      ),
);

export const deleteCodes = statement("recovery_codes_remove", (db, p: Params<OfUser>) =>
  db.delete(recoveryCodes).where(eq(recoveryCodes.userId, p.userId)),
);

export const selectPasskeys = statement("passkeys_of_user", (db, p: Params<OfUser>) =>
  db
    .select({
      id: passkeys.id,
      name: passkeys.name,
      transports: passkeys.transports,
      isSynced: passkeys.isSynced,
      createdAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.userId, p.userId))
    .orderBy(desc(passkeys.createdAt), asc(passkeys.id)),
);

export const selectPasskey = statement("passkey_find", (db, p: Params<{ id: string }>) =>
  db
    .select({
      userId: passkeys.userId,
      schoolId: passkeys.schoolId,
      publicKey: passkeys.publicKey,
      signatures: passkeys.signatures,
    })
    .from(passkeys)
    .where(eq(passkeys.id, p.id))
    .for("update"),
);

export type NewPasskey = Owned & {
  id: string;
  name: string;
  publicKey: Uint8Array;
  signatures: number;
  transports: string[];
  isSynced: boolean;
  time: Date;
};

export const insertPasskey = statement("passkey_insert", (db, p: Params<NewPasskey>) =>
  db
    .insert(passkeys)
    .values({
      id: p.id,
      userId: p.userId,
      schoolId: p.schoolId,
      name: p.name,
      publicKey: p.publicKey,
      signatures: p.signatures,
      transports: p.transports,
      isSynced: p.isSynced,
      createdAt: p.time,
    })
    .onConflictDoNothing({ target: passkeys.id }),
);

export const updatePasskeyUsed = statement(
  "passkey_use",
  (db, p: Params<{ id: string; signatures: number; time: Date }>) =>
    db.update(passkeys).set({ signatures: p.signatures, lastUsedAt: p.time }).where(eq(passkeys.id, p.id)),
);

export const updatePasskeyName = statement("passkey_rename", (db, p: Params<OfUser & { id: string; name: string }>) =>
  db
    .update(passkeys)
    .set({ name: p.name })
    .where(and(eq(passkeys.id, p.id), eq(passkeys.userId, p.userId))),
);

export const deletePasskey = statement("passkey_remove", (db, p: Params<OfUser & { id: string }>) =>
  db.delete(passkeys).where(and(eq(passkeys.id, p.id), eq(passkeys.userId, p.userId))),
);

export const deletePasskeys = statement("passkeys_remove", (db, p: Params<OfUser>) =>
  db.delete(passkeys).where(eq(passkeys.userId, p.userId)),
);

export type ChallengeKind = (typeof signInChallenges.kind.enumValues)[number];

export type NewChallenge = {
  idHash: string;
  kind: ChallengeKind;
  userId: string | null;
  schoolId: string | null;
  sourceHash: string;
  passkeyChallenge: string | null;
  createdAt: Date;
  expiresAt: Date;
};

export const insertChallenge = statement("challenge_insert", (db, p: Params<NewChallenge>) =>
  db.insert(signInChallenges).values({
    idHash: p.idHash,
    kind: p.kind,
    userId: p.userId,
    schoolId: p.schoolId,
    sourceHash: p.sourceHash,
    passkeyChallenge: p.passkeyChallenge,
    createdAt: p.createdAt,
    expiresAt: p.expiresAt,
  }),
);

export const lockChallenge = statement("challenge_lock", (db, p: Params<{ idHash: string }>) =>
  db
    .select({
      kind: signInChallenges.kind,
      userId: signInChallenges.userId,
      sourceHash: signInChallenges.sourceHash,
      passkeyChallenge: signInChallenges.passkeyChallenge,
      tries: signInChallenges.tries,
      expiresAt: signInChallenges.expiresAt,
    })
    .from(signInChallenges)
    .where(eq(signInChallenges.idHash, p.idHash))
    .for("update"),
);

export const updateTries = statement("challenge_try", (db, p: Params<{ idHash: string }>) =>
  db
    .update(signInChallenges)
    .set({ tries: sql`${signInChallenges.tries} + 1` })
    .where(eq(signInChallenges.idHash, p.idHash)),
);

export const updatePasskeyChallenge = statement(
  "challenge_passkey",
  (db, p: Params<{ idHash: string; passkeyChallenge: string }>) =>
    db
      .update(signInChallenges)
      .set({ passkeyChallenge: p.passkeyChallenge })
      .where(eq(signInChallenges.idHash, p.idHash)),
);

export const deleteChallenge = statement("challenge_remove", (db, p: Params<{ idHash: string }>) =>
  db.delete(signInChallenges).where(eq(signInChallenges.idHash, p.idHash)),
);

export const deleteChallengesOf = statement("challenges_remove", (db, p: Params<OfUser>) =>
  db.delete(signInChallenges).where(eq(signInChallenges.userId, p.userId)),
);

/** Whether somebody's school wants a second factor of their role, and whether their password is too short without one. */
export const selectIsFactorDue = sqlStatement(
  "sign_in_rule_of_role",
  z.object({ isDue: z.boolean(), isShort: z.boolean() }),
  (p: Params<OfUser & { schoolId: string; role: string }>) => sql`
    select coalesce((select ${p.role}::text = any (${signInRules.factorRoles}) from ${signInRules}
      where ${signInRules.schoolId} = ${p.schoolId}), false) as "isDue",
      exists (select from ${account} where ${account.userId} = ${p.userId} and ${account.isShort}) as "isShort"`,
);

export const updateProved = statement("session_prove", (db, p: Params<{ sessionId: string; time: Date }>) =>
  db
    .update(sessions)
    .set({ provedAt: p.time })
    .where(and(eq(sessions.id, p.sessionId), isNull(sessions.revokedAt))),
);

/** Whoever has a factor now is held up no longer, on any device. */
export const updateEnrolled = statement("sessions_enrolled", (db, p: Params<OfUser>) =>
  db
    .update(sessions)
    .set({ mustEnrol: false })
    .where(and(eq(sessions.userId, p.userId), eq(sessions.mustEnrol, true))),
);

export const selectIsLiving = statement("session_is_living", (db, p: Params<{ sessionId: string; time: Date }>) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, p.sessionId), gt(sessions.expiresAt, p.time), isNull(sessions.revokedAt))),
);

/** Recovery codes alone are no factor: they stand in for one. */
export const selectHasFactor = sqlStatement(
  "factor_of_user",
  z.object({ hasFactor: z.boolean(), hasTotp: z.boolean(), hasPasskey: z.boolean() }),
  (p: Params<OfUser>) => sql`
    select has_totp or has_passkey as "hasFactor", has_totp as "hasTotp", has_passkey as "hasPasskey"
    from (select exists (select from ${totpFactors} where ${totpFactors.userId} = ${p.userId}) as has_totp,
      exists (select from ${passkeys} where ${passkeys.userId} = ${p.userId}) as has_passkey) as factors`,
);
