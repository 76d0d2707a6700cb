import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

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
  payload: json<Record<string, unknown>>("payload"),
  scheduledFor: instant("scheduled_for").notNull().default(now),
  sentAt: instant("sent_at"),
  retryCount: integer("retry_count").notNull().default(0),
  maxRetries: integer("max_retries").notNull().default(3),
  errorMessage: text("error_message"),
  readAt: instant("read_at"),
  eventId: text("event_id"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
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
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});
