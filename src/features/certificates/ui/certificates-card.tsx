"use client";

import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { strings } from "./strings.ts";
import { TranscriptLinks } from "./transcript-card.tsx";

/** The script comes after the page: it is the last of a long one. */
const Certificates = loadLater<{ studentId: string }>(
  () => import("./certificates-of-student.tsx").then((file) => file.CertificatesOfStudent),
  { standIn: () => <Skeleton className="m-5 h-10" /> },
);

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
