"use client";

import { useQuery } from "@tanstack/react-query";
import { Award } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { CertificateItem } from "./certificate-item.tsx";
import { certificatesQuery } from "./certificate-queries.ts";
import { strings } from "./strings.ts";
import { TranscriptCard } from "./transcript-card.tsx";

/** What a student takes along: their certificates, with what each shows, the transcript, and the reports that they made. */
export function ReportsPage({ studentId, made }: { studentId: string; made: ReactNode }) {
  const certificates = useQuery(certificatesQuery(studentId));
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <div className="flex max-w-[860px] flex-col gap-5">
        <Card aria-labelledby="certificates-title">
          <CardHeader
            description={strings.certificatesHelp}
            divided
            title={strings.certificates}
            titleId="certificates-title"
          />
          <QueryContent query={certificates} skeleton={<Skeleton className="m-5 h-40" />}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState description={strings.noneHelp} icon={<Award aria-hidden />} title={strings.none} />
              ) : (
                <ul className="divide-y divide-separator">
                  {items.map((certificate) => (
                    <li key={certificate.id}>
                      <CertificateItem certificate={certificate} isHolder />
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryContent>
        </Card>
        <TranscriptCard studentId={studentId} />
        {made}
      </div>
    </>
  );
}
