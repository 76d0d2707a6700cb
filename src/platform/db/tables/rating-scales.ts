import { boolean, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, instant, json, now } from "#src/platform/db/columns.ts";

export const ratingScales = pgTable("rating_scales", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  name: text("name").notNull(),
  kind: text("kind", { enum: ["ORDINAL", "NUMERIC", "BINARY"] }).notNull(),
  minValue: decimal("min_value").notNull(),
  maxValue: decimal("max_value").notNull(),
  defaultTarget: decimal("default_target").notNull(),
  question: text("question").notNull(),
  levels: json<{ value: number; label: string; description: string; short?: string }[]>("levels").notNull().default([]),
  allowMean: boolean("allow_mean").notNull().default(false),
  createdAt: instant("created_at").notNull().default(now),
});
