import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, now } from "#src/platform/db/columns.ts";

export const sessions = pgTable("sessions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  lastUsedAt: instant("last_used_at").notNull().default(now),
  expiresAt: instant("expires_at").notNull(),
  revokedAt: instant("revoked_at"),
  revokedReason: text("revoked_reason"),
  userAgent: text("user_agent"),
  ip: text("ip"),
  /** When its person last proved who they are: by signing in, or by a code, a passkey or their password since. */
  provedAt: instant("proved_at").notNull().default(now),
  /** They need a second factor and have none yet, so that nothing else is open to them. */
  mustEnrol: boolean("must_enrol").notNull().default(false),
  /** Without use it ends after as long; its school's rule when it was last renewed. */
  idleMinutes: integer("idle_minutes").notNull().default(20_160),
  /** On a device that others use too. */
  isShared: boolean("is_shared").notNull().default(false),
});

export const refreshTokens = pgTable("refresh_tokens", {
  tokenHash: text("token_hash").primaryKey(),
  sessionId: text("session_id").notNull(),
  parentHash: text("parent_hash"),
  createdAt: instant("created_at").notNull().default(now),
  usedAt: instant("used_at"),
  /** Keyed hashes of the browser and the network that used it. */
  usedBy: text("used_by"),
  usedFrom: text("used_from"),
  /** It was used again in a way that may be a second holder's. */
  isDoubtful: boolean("is_doubtful").notNull().default(false),
  expiresAt: instant("expires_at").notNull(),
});

export const signInAttempts = pgTable("sign_in_attempts", {
  key: text("key").primaryKey(),
  failures: integer("failures").notNull().default(0),
  lockedUntil: instant("locked_until"),
  updatedAt: instant("updated_at").notNull().default(now),
});
