import { and, asc, desc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { z } from "zod";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { signInRules } from "#src/platform/db/tables/factors.ts";
import { account } from "#src/platform/db/tables/identity.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The statements of the sign-in flows. They run as app_auth, before there is a user whose policies could apply. */

/**
 * The type leaves out SYSTEM: only the row of the program itself has that role, and it has neither an account nor
 * sessions.
 */
const role = sql<SessionUser["role"]>`${users.role}`;

export const person = {
  user: { id: users.id, name: users.name, email: users.email, role, schoolId: users.schoolId },
  status: users.status,
  schoolStatus: sql<
    "OPEN" | "SUSPENDED"
  >`(select ${schools.status} from ${schools} where ${schools.id} = ${users.schoolId})`,
};

export type Credential = { user: SessionUser; status: string; schoolStatus: string; passwordHash: string | undefined };

export async function findCredential(tx: Tx, email: string): Promise<Credential | undefined> {
  const [row] = await tx.query(selectCredential, { email });
  return row && { ...row, passwordHash: row.passwordHash ?? undefined };
}

const selectCredential = statement("session_credential", (db, p: Params<{ email: string }>) =>
  db
    .select({ ...person, passwordHash: account.password })
    .from(users)
    .leftJoin(account, and(isOneOf(account.providerId, "credential"), eq(account.accountId, users.id)))
    .where(and(sql`lower(${users.email}) = ${p.email}`, isNoneOf(users.role, "SYSTEM"))),
);

/** The person's address and hash, which somebody who has no password yet lacks. */
export async function findOwnCredential(
  tx: Tx,
  userId: string,
): Promise<{ email: string; passwordHash: string | undefined }> {
  const [row] = await tx.query(selectOwnCredential, { userId });
  return { email: row?.email ?? "", passwordHash: row?.passwordHash ?? undefined };
}

const selectOwnCredential = statement("session_own_credential", (db, p: Params<{ userId: string }>) =>
  db
    .select({ email: sql<string>`lower(${users.email})`, passwordHash: account.password })
    .from(users)
    .leftJoin(account, and(isOneOf(account.providerId, "credential"), eq(account.accountId, users.id)))
    .where(eq(users.id, p.userId)),
);

export async function findUser(tx: Tx, userId: string): Promise<{ user: SessionUser; status: string } | undefined> {
  const [row] = await tx.query(selectUser, { userId });
  return row;
}

const selectUser = statement("session_user", (db, p: Params<{ userId: string }>) =>
  db
    .select(person)
    .from(users)
    .where(and(eq(users.id, p.userId), isNoneOf(users.role, "SYSTEM"))),
);

export type NewSession = {
  id: string;
  schoolId: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
  userAgent: string | null;
  ip: string;
  provedAt: Date;
  mustEnrol: boolean;
  idleMinutes: number;
  isShared: boolean;
};

export const insertSession = statement("session_insert", (db, p: Params<NewSession>) =>
  db.insert(sessions).values({
    id: p.id,
    schoolId: p.schoolId,
    userId: p.userId,
    createdAt: p.createdAt,
    lastUsedAt: p.createdAt,
    expiresAt: p.expiresAt,
    userAgent: p.userAgent,
    ip: p.ip,
    provedAt: p.provedAt,
    mustEnrol: p.mustEnrol,
    idleMinutes: p.idleMinutes,
    isShared: p.isShared,
  }),
);

export const schoolLimits = {
  // First, and never null: of a left join Drizzle takes a null in the first column for a missing row.
  schoolId: signInRules.schoolId,
  idleMinutes: signInRules.idleMinutes,
  longestHours: signInRules.longestHours,
  sharedIdleMinutes: signInRules.sharedIdleMinutes,
};

export const selectLimits = statement("session_limits", (db, p: Params<{ schoolId: string }>) =>
  db.select(schoolLimits).from(signInRules).where(eq(signInRules.schoolId, p.schoolId)),
);

export type EndReason =
  | "signed_out"
  | "signed_out_everywhere"
  | "ended_from_another"
  | "token_reused"
  | "password_reset"
  | "password_changed"
  | "suspended";

/** Ends one session, all of a person's, or all but one; returns the ids of those that had not ended before. */
export async function endSessions(
  tx: Tx,
  which: { sessionId: string } | { userId: string; except?: string },
  reason: EndReason,
  time: Date,
): Promise<string[]> {
  const ended =
    "sessionId" in which
      ? await tx.query(updateRevoked, { sessionId: which.sessionId, reason, time })
      : await tx.query(updateRevokedOfUser, { userId: which.userId, except: which.except ?? "", reason, time });
  return ended.map(({ id }) => id);
}

/**
 * Whether the school is open, under a lock that the end of all its sessions waits for: of a sign-in at that moment, either
 * the sign-in sees the new state or its session is ended.
 */
export async function isSchoolOpen(tx: Tx, schoolId: string): Promise<boolean> {
  const [, [school]] = await Promise.all([
    tx.query(shareSchool, { key: lockKeyOf(schoolId) }),
    tx.query(selectSchoolStatus, { schoolId }),
  ]);
  return school?.status === "OPEN";
}

/** Ends all sessions of a school; returns the ids of those that had not ended before. */
export async function endSchoolSessions(tx: Tx, schoolId: string, time: Date): Promise<string[]> {
  const [, ended] = await Promise.all([
    tx.query(holdSchool, { key: lockKeyOf(schoolId) }),
    tx.query(updateRevokedOfSchool, { schoolId, reason: "suspended", time }),
  ]);
  return ended.map(({ id }) => id);
}

const lockKeyOf = (schoolId: string) => `sessions of ${schoolId}`;
const lockRow = z.object({ held: z.unknown() });

const shareSchool = sqlStatement(
  "sessions_school_share",
  lockRow,
  (p: Params<{ key: string }>) => sql`select pg_advisory_xact_lock_shared(hashtextextended(${p.key}, 0)) as held`,
);

const holdSchool = sqlStatement(
  "sessions_school_hold",
  lockRow,
  (p: Params<{ key: string }>) => sql`select pg_advisory_xact_lock(hashtextextended(${p.key}, 0)) as held`,
);

const selectSchoolStatus = statement("session_school_status", (db, p: Params<{ schoolId: string }>) =>
  db.select({ status: schools.status }).from(schools).where(eq(schools.id, p.schoolId)),
);

const updateRevokedOfSchool = statement("sessions_end_by_school", (db, p: Params<Ending & { schoolId: string }>) =>
  revoke(db, p, eq(sessions.schoolId, p.schoolId)),
);

type Ending = { reason: EndReason; time: Date };

const updateRevoked = statement("sessions_end_by_id", (db, p: Params<Ending & { sessionId: string }>) =>
  revoke(db, p, eq(sessions.id, p.sessionId)),
);

const updateRevokedOfUser = statement(
  "sessions_end_by_user_id",
  (db, p: Params<Ending & { userId: string; except: string }>) =>
    revoke(db, p, sql`${sessions.userId} = ${p.userId} and ${sessions.id} <> ${p.except}`),
);

function revoke(db: NodePgDatabase, p: Params<Ending>, which: SQL) {
  return db
    .update(sessions)
    .set({ revokedAt: p.time, revokedReason: p.reason })
    .where(and(which, isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
}

type OwnSessionState = { expiresAt: Date; revokedAt: Date | null; idleMinutes: number; isShared: boolean };

/** The reader's own session; runs under their own policies. */
export async function findOwnSession(
  tx: Tx,
  sessionId: string,
): Promise<(OwnSessionState & { user: SessionUser; status: string }) | undefined> {
  const [row] = await tx.query(selectSession, { sessionId });
  return row;
}

const selectSession = statement("session_own", (db, p: Params<{ sessionId: string }>) =>
  db
    .select({
      ...person,
      expiresAt: sessions.expiresAt,
      revokedAt: sessions.revokedAt,
      idleMinutes: sessions.idleMinutes,
      isShared: sessions.isShared,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, p.sessionId)),
);

/** Sessions that ended recently, for a process that may have missed messages. */
export async function listEndedSince(tx: Tx, since: Date): Promise<string[]> {
  const ended = await tx.query(selectEnded, { since });
  return ended.map(({ id }) => id);
}

const selectEnded = statement("sessions_ended_since", (db, p: Params<{ since: Date }>) =>
  db.select({ id: sessions.id }).from(sessions).where(gt(sessions.revokedAt, p.since)),
);

/** Notes when a person was last here, for the people who look after accounts. */
export function markSeen(tx: Tx, userId: string, time: Date): void {
  tx.send(updateLastSeen, { userId, time });
}

const updateLastSeen = statement("session_user_seen", (db, p: Params<{ userId: string; time: Date }>) =>
  db.update(users).set({ lastSeenAt: p.time }).where(eq(users.id, p.userId)),
);

/** Makes an invited user active. */
export function activateUser(tx: Tx, userId: string, time: Date): void {
  tx.send(updateInvited, { userId, time });
}

const updateInvited = statement("session_user_activate", (db, p: Params<{ userId: string; time: Date }>) =>
  db
    .update(users)
    .set({ status: "ACTIVE", updatedAt: p.time })
    .where(and(eq(users.id, p.userId), isOneOf(users.status, "INVITED"))),
);

export type OwnSession = {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  idleMinutes: number;
  isShared: boolean;
  userAgent: string | null;
  ip: string | null;
};

/** A person's sessions that have not ended, the one used last first; runs under their own policies. */
export const selectOwnSessions = statement(
  "sessions_own",
  (db, p: Params<{ userId: string; time: Date; tokenMinutes: number }>) =>
    db
      .select({
        id: sessions.id,
        createdAt: sessions.createdAt,
        lastUsedAt: sessions.lastUsedAt,
        expiresAt: sessions.expiresAt,
        idleMinutes: sessions.idleMinutes,
        isShared: sessions.isShared,
        userAgent: sessions.userAgent,
        ip: sessions.ip,
      })
      .from(sessions)
      .where(
        and(
          eq(sessions.userId, p.userId),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, p.time),
          // As refreshExpiry reckons it.
          sql`${sessions.lastUsedAt} + make_interval(mins => ${sessions.idleMinutes} + ${p.tokenMinutes}::int) > ${p.time}::timestamptz`,
        ),
      )
      .orderBy(desc(sessions.lastUsedAt), asc(sessions.id))
      .limit(200),
);

/** Whether the session is this person's, ended or not. */
export const selectIsOwnSession = statement("session_is_own", (db, p: Params<{ userId: string; sessionId: string }>) =>
  db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.id, p.sessionId), eq(sessions.userId, p.userId))),
);

/** With what a session was started, for the mail about it. */
export const selectDeviceOfSession = statement("session_device", (db, p: Params<{ sessionId: string }>) =>
  db
    .select({ userId: sessions.userId, userAgent: sessions.userAgent, ip: sessions.ip })
    .from(sessions)
    .where(eq(sessions.id, p.sessionId)),
);
