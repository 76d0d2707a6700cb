"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Assignment } from "#src/features/progress/schema.ts";
import { assignmentsQuery } from "#src/features/progress/ui/progress-queries.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import { assessHref } from "./assessment-queries.ts";
import { strings } from "./strings.ts";

const shown = 3;

/** What a student has to do next, each one tap from its form: the choice of the competency needs no page of its own. */
export function NextCompetencies({ student }: { student: { id: string; name: string } }) {
  const assignments = useQuery(assignmentsQuery(student.id));
  const next = (assignments.data ?? []).filter(({ status }) => !isCompleted(status)).sort(soonestFirst);
  if (next.length === 0) return null;
  return (
    <ul className="relative z-10 mt-1.5 flex flex-col">
      {next.slice(0, shown).map(({ competencyId, name }) => (
        <li className="min-w-0" key={competencyId}>
          <Link
            aria-label={strings.assessWhom(student.name, name)}
            className="flex min-h-9 items-center rounded-ctl text-sm font-medium text-accent underline-offset-2 hover:underline touch:min-h-12"
            href={assessHref(student.id, competencyId)}
            prefetch={false}
          >
            <span className="line-clamp-2">{name}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function soonestFirst(a: Assignment, b: Assignment): number {
  return (a.dueDate ?? "9999").localeCompare(b.dueDate ?? "9999");
}
