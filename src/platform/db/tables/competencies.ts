import { sql } from "drizzle-orm";
import { boolean, integer, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, generatedText, instant, json, now } from "#src/platform/db/columns.ts";

type RenewalWay = "ASSESSMENT" | "EVIDENCE" | "REASSESSMENT";

export const competencies = pgTable("competencies", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  templateId: text("template_id"),
  programId: text("program_id"),
  code: text("code"),
  name: text("name").notNull(),
  description: text("description").notNull().default(""),
  category: text("category").notNull(),
  level: text("level", { enum: ["FUNDAMENTAL", "INTERMEDIATE", "ADVANCED", "EXPERT"] }).notNull(),
  isRequired: boolean("is_required").notNull().default(true),
  ratingScaleId: text("rating_scale_id").notNull(),
  targetRating: decimal("target_rating").notNull(),
  scoringMethod: text("scoring_method", {
    enum: ["LATEST", "HIGHEST", "AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE", "N_TIMES", "MINIMUM_OF_CRITERIA"],
  })
    .notNull()
    .default("LATEST"),
  requiredObservations: integer("required_observations").notNull().default(1),
  requiredEvaluators: integer("required_evaluators").notNull().default(1),
  requiredDays: integer("required_days").notNull().default(1),
  nTimes: integer("n_times"),
  validityMonths: integer("validity_months"),
  renewalWays: text("renewal_ways").array().$type<RenewalWay[]>().notNull().default(["REASSESSMENT"]),
  needsApproval: boolean("needs_approval").notNull().default(false),
  needsCountersignature: boolean("needs_countersignature").notNull().default(false),
  identifier: text("identifier"),
  sortOrder: integer("sort_order").notNull().default(0),
  createdBy: text("created_by").notNull(),
  createdAt: instant("created_at").notNull().default(now),
  /** At most 22 letters, for matrix, tree and transcript. */
  shortName: text("short_name"),
  /** The competency of the version before that this one replaces. */
  replacesId: text("replaces_id"),
  searchText: generatedText("search_text"),
});

export const competencyRubrics = pgTable("competency_rubrics", {
  id: text("id").primaryKey().default(sql`gen_random_uuid()`),
  schoolId: text("school_id").notNull(),
  competencyId: text("competency_id").notNull(),
  criterionName: text("criterion_name").notNull(),
  description: text("description").notNull(),
  weight: decimal("weight", { precision: 5, scale: 2 }).notNull().default(1.0),
  maxScore: decimal("max_score", { precision: 5, scale: 2 }).notNull().default(5.0),
  passScore: decimal("pass_score"),
  performanceLevels: json("performance_levels").notNull(),
  orderIndex: integer("order_index").notNull().default(0),
  isActive: boolean("is_active").notNull().default(true),
  createdBy: text("created_by"),
  createdAt: instant("created_at").notNull().default(now),
  updatedAt: instant("updated_at").notNull().default(now),
});
