import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/certificates/permissions.ts";
import { certificateOf, selectCertificates } from "#src/features/certificates/queries.ts";
import type { CertificatesAnswer } from "#src/features/certificates/schema.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { requireRole } from "#src/policy/authorize.ts";

/** A student's certificates, which the policies show to the student and their school. */
export async function listCertificates(ctx: UserContext, asked: string | undefined): Promise<CertificatesAnswer> {
  requireRole(ctx.actor, permissions.read);
  const studentId = asked ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  if (studentId === undefined) {
    throw new AppError("invalid", "Say whose certificates.", {
      errors: [{ path: "studentId", message: "is needed, except for one's own" }],
    });
  }
  const [rows, isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectCertificates, { studentId }), isKnownStudent(tx, studentId)]),
    { subject: ofStudent(studentId), what: "certificates", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return { items: rows.map(certificateOf) };
}
