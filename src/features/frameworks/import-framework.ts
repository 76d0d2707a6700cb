import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/frameworks/events.ts";
import { findImport } from "#src/features/frameworks/queries.ts";
import { type ImportAnswer, importBody } from "#src/features/frameworks/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { frameworkImports } from "#src/platform/db/tables/framework-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Upload } from "#src/platform/http/upload.ts";
import { knownBinary } from "#src/platform/tables/decode-text.ts";
import { isArchive } from "#src/platform/tables/unpack.ts";

export const importLimitBytes = 16 * 1024 * 1024;

/** A school admin uploads a file, which is stored as it is; a job reads it. No framework is created yet. */
export async function importFramework(ctx: UserContext, file: ImportFile): Promise<ImportAnswer> {
  const { fileName, bytes } = await readImport(file);
  const known = isArchive(bytes) ? undefined : knownBinary(bytes);
  const message = bytes.some((byte) => byte > 0x20) ? known : "The file is empty.";
  if (message !== undefined) throw new AppError("invalid", message, { errors: [{ path: "file", message }] });
  const importId = newId();
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      tx.send(insertImport, {
        id: importId,
        schoolId: ctx.actor.schoolId,
        createdBy: ctx.actor.userId,
        fileName,
        content: bytes,
      });
      audit(tx, ctx.actor, {
        action: "framework.import",
        entityType: "framework_import",
        entityId: importId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.importRequested.of({ schoolId: ctx.actor.schoolId, data: { importId } })]);
      const made = await findImport(tx, importId);
      if (!made) throw new Error("the import that was just written is there");
      return made;
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** The file itself as multipart, or its name and text as JSON. */
type ImportFile = { upload: Upload | undefined; body: z.output<typeof importBody> | undefined };

async function readImport({ upload, body }: ImportFile): Promise<{ fileName: string; bytes: Uint8Array }> {
  if (upload) return { fileName: fileNameOf(upload), bytes: await readFile(upload.path) };
  if (body) return { fileName: body.fileName, bytes: new TextEncoder().encode(body.content) };
  throw new Error("an import is an upload or a body");
}

function fileNameOf({ fileName }: Upload): string {
  const outcome = importBody.shape.fileName.safeParse(fileName.split(/[/\\]/).at(-1));
  if (outcome.success) return outcome.data;
  throw new AppError("invalid", "Some values are not valid.", {
    errors: outcome.error.issues.map((issue) => ({ path: "fileName", message: issue.message })),
  });
}

type NewImport = {
  id: string;
  schoolId: string;
  createdBy: string;
  fileName: string;
  content: Uint8Array;
};

const insertImport = statement("import_insert", (db, p: Params<NewImport>) =>
  db.insert(frameworkImports).values({
    id: p.id,
    schoolId: p.schoolId,
    createdBy: p.createdBy,
    fileName: p.fileName,
    status: "PENDING",
    content: p.content,
  }),
);
