import type { Metadata } from "next";
import { certificatesAnswer } from "#src/features/certificates/schema.ts";
import { certificateKeys, certificatePaths } from "#src/features/certificates/ui/certificate-queries.ts";
import { ReportsPage } from "#src/features/certificates/ui/reports-page.tsx";
import { strings } from "#src/features/certificates/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function StudentReportsPage() {
  const { id } = await getPageUserWithRole("STUDENT");
  const certificates = await serverApi(certificatePaths.ofStudent(id), certificatesAnswer);
  return (
    <Prefetched data={[[certificateKeys.ofStudent(id), certificates]]}>
      <ReportsPage studentId={id} />
    </Prefetched>
  );
}
