"use client";

import Link from "next/link";
import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import type { StudentState } from "#src/features/deployments/values.ts";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { listStrings } from "./list-strings.ts";

/** How far the students are, each figure a link to the students behind it. */
export function DeploymentFigures({ deployment: { id, progress } }: { deployment: DeploymentAnswer }) {
  const figures: { state: StudentState; value: number }[] = [
    { state: "overdue", value: progress.overdue },
    { state: "not_started", value: progress.notStarted },
    { state: "in_progress", value: progress.inProgress },
    { state: "completed", value: progress.completed },
  ];
  const total = progress.overdue + progress.notStarted + progress.inProgress + progress.completed;
  return (
    <section aria-label={listStrings.figures}>
      <FigureGrid>
        {figures.map(({ state, value }) => (
          <Link
            className="rounded-card outline-offset-2 [&>div]:h-full [&>div]:transition-colors [&>div]:duration-150 [&>div]:hover:bg-surface-secondary"
            href={deploymentPages.students(id, state)}
            key={state}
            scroll={false}
          >
            <FigureTile
              label={listStrings.states[state]}
              tone={state === "overdue" && value > 0 ? "warning" : "plain"}
              unit={`/ ${total}`}
              value={value}
            />
          </Link>
        ))}
      </FigureGrid>
    </section>
  );
}
