import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

const types = [
  "DEADLINE_REMINDER",
  "ASSESSMENT_DUE",
  "PROGRESS_UPDATE",
  "ACHIEVEMENT_UNLOCKED",
  "FEEDBACK_AVAILABLE",
  "SYSTEM_ANNOUNCEMENT",
] as const;
const channels = ["IN_APP", "EMAIL", "SMS", "PUSH"] as const;

export const notificationQueue = pgTable("notification_queue", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  type: text("type", { enum: types }).notNull(),
  status: text("status", { enum: ["PENDING", "SENT", "FAILED", "CANCELLED"] })
    .notNull()
    .default("PENDING"),
  priority: text("priority", { enum: ["LOW", "NORMAL", "HIGH", "URGENT"] })
    .notNull()
    .default("NORMAL"),
  channel: text("channel", { enum: channels }).notNull().default("IN_APP"),
  subject: text("subject"),
  content: text("content").notNull(),
  payload: json<Record<string, unknown>>("payload"),
  scheduledFor: instant("scheduled_for").notNull().default(now),
  sentAt: instant("sent_at"),
  retryCount: integer("retry_count").notNull().default(0),
  maxRetries: integer("max_retries").notNull().default(3),
  errorMessage: text("error_message"),
  readAt: instant("read_at"),
  eventId: text("event_id"),
  /** Until then it belongs to the sender that took it. */
  claimedUntil: instant("claimed_until"),
  /** Goes out together with the other digest rows of its person that are due. */
  isDigest: boolean("is_digest").notNull().default(false),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const notificationTemplates = pgTable("notification_templates", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  type: text("type", { enum: channels }).notNull(),
  subject: text("subject"),
  content: text("content").notNull(),
  triggerEvent: text("trigger_event").notNull(),
  recipientType: text("recipient_type", { enum: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] }).notNull(),
  isActive: boolean("is_active").notNull().default(true),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});

/** What somebody chose otherwise than the default. */
export const notificationChoices = pgTable("notification_choices", {
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  type: text("type", { enum: types }).notNull(),
  channel: text("channel", { enum: channels }).notNull(),
  isOn: boolean("is_on").notNull(),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const notificationSettings = pgTable("notification_settings", {
  userId: text("user_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  /** "22:00" on the person's clocks; null for no quiet hours. */
  quietFrom: text("quiet_from"),
  quietTo: text("quiet_to"),
  quietDays: text("quiet_days", { enum: ["EVERY_DAY", "WEEKDAYS", "WEEKENDS"] })
    .notNull()
    .default("EVERY_DAY"),
  emailPace: text("email_pace", { enum: ["EACH", "DAILY", "WEEKLY"] })
    .notNull()
    .default("EACH"),
  updatedAt: instant("updated_at").notNull().default(now),
});

/** A browser that gets somebody's push messages. */
export const pushSubscriptions = pgTable("push_subscriptions", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  endpoint: text("endpoint").notNull(),
  /** The browser's public key and its secret, in base64url: only it can read what is encrypted for them. */
  p256dh: text("p256dh").notNull(),
  auth: text("auth").notNull(),
  userAgent: text("user_agent"),
  createdAt: instant("created_at").notNull().default(now),
  lastSentAt: instant("last_sent_at"),
  /** When and why the last message did not arrive; null where it did. */
  failedAt: instant("failed_at"),
  failure: text("failure"),
});

/** The number at which somebody gets SMS. */
export const phoneNumbers = pgTable("phone_numbers", {
  userId: text("user_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  /** Sealed: E.164, such as +447700900123. */
  number: text("number").$type<Sealed>().notNull(),
  verifiedAt: instant("verified_at").notNull().default(now),
  /** Since when and why its provider takes no SMS; null where it does. */
  refusedAt: instant("refused_at"),
  refusal: text("refusal", { enum: ["STOPPED", "INVALID"] }),
});

/** A code that was sent to prove a number. */
export const phoneCodes = pgTable("phone_codes", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  /** Sealed. */
  number: text("number").$type<Sealed>().notNull(),
  /** By which the codes of a number are counted. */
  numberHash: text("number_hash"),
  codeHash: text("code_hash").notNull(),
  tries: integer("tries").notNull().default(0),
  /** Neither used nor replaced by another. */
  isOpen: boolean("is_open").notNull().default(true),
  expiresAt: instant("expires_at").notNull(),
  createdAt: instant("created_at").notNull().default(now),
});
