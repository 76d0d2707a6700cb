import { AppError } from "#src/errors.ts";
import { exportAnswerOf } from "#src/features/privacy/exports/request-export.ts";
import {
  selectExport,
  selectExportFile,
  selectOwnExports,
  selectSchoolExports,
} from "#src/features/privacy/queries.ts";
import type { ExportAnswer, ExportsAnswer } from "#src/features/privacy/schema.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { fileStore } from "#src/platform/files/open-file-store.ts";
import { storedDownload } from "#src/platform/http/download.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** What the reader asked for lately, and what was asked for about them, newest first. */
export async function listOwnExports({ actor }: UserContext): Promise<ExportsAnswer> {
  const rows = await readAs(actor, (tx) => tx.query(selectOwnExports, { userId: actor.userId }));
  return { items: rows.map((row) => exportAnswerOf(actor, row)) };
}

/** Those of the whole school: that they were asked for, not what is in them. */
export async function listSchoolExports({ actor, requestId }: UserContext): Promise<ExportsAnswer> {
  const rows = await readAs(actor, (tx) => tx.query(selectSchoolExports, { schoolId: actor.schoolId }), {
    what: "exports of personal data",
    requestId,
    count: (found) => found.length,
  });
  return { items: rows.map((row) => exportAnswerOf(actor, row)) };
}

export async function readExport({ actor }: UserContext, id: string): Promise<ExportAnswer> {
  const [row] = await readAs(actor, (tx) => tx.query(selectExport, { id }));
  if (!row) throw new AppError("not_found", "There is no such export.");
  return exportAnswerOf(actor, row);
}

/** The archive, for the person and for whoever asked for it in their name; that leaves an access row. */
export async function takeExport({ actor, requestId }: UserContext, id: string): Promise<Response> {
  const [file] = await readAs(actor, (tx) => tx.query(selectExportFile, { id, reader: actor.userId }));
  if (!file) throw new AppError("not_found", "The archive is not kept any more. Ask for it again.");
  const pieces = await fileStore().getChecked(file);
  await readAs(actor, () => undefined, { subject: ofStudent(file.userId), what: "export of personal data", requestId });
  const name = `personal-data-${file.requestedAt.toISOString().slice(0, 10)}.zip`;
  const { sizeBytes } = file;
  return storedDownload({ name, mediaType: "application/zip", sizeBytes }, pieces, { exportId: id, requestId });
}
