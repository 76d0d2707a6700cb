"use client";

import { Card } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";

/** StudentHoursSection, loaded after the page: it comes near the end of a long one. */
export const StudentHoursSection = loadLater<{ studentId: string }>(
  () => import("./student-hours-section.tsx").then((file) => file.StudentHoursSection),
  {
    standIn: () => (
      <Card>
        <ListSkeleton rows={3} />
      </Card>
    ),
  },
);
