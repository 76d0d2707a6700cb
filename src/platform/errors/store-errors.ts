import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { withActor, withRole } from "#src/platform/db/transaction.ts";
import { type ErrorProcess, notedErrors } from "#src/platform/errors/noted-errors.ts";
import { release } from "#src/platform/errors/release.ts";
import { log } from "#src/platform/log/log.ts";
import { systemActor } from "#src/policy/actor.ts";

/** Six statements a minute at most, of a hundred groups each. */
const everyMs = 10_000;

/** Has what this process notes stored from now on. Returns what ends it. */
export function keepErrors(process: Extract<ErrorProcess, "WEB" | "WORKER">): () => void {
  notedErrors().process = process;
  const timer = setInterval(() => void storeErrors(), everyMs).unref();
  return () => clearInterval(timer);
}

/** Stores what was noted. What cannot be stored now is kept, within its bounds, for the next time. */
export async function storeErrors(): Promise<void> {
  const noted = notedErrors();
  const lines = noted.take();
  if (lines.length === 0) return;
  try {
    const values = { lines: JSON.stringify(lines.map((line) => ({ ...line, release: release() }))) };
    if (noted.process === "WORKER") await withActor(systemActor("note errors"), (tx) => tx.query(noteErrors, values));
    else await withRole("app_realtime", (tx) => tx.query(noteErrors, values));
  } catch (err) {
    noted.putBack(lines);
    // A warning, since what is logged as an error is noted.
    log.warn({ err, count: lines.length }, "errors could not be stored");
  }
}

const noteErrors = sqlStatement(
  "error_groups_note",
  z.object({}),
  (p: Params<{ lines: string }>) => sql`select from app.note_errors(${p.lines}::jsonb)`,
);
