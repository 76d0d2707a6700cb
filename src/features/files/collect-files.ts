import {
  deleteLoose,
  deleteRemovals,
  keepUsed,
  lockLoose,
  noteLoose,
  selectRemovals,
} from "#src/features/files/queries.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { partialUploads } from "#src/platform/files/partial-uploads.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const keptMs = 24 * 60 * 60_000;

/** Removes files that nothing has referred to for a day, and from the store what has no row. */
export async function collectFiles(actor: SystemActor): Promise<void> {
  const at = now();
  await withActor(actor, (tx) => {
    tx.send(keepUsed);
    tx.send(noteLoose, { at });
  });
  for (let locked = 1; locked > 0; ) locked = await deleteSome(actor, new Date(at.getTime() - keptMs));
  for (let removed = 1; removed > 0; ) removed = await removeContent(actor, at);
  await partialUploads().sweep();
}

async function deleteSome(actor: SystemActor, before: Date): Promise<number> {
  return withActor(actor, async (tx) => {
    const ids = (await tx.query(lockLoose, { before })).map(({ id }) => id);
    if (ids.length === 0) return 0;
    const deleted = await tx.query(deleteLoose, { ids });
    for (const { id, schoolId } of deleted) {
      audit(tx, actor, { action: "file.collect", entityType: "file", entityId: id, schoolId });
    }
    // What was attached meanwhile stays, and is not looked at again in this run.
    return deleted.length;
  });
}

/** First the content and then its note, so that a run that ends in between is done again. */
async function removeContent(actor: SystemActor, at: Date): Promise<number> {
  const due = await withActor(actor, (tx) => tx.query(selectRemovals, { at }));
  const keys = due.map(({ storageKey }) => storageKey);
  for (const key of keys) await fileStore().delete(key);
  if (keys.length > 0) await withActor(actor, (tx) => tx.send(deleteRemovals, { keys }));
  return keys.length;
}
