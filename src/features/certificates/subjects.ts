import { eq } from "drizzle-orm";
import { defineSubject } from "#src/platform/db/access-row.ts";
import { builder } from "#src/platform/db/statement.ts";
import { certificates } from "#src/platform/db/tables/certificates.ts";

export const ofCertificate = defineSubject("access_certificate", (id) =>
  builder.select({ studentId: certificates.studentId }).from(certificates).where(eq(certificates.id, id)).getSQL(),
);
