import { sealedReady } from "#src/ui/sealed/storage.ts";
import { batchesToSend, countUnsent, sendBatch } from "./batch/send-batch.ts";
import { openKeepers } from "./draft-keeper.ts";
import { contentOfKept, forgetKept, listKeptOf, writeKept } from "./kept-draft.ts";
import { readOutbox, sendEntry } from "./outbox.ts";
import { saveFrom } from "./save-request.ts";

/** What a person wrote on this device that the server does not have. */
export type Unsent = { assessments: number; drafts: number };

/** Counts it, after the forms that are open in this tab had the chance to save. */
export async function findUnsent(userId: string): Promise<Unsent> {
  await sealedReady();
  await Promise.all([...openKeepers].map((keeper) => keeper.flush()));
  const batches = countUnsent(userId);
  return {
    assessments: readOutbox(userId).length + batches.submitted,
    drafts: listKeptOf(userId).length + batches.entered,
  };
}

/**
 * Sends what can be sent; returns what is left. A refused assessment, a conflict and the rows of a batch that were not submitted
 * wait for their author.
 */
export async function sendUnsent(userId: string): Promise<Unsent> {
  await sealedReady();
  for (const entry of readOutbox(userId)) {
    if (!entry.refusal) await sendEntry(entry);
  }
  for (const key of batchesToSend(userId)) await sendBatch(key);
  for (const { key, owner, draft } of listKeptOf(userId)) {
    const content = contentOfKept(draft);
    if (!content) continue;
    const isSaved = await saveFrom(owner, draft.origin, content, (origin) => writeKept(key, { ...draft, origin })).then(
      () => true,
      // It stays on the device.
      () => false,
    );
    if (isSaved) forgetKept(key);
  }
  return findUnsent(userId);
}
