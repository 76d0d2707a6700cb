import { readFile } from "node:fs/promises";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/people-imports/events.ts";
import { readImport } from "#src/features/people-imports/queries.ts";
import type { ImportAnswer } from "#src/features/people-imports/schema.ts";
import { name } from "#src/lib/fields.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Upload } from "#src/platform/http/upload.ts";

export const importLimitBytes = 16 * 1024 * 1024;

/** A school admin hands a file in, which is stored as it is; a job reads it. Nobody is added yet. */
export async function startImport(ctx: UserContext, upload: Upload): Promise<ImportAnswer> {
  const fileName = fileNameOf(upload);
  const content = await readFile(upload.path);
  if (!content.some((byte) => byte > 0x20)) throw refused("file", "The file is empty.");
  const importId = newId();
  const { schoolId, userId } = ctx.actor;
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      tx.send(insertImport, { id: importId, schoolId, createdBy: userId, fileName, content });
      audit(tx, ctx.actor, {
        action: "people_import.start",
        entityType: "people_import",
        entityId: importId,
        schoolId,
        requestId: ctx.requestId,
      });
      emit(tx, [events.requested.of({ schoolId, data: { importId } })]);
      const made = await readImport(tx, schoolId, importId);
      if (!made) throw new Error("the import that was just written is there");
      return made;
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

function fileNameOf({ fileName }: Upload): string {
  const outcome = name({ max: 255 }).safeParse(fileName.split(/[/\\]/).at(-1));
  if (outcome.success) return outcome.data;
  throw refused("fileName", outcome.error.issues.map(({ message }) => message).join(", "));
}

function refused(path: string, message: string): AppError {
  return new AppError("invalid", path === "file" ? message : "Some values are not valid.", {
    errors: [{ path, message }],
  });
}

type NewImport = { id: string; schoolId: string; createdBy: string; fileName: string; content: Uint8Array };

const insertImport = statement("people_import_insert", (db, p: Params<NewImport>) =>
  db.insert(peopleImports).values({
    id: p.id,
    schoolId: p.schoolId,
    createdBy: p.createdBy,
    fileName: p.fileName,
    content: p.content,
  }),
);
