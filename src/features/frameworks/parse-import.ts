import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import type { ImportFault } from "#src/features/frameworks/schema.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** The job behind an import: reads the file and keeps what it would become. Run again it comes to the same. */
export async function parseImport(actor: SystemActor, importId: string): Promise<void> {
  const file = await withActor(actor, async (tx) => {
    const { rows } = await tx.query<{ file_name: string; content: string; faults: ImportFault[] | null }>({
      text: `update framework_imports set status = 'PARSING', progress = 10, updated_at = now()
             where id = $1 and status in ('PENDING', 'PARSING') returning file_name, content, faults`,
      values: [importId],
    });
    return rows[0];
  });
  if (!file) return;
  const { draft, faults } = parseFramework(file.file_name, file.content);
  // What decoding said comes first, and once, also when the job runs again.
  const said = new Set(faults.map(({ message }) => message));
  const all = [...(file.faults ?? []).filter(({ message }) => !said.has(message)), ...faults];
  await withActor(actor, (tx) =>
    tx.query({
      text: `update framework_imports set status = $2, progress = 100, preview = $3, faults = $4, error = $5,
               updated_at = now() where id = $1 and status = 'PARSING'`,
      values: [
        importId,
        draft ? "READY" : "FAILED",
        draft ? JSON.stringify(previewOf(draft, {})) : null,
        JSON.stringify(all),
        draft ? null : "The file could not be read as a framework.",
      ],
    }),
  );
}

/** Says that reading failed for good, so that nobody waits for it. */
export async function failImport(actor: SystemActor, importId: string): Promise<void> {
  await withActor(actor, (tx) =>
    tx.query({
      text: `update framework_imports set status = 'FAILED', updated_at = now(),
               error = 'The file could not be read. Hand it in again, or ask whoever runs this system.'
             where id = $1 and status in ('PENDING', 'PARSING')`,
      values: [importId],
    }),
  );
}
