import { sql } from "drizzle-orm";
import { boolean, integer, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const notificationQueue = pgTable("notification_queue", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  type: text("type", {
    enum: [
      "DEADLINE_REMINDER",
      "ASSESSMENT_DUE",
      "PROGRESS_UPDATE",
      "ACHIEVEMENT_UNLOCKED",
      "FEEDBACK_AVAILABLE",
      "SYSTEM_ANNOUNCEMENT",
    ],
  }).notNull(),
  status: text("status", { enum: ["PENDING", "SENT", "FAILED", "CANCELLED"] })
    .notNull()
    .default("PENDING"),
  priority: text("priority", { enum: ["LOW", "NORMAL", "HIGH", "URGENT"] })
    .notNull()
    .default("NORMAL"),
  channel: text("channel", { enum: ["IN_APP", "EMAIL", "SMS", "PUSH"] })
    .notNull()
    .default("IN_APP"),
  subject: text("subject"),
  content: text("content").notNull(),
  payload: jsonb("payload").$type<Record<string, unknown>>(),
  scheduledFor: timestamp("scheduled_for", { withTimezone: true }).notNull().defaultNow(),
  sentAt: timestamp("sent_at", { withTimezone: true }),
  retryCount: integer("retry_count").notNull().default(0),
  maxRetries: integer("max_retries").notNull().default(3),
  errorMessage: text("error_message"),
  readAt: timestamp("read_at", { withTimezone: true }),
  eventId: text("event_id"),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});

export const notificationTemplates = pgTable("notification_templates", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  type: text("type", { enum: ["IN_APP", "EMAIL", "SMS", "PUSH"] }).notNull(),
  subject: text("subject"),
  content: text("content").notNull(),
  triggerEvent: text("trigger_event").notNull(),
  recipientType: text("recipient_type", { enum: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"] }).notNull(),
  isActive: boolean("is_active").notNull().default(true),
  createdBy: text("created_by").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
});
