import { noteKey } from "#src/features/files/queries.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { entriesOf } from "#src/features/privacy/exports/archive.ts";
import {
  type LockedExport,
  lockExport,
  moveExport,
  selectPerson,
  storeExport,
  updateExportProgress,
} from "#src/features/privacy/queries.ts";
import { exportSteps } from "#src/features/privacy/rules.ts";
import { exportKeptDays } from "#src/features/privacy/values.ts";
import { now } from "#src/lib/clock.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { StoredFile } from "#src/platform/files/file-store.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import { zipOf } from "#src/platform/zip/zip-of.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** A key is noted until the row of its file is there. */
const noteMs = 6 * 60 * 60_000;
const reportEveryMs = 500;
const dayMs = 24 * 60 * 60_000;

type Context = Pick<JobContext, "actor" | "signal" | "progress">;

/**
 * Makes the archive of one person. It may be stopped anywhere and run again, also twice at once: an archive is shown only
 * by the row that is written when it is complete, and the first to write it wins. What nobody shows is removed by its note.
 */
export async function makeExport(context: Context, id: string): Promise<void> {
  const { actor } = context;
  const found = await begin(actor, id);
  if (!found) return;
  const [person] = await readAs(actor, (tx) => tx.query(selectPerson, { userId: found.userId }));
  if (!person) return failExport(actor, id);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  try {
    const onStep = stepsTo(context, id, stop, signal);
    const entries = entriesOf({ actor, personId: person.id, personName: person.name, at: now(), onStep });
    const stored = await store(actor, found, zipOf(entries), signal);
    signal.throwIfAborted();
    await finish(actor, found, stored);
  } catch (error) {
    // Cancelled by whoever asked: the row says so already.
    if (!stop.signal.aborted) throw error;
  }
}

const broken = "It could not be made, and nothing was kept. Try again.";

/** Tells that an export failed for good. */
export async function failExport(actor: SystemActor, id: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const [found] = await tx.query(lockExport, { id });
    if (found && allowsStep(exportSteps, found.state, "FAILED", "job")) {
      tx.send(moveExport, { id, state: "FAILED", progress: 0, error: broken });
    }
  });
}

async function begin(actor: SystemActor, id: string): Promise<LockedExport | undefined> {
  return withActor(actor, async (tx) => {
    const [found] = await tx.query(lockExport, { id });
    // One whose worker was killed is running already.
    if (found?.state === "RUNNING") return found;
    if (found?.state !== "QUEUED") return undefined;
    tx.send(moveExport, { id, state: "RUNNING", progress: 0, error: null });
    return found;
  });
}

/** Writes how far it is, and stops where the export was cancelled. */
function stepsTo({ actor, progress }: Context, id: string, stop: AbortController, signal: AbortSignal) {
  let toldAt = 0;
  return async (share: number) => {
    signal.throwIfAborted();
    if (Date.now() - toldAt < reportEveryMs) return;
    toldAt = Date.now();
    progress(share);
    const written = await withActor(actor, (tx) =>
      tx.query(updateExportProgress, { id, progress: Math.min(99, Math.floor(share * 100)) }),
    );
    if (written === 0) stop.abort();
    signal.throwIfAborted();
  };
}

async function store(
  actor: SystemActor,
  { schoolId, requestedBy }: LockedExport,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<StoredFile> {
  return fileStore().put(pieces, {
    schoolId,
    signal,
    note: async (storageKey) => {
      const dueAt = new Date(now().getTime() + noteMs);
      await withActor(actor, (tx) => tx.send(noteKey, { storageKey, schoolId, notedBy: requestedBy, dueAt }));
    },
  });
}

async function finish(
  actor: SystemActor,
  { id, userId, requestedBy }: LockedExport,
  stored: StoredFile,
): Promise<void> {
  await withActor(actor, async (tx) => {
    const [[known], [person], [asker]] = await Promise.all([
      tx.query(lockExport, { id }),
      tx.query(selectPerson, { userId }),
      tx.query(selectPerson, { userId: requestedBy }),
    ]);
    if (known?.state !== "RUNNING" || !person || !asker) return;
    const { key: storageKey, sizeBytes, sha256 } = stored;
    const expiresAt = new Date(now().getTime() + exportKeptDays * dayMs);
    tx.send(storeExport, { id, storageKey, sizeBytes, sha256, expiresAt });
    tx.send(moveExport, { id, state: "DONE", progress: 100, error: null });
    const template = readyFor[asker.role];
    if (!template) return;
    const told: Notification = {
      template,
      schoolId: asker.schoolId,
      userId: asker.id,
      variables: { person_name: person.name, days: exportKeptDays },
      payload: { personExportId: id },
    };
    notify(tx, told);
  });
}

const readyFor: Readonly<
  Record<string, "dataExportReadyForStudent" | "dataExportReadyForSupervisor" | "dataExportReadyForAdmin">
> = {
  STUDENT: "dataExportReadyForStudent",
  CLINICAL_SUPERVISOR: "dataExportReadyForSupervisor",
  SCHOOL_ADMIN: "dataExportReadyForAdmin",
};
