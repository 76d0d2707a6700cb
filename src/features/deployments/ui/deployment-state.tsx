"use client";

import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { isUnderWay } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";
import { listStrings } from "./list-strings.ts";
import { RetryButton } from "./retry-button.tsx";
import { strings } from "./strings.ts";

export type DeploymentStateProps = { deployment: DeploymentAnswer };

/** How far the job of an assignment is, or why it stopped. */
export function DeploymentState({ deployment }: DeploymentStateProps) {
  const { id, assignmentsDone, assignmentsPlanned, error } = deployment;
  if (!isUnderWay(deployment))
    return (
      <Callout live title={listStrings.stopped} tone="danger">
        <p>{error ?? frameworkStrings.failedSafe}</p>
        <RetryButton className="mt-3" deploymentId={id} />
      </Callout>
    );
  return (
    <Card>
      <CardBody>
        <JobProgress
          detail={strings.runningHelp}
          done={assignmentsDone}
          label={strings.jobLabel(assignmentsPlanned)}
          state="running"
          total={assignmentsPlanned || null}
        />
      </CardBody>
    </Card>
  );
}
