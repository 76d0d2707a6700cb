import { sql } from "drizzle-orm";
import { z } from "zod";
import { config } from "#src/config.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { withActor, withRole } from "#src/platform/db/transaction.ts";
import { type ErrorProcess, notedErrors } from "#src/platform/errors/noted-errors.ts";
import { release } from "#src/platform/errors/release.ts";
import { SentrySender } from "#src/platform/errors/sentry-sender.ts";
import { log } from "#src/platform/log/log.ts";
import { systemActor } from "#src/policy/actor.ts";

/** Six statements a minute at most, of a hundred groups each. */
const everyMs = 10_000;

let sender: SentrySender | undefined;

/** Has what this process notes stored, and forwarded where that is set, from now on. */
export function keepErrors(process: Extract<ErrorProcess, "WEB" | "WORKER">): void {
  const noted = notedErrors();
  noted.process = process;
  setInterval(() => void storeErrors(), everyMs).unref();
  if (config.sentryDsn === undefined) return;
  sender = new SentrySender(config.sentryDsn, {
    release: release(),
    environment: config.mode,
    onOutage: (why) => log.warn({ why }, "an error could not be forwarded"),
  });
  noted.listeners.add((error) => sender?.add(error));
}

/** Stores and forwards what was noted, for the end of the process. */
export async function flushErrors(): Promise<void> {
  await Promise.all([storeErrors(), sender?.flush()]);
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
