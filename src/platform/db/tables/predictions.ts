import { boolean, date, integer, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, instant, json, now } from "#src/platform/db/columns.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";

export const predictionSettings = pgTable("prediction_settings", {
  schoolId: text("school_id").primaryKey(),
  isOn: boolean("is_on").notNull().default(true),
  coverage: json("coverage"),
  updatedAt: instant("updated_at").notNull().default(now),
});

export const predictionModels = pgTable("prediction_models", {
  id: text("id").primaryKey(),
  schoolId: text("school_id").notNull(),
  version: integer("version").notNull(),
  state: text("state", { enum: ["SHADOW", "ACTIVE", "RETIRED"] }).notNull(),
  fittedAt: instant("fitted_at").notNull(),
  students: integer("students").notNull(),
  finished: integer("finished").notNull(),
  fit: json("fit").notNull(),
  measures: json("measures").notNull(),
  groups: json("groups").notNull().default([]),
  drift: json("drift"),
});

export const studentPredictions = pgTable("student_predictions", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  /** The day of the school up to whose end everything was counted. */
  asOf: date("as_of").notNull(),
  kind: text("kind", { enum: ["RULE", "MODEL"] }).notNull(),
  modelVersion: integer("model_version"),
  /** Whether there was enough evidence to say anything. */
  isKnown: boolean("is_known").notNull(),
  isFlagged: boolean("is_flagged").notNull(),
  planned: integer("planned"),
  completed: integer("completed").notNull(),
  total: integer("total").notNull(),
  chance: decimal("chance"),
  chanceLow: decimal("chance_low"),
  chanceHigh: decimal("chance_high"),
  evenOn: date("even_on"),
  laterOn: date("later_on"),
  planEndsOn: date("plan_ends_on"),
  reasons: json<unknown[]>("reasons").notNull().default([]),
  changes: json<unknown[]>("changes").notNull().default([]),
  updatedAt: instant("updated_at").notNull().default(now),
});

/** A flag that staff have seen to. Jobs remove the row once its time is over or the flag is gone. */
export const acknowledgedFlags = pgTable("acknowledged_flags", {
  studentId: text("student_id").primaryKey(),
  schoolId: text("school_id").notNull(),
  acknowledgedBy: text("acknowledged_by").notNull(),
  acknowledgedAt: instant("acknowledged_at").notNull().default(now),
  /** Sealed. */
  note: text("note").$type<Sealed>(),
  /** Null until a reason is added. */
  untilOn: date("until_on"),
  /** The kinds of the reasons when it was seen to. */
  reasons: text("reasons").array().notNull(),
});
