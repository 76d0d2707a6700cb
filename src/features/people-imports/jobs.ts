import { sql } from "drizzle-orm";
import { z } from "zod";
import { events } from "#src/features/people-imports/events.ts";
import { checkImport, failImport, parseImport } from "#src/features/people-imports/parse-import.ts";
import { isStalled } from "#src/features/people-imports/queries.ts";
import { undoPeople } from "#src/features/people-imports/writing/undo-people.ts";
import { writePeople } from "#src/features/people-imports/writing/write-people.ts";
import { deleteInBatches } from "#src/platform/db/delete-outdated.ts";
import { sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineEventJob, defineJob, type Job, type JobContext } from "#src/platform/jobs/job.ts";

const attempts = 5;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "people-imports.read",
    on: [events.requested, events.remapped],
    attempts,
    concurrency: 1,
    handler: async ({ data }, { actor, attempt }) => {
      try {
        await parseImport(actor, data.importId);
      } catch (error) {
        if (attempt >= attempts) await failImport(actor, data.importId);
        throw error;
      }
    },
  }),
  defineEventJob({
    name: "people-imports.write",
    on: [events.commitRequested],
    attempts,
    concurrency: 1,
    handler: ({ data }, { actor }) => writePeople(actor, data.importId),
  }),
  defineEventJob({
    name: "people-imports.undo",
    on: [events.undoRequested],
    attempts,
    concurrency: 1,
    handler: ({ data }, { actor }) => undoPeople(actor, data.importId),
  }),
  /** Goes on with what a crash interrupted, and removes rows that nobody needs any more. */
  defineJob({
    name: "people-imports.keep-up",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    attempts: 1,
    handler: async (_data, context) => {
      await goOn(context);
      await deleteInBatches(context.actor, deleteOldRows);
    },
  }),
];

const works = { CHECKING: checkImport, COMMITTING: writePeople, UNDOING: undoPeople, PARSING: parseImport };

async function goOn({ actor, log }: JobContext): Promise<void> {
  const stalled = await withActor(actor, (tx) => tx.query(selectStalled));
  for (const { id, status } of stalled) {
    try {
      await works[status](actor, id);
    } catch (error) {
      log.error({ err: error, importId: id }, "an import of people could not go on");
    }
  }
}

const rowsAtOnce = 5_000;

const selectStalled = sqlStatement(
  "people_imports_stalled",
  z.object({ id: z.string(), status: z.enum(["PARSING", "CHECKING", "COMMITTING", "UNDOING"]) }),
  () => sql`
    select ${peopleImports.id}, ${peopleImports.status} from ${peopleImports}
    where ${isStalled}
    order by ${peopleImports.updatedAt} limit 20`,
);

/** The rows name people; those of an import that is over are kept for a month, of one thrown away not at all. */
const deleteOldRows = sqlWrite(
  "people_imports_delete_old_rows",
  () => sql`
    delete from ${peopleImportRows} where ctid = any (array(
      select ${peopleImportRows}.ctid from ${peopleImportRows} join ${peopleImports} on ${peopleImports.id} = ${peopleImportRows.importId}
      where ${peopleImports.status} in ('DISCARDED', 'FAILED')
        or ${peopleImports.updatedAt} < now() - interval '30 days'
      limit ${sql.raw(String(rowsAtOnce))}))`,
);
