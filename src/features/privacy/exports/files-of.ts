import { sql } from "drizzle-orm";
import { z } from "zod";
import { relationOf } from "#src/features/privacy/relation-sql.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { personalTables } from "#src/platform/personal-data/personal-data.ts";

const [theirs] = personalTables.files?.people ?? [];

/** The files whose rows an export has, with where their content is. */
export const selectPersonFiles = sqlStatement(
  "person_files",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    name: z.string(),
    key: z.string(),
    sizeBytes: z.coerce.number(),
    sha256: z.string(),
  }),
  (p: Params<{ personId: string }>) => sql`
    select ${files.id}, ${files.schoolId} as "schoolId", ${files.name}, ${files.storageKey} as key,
      ${files.sizeBytes} as "sizeBytes", ${files.sha256}
    from ${files} where ${theirs ? relationOf(theirs, p.personId) : sql`false`} order by ${files.id}`,
);

export const selectPicture = sqlStatement(
  "person_picture",
  z.object({ content: z.instanceof(Uint8Array) }),
  (p: Params<{ personId: string }>) => sql`
    select ${users.picture} as content from ${users} where ${users.id} = ${p.personId} and ${users.picture} is not null`,
);
