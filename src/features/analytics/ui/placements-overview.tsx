"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import type { ReactNode } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { analyticsPaths, placementsQuery } from "./analytics-queries.ts";
import { Fresh } from "./fresh.tsx";
import type { TogetherProps } from "./placements-together.tsx";
import { PlacementFilterBar, SupervisorHead, usePlacementFilters } from "./supervisor-head.tsx";
import { strings } from "./supervisor-strings.ts";

/** The script comes after the page: who is at risk is what the reader came for. */
const Together = loadLater<TogetherProps>(
  () => import("./placements-together.tsx").then((file) => file.PlacementsTogether),
  {
    standIn: () => (
      <Loading>
        <Card>
          <ListSkeleton rows={8} />
        </Card>
      </Loading>
    ),
  },
);

/** The students of the reader's placements: who is at risk first, then how all of them do together. */
export function PlacementsOverview({ atRisk }: { atRisk: ReactNode }) {
  const [filters] = usePlacementFilters();
  const query = useQuery(placementsQuery(filters));
  const { data, dataUpdatedAt } = query;
  const rotation = data?.rotations.find(({ id }) => id === filters.rotation);
  return (
    <>
      <SupervisorHead
        actions={<ExportLink href={analyticsPaths.placements(filters, "csv")}>{strings.exportFigures}</ExportLink>}
        description={
          data ? (
            <>
              {rotation ? strings.studentsOf(data.students, rotation.name) : strings.students(data.students)}{" "}
              <Fresh at={new Date(dataUpdatedAt).toISOString()} />
            </>
          ) : (
            " "
          )
        }
      />
      <PlacementFilterBar rotations={data?.rotations ?? []} />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={query}
        skeleton={
          <Loading>
            <ListSkeleton rows={8} />
          </Loading>
        }
      >
        {(answer) =>
          answer.students === 0 ? (
            <Card>
              <EmptyState description={strings.nobodyHelp} icon={<Users />} title={strings.nobody} />
            </Card>
          ) : (
            <div className="grid gap-5">
              {atRisk}
              <Together answer={answer} placedIn={rotation?.id} />
            </div>
          )
        }
      </QueryContent>
    </>
  );
}
