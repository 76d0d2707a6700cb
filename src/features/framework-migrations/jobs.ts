import { events } from "#src/features/framework-migrations/events.ts";
import { failMigration, runMigration } from "#src/features/framework-migrations/run-migration.ts";
import { stopUndo, undoMoves } from "#src/features/framework-migrations/undo-migration.ts";
import { defineEventJob, type Job } from "#src/platform/jobs/job.ts";

const attempts = 5;

export const jobs: readonly Job[] = [
  defineEventJob({
    name: "framework-migrations.run",
    on: [events.requested],
    attempts,
    concurrency: 1,
    handler: async ({ data }, { actor, attempt }) => {
      try {
        await runMigration(actor, data.migrationId);
      } catch (error) {
        if (attempt >= attempts) await failMigration(actor, data.migrationId);
        throw error;
      }
    },
  }),
  defineEventJob({
    name: "framework-migrations.undo",
    on: [events.undoRequested],
    attempts,
    concurrency: 1,
    handler: async ({ data }, { actor, attempt }) => {
      try {
        await undoMoves(actor, data.migrationId);
      } catch (error) {
        if (attempt >= attempts) await stopUndo(actor, data.migrationId);
        throw error;
      }
    },
  }),
];
