"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { HoursByRotation } from "./hours-by-rotation.tsx";
import { byRotationQuery, hoursPaths } from "./hours-queries.ts";
import { strings } from "./strings.ts";

/** The hours of one student by rotation, on their record as staff read it. */
export function StudentHoursSection({ studentId }: { studentId: string }) {
  const hours = useQuery(byRotationQuery(studentId));
  return (
    <QueryContent frame={(content) => <Card>{content}</Card>} query={hours} skeleton={<ListSkeleton rows={3} />}>
      {({ rotations }) => (
        <HoursByRotation
          actions={
            <a
              className="inline-block min-h-6 rounded-sm py-0.5 font-medium text-accent underline-offset-2 hover:text-accent-hover hover:underline"
              download
              href={hoursPaths.export({ studentId })}
            >
              {strings.exportHours}
            </a>
          }
          emptyHelp={strings.noRotationsStaff}
          rotations={rotations}
        />
      )}
    </QueryContent>
  );
}
