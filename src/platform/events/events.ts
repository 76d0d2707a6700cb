import { type SQL, sql } from "drizzle-orm";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { events } from "#src/platform/db/tables/events.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { NewEvent } from "#src/platform/events/event.ts";

/**
 * Writes events in the transaction of the change that causes them; the relay numbers and delivers them after commit.
 */
export function emit(tx: Tx, changes: readonly NewEvent[]): void {
  tx.send(insertEvents, { rows: JSON.stringify(changes.map(eventRow)) });
}

/** One element of the rows of `eventsInsert`. */
export function eventRow({ schoolId, type, studentId, data }: NewEvent) {
  return { id: newId(), schoolId, type, studentId, data, createdAt: new Date() };
}

/** The insert of `emit`, for a command that writes all in one statement. `rows` is a jsonb array of `eventRow`s. */
export function eventsInsert(rows: SQL): SQL {
  const { id, schoolId, type, studentId, data, createdAt } = events;
  return sql`
    insert into ${events} (${columns(id, schoolId, type, studentId, data, createdAt)})
    select v.id, v."schoolId", v.type, v."studentId", v.data, v."createdAt"
    from jsonb_to_recordset(${rows})
      as v (id text, "schoolId" text, type text, "studentId" text, data jsonb, "createdAt" timestamptz)`;
}

const insertEvents = sqlWrite("events_insert", (p: Params<{ rows: string }>) => eventsInsert(sql`${p.rows}::jsonb`));
