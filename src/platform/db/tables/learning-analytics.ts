import { sql } from "drizzle-orm";
import { inet, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const learningAnalytics = pgTable("learning_analytics", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  userId: text("user_id").notNull(),
  competencyId: text("competency_id"),
  interactionType: text("interaction_type", {
    enum: [
      "VIEW",
      "ASSESSMENT_START",
      "ASSESSMENT_COMPLETE",
      "EVIDENCE_UPLOAD",
      "FEEDBACK_VIEW",
      "PROGRESS_CHECK",
      "REPORT_GENERATE",
    ],
  }).notNull(),
  interactionData: jsonb("interaction_data"),
  sessionId: text("session_id"),
  ipAddress: inet("ip_address"),
  userAgent: text("user_agent"),
  timestamp: timestamp("timestamp", { withTimezone: true }).notNull().defaultNow(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
