import { AppError } from "#src/errors.ts";
import { certificateBlock } from "#src/features/certificates/certificate-block.ts";
import { certificateOf, selectCertificate, selectCounts } from "#src/features/certificates/queries.ts";
import { ofCertificate } from "#src/features/certificates/subjects.ts";
import { selectBranding } from "#src/features/schools/queries.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { brandingOf } from "#src/platform/pdf/branding.ts";
import { pdfResponse } from "#src/platform/pdf/pdf-response.ts";

/** A valid certificate as PDF, the same each time. A revoked one is not made again. */
export async function certificateFile(ctx: UserContext, id: string): Promise<Response> {
  const [[found], [counts]] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectCertificate, { id }), tx.query(selectCounts, { id })]),
    { subject: ofCertificate(id), what: "certificate", requestId: ctx.requestId },
  );
  if (!found || !counts) throw new AppError("not_found", "There is no such certificate.");
  if (found.revokedAt) throw new AppError("conflict", "This certificate was revoked.");
  const { student, ...row } = found;
  const { schoolId } = row;
  const [school] = await readAs(ctx.actor, (tx) => tx.query(selectBranding, { schoolId }));
  if (!school) throw new AppError("not_found", "There is no such certificate.");
  const certificate = certificateOf(row);
  return pdfResponse(
    {
      title: `${certificate.framework}: certificate of ${student}`,
      language: "en",
      branding: await brandingOf(school),
      layout: "landscape",
      madeAt: row.issuedAt,
      reference: `No. ${certificate.code}`,
      footer: null,
    },
    [certificateBlock(certificate, { student, ...counts })],
    `certificate-${certificate.code}.pdf`,
  );
}
