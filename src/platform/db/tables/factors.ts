import { bigint, boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { bytes, instant, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const totpFactors = pgTable("totp_factors", {
  userId: text("user_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  sealedSecret: text("sealed_secret").$type<Sealed>().notNull(),
  /** Number of the half minute since 1970 whose code was used last. */
  lastStep: bigint("last_step", { mode: "number" }).notNull(),
  createdAt: instant("created_at").notNull().default(now),
  lastUsedAt: instant("last_used_at").notNull().default(now),
});

export const recoveryCodes = pgTable("recovery_codes", {
  userId: text("user_id").notNull(),
  codeHash: text("code_hash").notNull(),
  schoolId: text("school_id").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  usedAt: instant("used_at"),
});

export const passkeys = pgTable("passkeys", {
  /** The credential id, base64url. */
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  name: text("name").notNull(),
  /** COSE. */
  publicKey: bytes("public_key").notNull(),
  signatures: bigint("signatures", { mode: "number" }).notNull().default(0),
  transports: text("transports").array().notNull().default([]),
  isSynced: boolean("is_synced").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  lastUsedAt: instant("last_used_at"),
});

export const signInChallenges = pgTable("sign_in_challenges", {
  idHash: text("id_hash").primaryKey(),
  kind: text("kind", { enum: ["SIGN_IN", "PASSKEY", "REGISTER", "STEP_UP"] }).notNull(),
  schoolId: text("school_id"),
  userId: text("user_id"),
  sourceHash: text("source_hash").notNull(),
  passkeyChallenge: text("passkey_challenge"),
  tries: integer("tries").notNull().default(0),
  createdAt: instant("created_at").notNull().default(now),
  expiresAt: instant("expires_at").notNull(),
});

export const knownDevices = pgTable("known_devices", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  tokenHash: text("token_hash").notNull(),
  userAgent: text("user_agent"),
  createdAt: instant("created_at").notNull().default(now),
  lastUsedAt: instant("last_used_at").notNull().default(now),
  /** No second factor is asked for there until then. */
  rememberedUntil: instant("remembered_until"),
});

export const signInRules = pgTable("sign_in_rules", {
  schoolId: text("school_id").primaryKey(),
  factorRoles: text("factor_roles", { enum: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"] })
    .array()
    .notNull()
    .default([]),
  /** Null is what the installation says, as in the next two. */
  idleMinutes: integer("idle_minutes"),
  longestHours: integer("longest_hours"),
  sharedIdleMinutes: integer("shared_idle_minutes"),
  updatedAt: instant("updated_at").notNull().default(now),
});
