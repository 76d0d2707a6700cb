import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { listUnsent, noteUnsent, sendPerson } from "#src/platform/identity/supabase/send-person.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

const atOnce = 200;
/** The service answers nobody then, and the next run goes on. */
const mostFailures = 3;

/**
 * Brings whoever was invited, changed, deactivated or erased to Supabase Auth, where that checks passwords. Whom it refuses
 * is tried again after a while, and found by the check of accounts.
 */
export async function sendPeople({ actor, log, signal }: Pick<JobContext, "actor" | "log" | "signal">): Promise<void> {
  if (!config.supabaseAuth) return;
  let failures = 0;
  for (;;) {
    const ids = await withActor(actor, (tx) => listUnsent(tx, atOnce));
    if (ids.length === 0) return;
    for (const id of ids) {
      signal.throwIfAborted();
      try {
        const fault = await withActor(actor, (tx) => sendPerson(tx, id));
        if (fault !== undefined) log.warn({ fault }, "somebody could not be brought to Supabase Auth");
        failures = 0;
      } catch (err) {
        if (!(err instanceof AppError)) throw err;
        log.warn({ err }, "somebody could not be brought to Supabase Auth");
        await withActor(actor, (tx) => noteUnsent(tx, id, err.code));
        failures += 1;
        if (failures === mostFailures) return;
      }
    }
  }
}
