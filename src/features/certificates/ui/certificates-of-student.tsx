"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { CertificateItem } from "./certificate-item.tsx";
import { certificatesQuery } from "./certificate-queries.ts";
import { strings } from "./strings.ts";

/** The certificates of a student as their school reads them. */
export function CertificatesOfStudent({ studentId }: { studentId: string }) {
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
