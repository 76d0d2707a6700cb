"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { CertificateItem } from "./certificate-item.tsx";
import { certificatesQuery } from "./certificate-queries.ts";
import { strings } from "./strings.ts";
import { TranscriptLinks } from "./transcript-card.tsx";

/** On a student's record: the certificates, for their school, and the transcript, for all staff. */
export function CertificatesCard({ studentId, showsCertificates }: { studentId: string; showsCertificates: boolean }) {
  return (
    <Card aria-labelledby="student-certificates-title">
      <CardHeader
        divided={showsCertificates}
        title={showsCertificates ? strings.ofStudent : strings.transcript}
        titleId="student-certificates-title"
      />
      {showsCertificates ? <Certificates studentId={studentId} /> : null}
      <CardBody className={showsCertificates ? "border-t border-separator" : "pt-0"}>
        <TranscriptLinks studentId={studentId} />
      </CardBody>
    </Card>
  );
}

function Certificates({ studentId }: { studentId: string }) {
  const certificates = useQuery(certificatesQuery(studentId));
  return (
    <QueryContent query={certificates} skeleton={<Skeleton className="m-5 h-10" />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-5 py-4 text-muted max-md:px-4">{strings.noneOfStudent}</p>
        ) : (
          <ul className="divide-y divide-separator">
            {items.map((certificate) => (
              <li key={certificate.id}>
                <CertificateItem certificate={certificate} />
              </li>
            ))}
          </ul>
        )
      }
    </QueryContent>
  );
}
