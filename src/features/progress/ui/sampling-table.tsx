"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Card } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { competencyStrings as strings } from "./competency-strings.ts";
import { assignmentsQuery } from "./progress-queries.ts";
import type { SamplingRowsProps } from "./sampling-rows.tsx";

const Rows = loadLater<SamplingRowsProps & { isOpen: boolean }>(
  () => import("./sampling-rows.tsx").then((file) => file.SamplingRows),
  { standIn: () => <ListSkeleton header={false} rows={4} />, isWanted: ({ isOpen }) => isOpen },
);

/** In a student's record: assessments, assessors, days and rotations of each competency against what is asked. */
export function SamplingTable({ studentId, hrefOf }: { studentId: string; hrefOf: (assignmentId: string) => string }) {
  const [isOpen, setIsOpen] = useState(false);
  const { data } = useQuery(assignmentsQuery(studentId));
  if (!data || data.length === 0) return null;
  return (
    <Card className="mt-5">
      <details className="group" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="flex min-h-13 cursor-pointer list-none items-center justify-between gap-4 px-5 py-3.5 outline-none hover:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus max-md:px-4 [&::-webkit-details-marker]:hidden">
          <span className="min-w-0">
            <h3 className="text-base font-semibold">{strings.samplingAll}</h3>
            <span className="block text-sm text-muted">{strings.samplingAllHelp}</span>
          </span>
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-muted transition-transform group-open:rotate-90 rtl:-scale-x-100"
          />
        </summary>
        <div className="border-t border-separator">
          {isOpen ? <Rows hrefOf={hrefOf} isOpen={isOpen} items={data} /> : null}
        </div>
      </details>
    </Card>
  );
}
