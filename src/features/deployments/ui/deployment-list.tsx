"use client";

import { Send } from "lucide-react";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { type DeploymentsPage, isUnderWay, useDeployments } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";
import type { RetryButtonProps } from "./retry-button.tsx";
import { targetsInWords } from "./targets-in-words.ts";

/** Seldom seen. */
const RetryButton = loadLater<RetryButtonProps>(() => import("./retry-button.tsx").then((file) => file.RetryButton), {
  isWanted: () => true,
});

/** A framework's deployments, newest first, each with its progress. */
export function DeploymentList({ frameworkId, initial }: { frameworkId: string; initial: DeploymentsPage }) {
  const { items } = useDeployments(frameworkId, initial).data;
  return (
    <Card aria-labelledby="deployments-title">
      <CardHeader
        description={frameworkStrings.deploymentsHelp}
        divided
        title={frameworkStrings.deployments}
        titleId="deployments-title"
      />
      {items.length === 0 ? (
        <EmptyState
          compact
          description={frameworkStrings.noneHelp}
          icon={<Send />}
          title={frameworkStrings.noneTitle}
        />
      ) : (
        <CardList>
          {items.map((deployment) => (
            <DeploymentRow deployment={deployment} key={deployment.id} />
          ))}
        </CardList>
      )}
    </Card>
  );
}

function DeploymentRow({ deployment }: { deployment: DeploymentLine }) {
  const { assignmentsPlanned, assignmentsDone } = deployment;
  const who = targetsInWords(deployment.targets);
  return (
    <li className="relative px-5 py-3 transition-colors duration-150 hover:bg-surface-secondary max-md:px-4">
      <div className="flex items-start justify-between gap-3">
        <RowLink className="min-w-0 text-pretty" href={deploymentPages.one(deployment.templateId, deployment.id)}>
          {who}
        </RowLink>
        <Status className="shrink-0" status={deployment.status} />
      </div>
      <p className="num mt-1 text-sm text-muted">
        {frameworkStrings.from} <DateText kind="day" value={deployment.effectiveOn} />
        {frameworkStrings.dots}
        {deployment.dueOn ? (
          <>
            {frameworkStrings.due} <DateText kind="day" value={deployment.dueOn} />
          </>
        ) : (
          frameworkStrings.noDueDate
        )}
        {deployment.status === "ACTIVE"
          ? `${frameworkStrings.dots}${frameworkStrings.assignments(assignmentsDone)}`
          : null}
      </p>
      {isUnderWay(deployment) ? (
        <ProgressBar
          className="mt-2"
          label={frameworkStrings.assigning(who)}
          value={assignmentsPlanned > 0 ? (assignmentsDone / assignmentsPlanned) * 100 : null}
        />
      ) : null}
      {deployment.status === "FAILED" ? (
        <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
          <p className="text-sm text-danger">{frameworkStrings.failedSafe}</p>
          {/* Above the link, which covers the whole row. */}
          <RetryButton className="relative z-10" deploymentId={deployment.id} named={who} />
        </div>
      ) : null}
    </li>
  );
}
