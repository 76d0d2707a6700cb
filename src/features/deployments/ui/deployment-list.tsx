"use client";

import { Send } from "lucide-react";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { Status } from "#src/ui/status.tsx";
import { targetsInWords } from "./deployment-facts.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { type DeploymentsPage, isUnderWay, useDeployments } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";
import { RetryButton } from "./retry-button.tsx";
import { strings } from "./strings.ts";

/** A framework's deployments, newest first, each with its progress. */
export function DeploymentList({ frameworkId, initial }: { frameworkId: string; initial: DeploymentsPage }) {
  const { items } = useDeployments(frameworkId, initial).data;
  return (
    <Card aria-labelledby="deployments-title">
      <CardHeader
        description={strings.deploymentsHelp}
        divided
        title={strings.deployments}
        titleId="deployments-title"
      />
      {items.length === 0 ? (
        <EmptyState compact description={strings.noneHelp} icon={<Send />} title={strings.noneTitle} />
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
        {strings.from} <DateText kind="day" value={deployment.effectiveOn} />
        {strings.dots}
        {deployment.dueOn ? (
          <>
            {strings.due} <DateText kind="day" value={deployment.dueOn} />
          </>
        ) : (
          listStrings.noDueDate
        )}
        {deployment.status === "ACTIVE" ? `${strings.dots}${strings.assignments(assignmentsDone)}` : null}
      </p>
      {isUnderWay(deployment) ? (
        <ProgressBar
          className="mt-2"
          label={strings.assigning(who)}
          value={assignmentsPlanned > 0 ? (assignmentsDone / assignmentsPlanned) * 100 : null}
        />
      ) : null}
      {deployment.status === "FAILED" ? (
        <div className="mt-1 flex flex-wrap items-center justify-between gap-2">
          <p className="text-sm text-danger">{strings.failedSafe}</p>
          {/* Above the link, which covers the whole row. */}
          <RetryButton className="relative z-10" deploymentId={deployment.id} named={who} />
        </div>
      ) : null}
    </li>
  );
}
