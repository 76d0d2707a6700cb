import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { files } from "#src/platform/db/tables/files.ts";

export const ofFile = defineSubject("access_file", (id) =>
  builder.select({ studentId: files.uploadedBy }).from(files).where(eq(files.id, id)).getSQL(),
);
