import { and, eq, gt, isNull, or } from "drizzle-orm";
import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import { config } from "#src/config.ts";
import { type Limits, lastEnd, limitsOf } from "#src/features/sessions/limits.ts";
import { person, schoolLimits } from "#src/features/sessions/queries.ts";
import { doubtLifetimes, type RefreshToken, type SessionState, type Source } from "#src/features/sessions/rules.ts";
import type { SessionUser } from "#src/features/sessions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { signInRules } from "#src/platform/db/tables/factors.ts";
import { refreshTokens, sessions } from "#src/platform/db/tables/sessions.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** The statements that renew a session by its refresh tokens. They run as app_auth. */

export type NewRefreshToken = {
  hash: string;
  sessionId: string;
  parentHash: string | null;
  createdAt: Date;
  expiresAt: Date;
};

export const insertRefreshToken = statement("refresh_token_insert", (db, p: Params<NewRefreshToken>) =>
  db.insert(refreshTokens).values({
    tokenHash: p.hash,
    sessionId: p.sessionId,
    parentHash: p.parentHash,
    createdAt: p.createdAt,
    expiresAt: p.expiresAt,
  }),
);

/** When the person of a session last proved who they are, and whether they have to set up a second factor first. */
export type SessionProof = { provedAt: Date; mustEnrol: boolean };

export type SessionKind = { isShared: boolean };

export type Family = {
  session: SessionState & SessionProof & SessionKind & { id: string };
  limits: Limits;
  user: SessionUser;
  presented: RefreshToken;
  /** How many other tokens were used again doubtfully of late. */
  doubts: number;
  /** The only token of the session that has not been used. */
  active: RefreshToken | undefined;
};

/**
 * The session of a refresh token, locked, so that renewals of one session run one after another and cannot fork it. The
 * tokens are read by a statement that starts after the lock was acquired.
 */
export async function lockFamily(tx: Tx, tokenHash: string): Promise<Family | undefined> {
  const doubtsSince = new Date(now().getTime() - doubtLifetimes * config.accessTokenMinutes * 60_000);
  const [[row], family] = await Promise.all([
    tx.query(selectSessionForUpdate, { tokenHash }),
    tx.query(selectTokensOfFamily, { tokenHash, doubtsSince }),
  ]);
  const presented = family.find(({ hash }) => hash === tokenHash);
  if (!row || !presented) return undefined;
  const { createdAt, expiresAt, ...session } = row.session;
  const limits = limitsOf(row.limits ?? undefined, session.isShared);
  const end = lastEnd(createdAt, limits);
  return {
    session: {
      ...session,
      // The school may have shortened it since.
      expiresAt: new Date(Math.min(end.getTime(), expiresAt.getTime())),
      userStatus: row.schoolStatus === "OPEN" ? row.status : "SUSPENDED",
    },
    limits,
    user: row.user,
    presented,
    doubts: family.filter(({ hash, isDoubtful }) => isDoubtful && hash !== tokenHash).length,
    active: family.find(({ usedAt }) => usedAt === null),
  };
}

const ofToken = (db: NodePgDatabase, p: Params<{ tokenHash: string }>) =>
  db.select({ sessionId: refreshTokens.sessionId }).from(refreshTokens).where(eq(refreshTokens.tokenHash, p.tokenHash));

const selectSessionForUpdate = statement("session_lock", (db, p: Params<{ tokenHash: string }>) =>
  db
    .select({
      session: {
        id: sessions.id,
        createdAt: sessions.createdAt,
        expiresAt: sessions.expiresAt,
        revokedAt: sessions.revokedAt,
        provedAt: sessions.provedAt,
        mustEnrol: sessions.mustEnrol,
        isShared: sessions.isShared,
      },
      limits: schoolLimits,
      ...person,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .leftJoin(signInRules, eq(signInRules.schoolId, users.schoolId))
    .where(eq(sessions.id, ofToken(db, p)))
    .for("update", { of: sessions }),
);

const selectTokensOfFamily = statement(
  "refresh_tokens_of_family",
  (db, p: Params<{ tokenHash: string; doubtsSince: Date }>) =>
    db
      .select({
        hash: refreshTokens.tokenHash,
        parentHash: refreshTokens.parentHash,
        usedAt: refreshTokens.usedAt,
        usedBy: refreshTokens.usedBy,
        usedFrom: refreshTokens.usedFrom,
        isDoubtful: refreshTokens.isDoubtful,
        expiresAt: refreshTokens.expiresAt,
      })
      .from(refreshTokens)
      .where(
        and(
          eq(refreshTokens.sessionId, ofToken(db, p)),
          or(
            eq(refreshTokens.tokenHash, p.tokenHash),
            isNull(refreshTokens.usedAt),
            and(refreshTokens.isDoubtful, gt(refreshTokens.usedAt, p.doubtsSince)),
          ),
        ),
      ),
);

export const updateDoubtful = statement("refresh_token_doubt", (db, p: Params<{ tokenHash: string }>) =>
  db.update(refreshTokens).set({ isDoubtful: true }).where(eq(refreshTokens.tokenHash, p.tokenHash)),
);

export function markUsed(
  tx: Tx,
  { sessionId, tokenHash, idleMinutes }: { sessionId: string; tokenHash: string; idleMinutes: number },
  { browser, network }: Source,
  time: Date,
): void {
  tx.send(updateLastUsed, { sessionId, idleMinutes, time });
  tx.send(updateUsed, { tokenHash, browser, network, time });
}

const updateLastUsed = statement(
  "session_touch",
  (db, p: Params<{ sessionId: string; idleMinutes: number; time: Date }>) =>
    db.update(sessions).set({ lastUsedAt: p.time, idleMinutes: p.idleMinutes }).where(eq(sessions.id, p.sessionId)),
);

const updateUsed = statement("refresh_token_use", (db, p: Params<Source & { tokenHash: string; time: Date }>) =>
  db
    .update(refreshTokens)
    .set({ usedAt: p.time, usedBy: p.browser, usedFrom: p.network })
    .where(eq(refreshTokens.tokenHash, p.tokenHash)),
);
