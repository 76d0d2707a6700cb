import { permissions } from "#src/features/certificates/permissions.ts";
import { certificateOf, selectCertificate, updateShown } from "#src/features/certificates/queries.ts";
import type { Certificate } from "#src/features/certificates/schema.ts";
import { type ShownPart, shownParts } from "#src/features/certificates/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The holder chooses what the public page shows of a certificate, revoked ones too. */
export async function setShown(ctx: UserContext, id: string, given: readonly ShownPart[]): Promise<Certificate> {
  const shown = shownParts.filter((part) => given.includes(part));
  return withActor(
    ctx.actor,
    async (tx) => {
      const [found] = await tx.query(selectCertificate, { id });
      authorize(ctx.actor, permissions.show, { studentId: found?.studentId ?? "", schoolId: found?.schoolId ?? "" });
      if (!found) throw new Error("what is allowed was found");
      tx.send(updateShown, { id, shown });
      audit(tx, ctx.actor, {
        action: "certificate.show",
        entityType: "certificate",
        entityId: id,
        schoolId: found.schoolId,
        studentId: found.studentId,
        requestId: ctx.requestId,
        detail: { shown },
      });
      const { student: _, ...row } = found;
      return certificateOf({ ...row, shown });
    },
    ctx.bracket,
  );
}
