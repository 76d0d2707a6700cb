"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import { type BatchSubject, batchGridQuery, subjectKey } from "./batch-queries.ts";
import { BatchScreen } from "./batch-screen.tsx";
import { BatchSkeleton } from "./batch-skeleton.tsx";

/** The grid of a competency or a student, once its rows are there. */
export function BatchGridPage({ subject, userId }: { subject: BatchSubject; userId: string }) {
  const grid = useQuery(batchGridQuery(subject));
  return (
    <QueryContent query={grid} skeleton={<BatchSkeleton />}>
      {(found) => <BatchScreen grid={found} key={subjectKey(subject)} subject={subject} userId={userId} />}
    </QueryContent>
  );
}
