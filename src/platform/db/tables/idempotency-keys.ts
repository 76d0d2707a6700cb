import { integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant, json, now } from "#src/platform/db/columns.ts";

export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: text("user_id").notNull(),
    route: text("route").notNull(),
    key: text("key").notNull(),
    schoolId: text("school_id").notNull(),
    requestHash: text("request_hash").notNull(),
    state: text("state", { enum: ["IN_FLIGHT", "DONE"] })
      .notNull()
      .default("IN_FLIGHT"),
    responseStatus: integer("response_status"),
    responseBody: json("response_body"),
    createdAt: instant("created_at").notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.userId, table.route, table.key] })],
);
