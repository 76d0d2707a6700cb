"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { assignmentsQuery } from "#src/features/progress/ui/progress-queries.ts";
import { useDates } from "#src/ui/reader.tsx";
import { assessHref } from "./assessment-queries.ts";
import { openAndRecent } from "./picker-order.ts";
import { strings } from "./strings.ts";

const shown = 3;

/** The first of what is open and recent for a student, one tap away; nothing while it is not known. */
export function OpenCompetencies({ studentId, studentName }: { studentId: string; studentName: string }) {
  const { daysFromToday } = useDates();
  const { data } = useQuery(assignmentsQuery(studentId));
  const lines = data ? openAndRecent(data, [], daysFromToday).slice(0, shown) : [];
  if (lines.length === 0) return null;
  return (
    <ul aria-label={strings.openFor(studentName)} className="relative z-10 mt-2 flex flex-col gap-1.5">
      {lines.map(({ item }) => (
        <li key={item.id}>
          <Link
            aria-label={strings.assessWhom(studentName, item.name)}
            className="flex min-h-9 items-center rounded-ctl border border-border bg-surface px-3 py-1.5 text-sm font-medium hover:bg-surface-secondary touch:min-h-12"
            href={assessHref(studentId, item.competencyId)}
            prefetch={false}
          >
            <span className="line-clamp-2">{item.name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
