import { eq, sql } from "drizzle-orm";
import { importSteps } from "#src/features/people-imports/rules.ts";
import type { ImportStatus } from "#src/features/people-imports/values.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** Checks the step by the table and writes it; the import is locked. `error` says why it FAILED. */
export function moveImport(
  tx: Tx,
  { id, status }: { id: string; status: ImportStatus },
  to: ImportStatus,
  by: "admin" | "job",
  error: string | null = null,
): void {
  assertStep(importSteps, status, to, by);
  tx.send(updateStatus, { id, to, error });
}

const updateStatus = statement(
  "people_import_move",
  (db, p: Params<{ id: string; to: ImportStatus; error: string | null }>) =>
    db
      .update(peopleImports)
      .set({ status: p.to, error: p.error, updatedAt: sql`now()` })
      .where(eq(peopleImports.id, p.id)),
);
