import { sql } from "drizzle-orm";
import type { SelectResultFields } from "drizzle-orm/query-builders/select.types";
import { events } from "#src/platform/db/tables/events.ts";

/** The columns read of an event that has its number. */
export const feedColumns = {
  seq: sql`${events.seq}`.mapWith(Number),
  schoolId: events.schoolId,
  studentId: events.studentId,
  type: events.type,
  data: events.data,
  createdAt: events.createdAt,
};

export type FeedRow = SelectResultFields<typeof feedColumns>;
