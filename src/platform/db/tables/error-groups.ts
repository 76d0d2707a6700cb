import { bigint, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "#src/platform/db/columns.ts";

export const errorGroups = pgTable("error_groups", {
  id: text("id").primaryKey(),
  process: text("process").notNull(),
  kind: text("kind").notNull(),
  message: text("message").notNull(),
  place: text("place"),
  stack: text("stack").array().notNull(),
  route: text("route"),
  times: bigint("times", { mode: "number" }).notNull(),
  firstSeenAt: instant("first_seen_at").notNull(),
  lastSeenAt: instant("last_seen_at").notNull(),
  releases: text("releases").array().notNull(),
  resolvedAt: instant("resolved_at"),
  regressedAt: instant("regressed_at"),
});
