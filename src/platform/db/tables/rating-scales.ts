import { boolean, jsonb, numeric, pgTable, text, timestamp } from "drizzle-orm/pg-core";

export const ratingScales = pgTable("rating_scales", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  kind: text("kind", { enum: ["ORDINAL", "NUMERIC", "BINARY"] }).notNull(),
  minValue: numeric("min_value").notNull(),
  maxValue: numeric("max_value").notNull(),
  defaultTarget: numeric("default_target").notNull(),
  question: text("question").notNull(),
  levels: jsonb("levels").$type<{ value: number; label: string; description: string }[]>().notNull().default([]),
  allowMean: boolean("allow_mean").notNull().default(false),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
});
