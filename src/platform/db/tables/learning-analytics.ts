import { sql } from "drizzle-orm";
import { inet, pgTable, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

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
  interactionData: json("interaction_data"),
  sessionId: text("session_id"),
  ipAddress: inet("ip_address"),
  userAgent: text("user_agent"),
  timestamp: instant("timestamp").notNull().default(now),
  createdAt: instant("created_at").notNull().default(now),
});
