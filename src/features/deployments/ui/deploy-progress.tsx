"use client";

import { CalendarClock, CircleCheck, CircleSlash } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Problem } from "#src/client/api.ts";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { JobProgress } from "#src/ui/job-progress.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { DeploymentFacts } from "./deployment-facts.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { isUnderWay, useDeployment } from "./deployment-queries.ts";
import { RetryButton } from "./retry-button.tsx";
import { strings } from "./strings.ts";

type DeployProgressProps = {
  framework: { id: string; name: string };
  id: string;
  initial: DeploymentLine | undefined;
};

/** The progress of a deployment, until it is complete or has failed. */
export function DeployProgress({ framework, id, initial }: DeployProgressProps) {
  const query = useDeployment(id, initial);
  const deployment = query.data;
  if (deployment) return <Outcome deployment={deployment} framework={framework} />;
  if (!query.isError)
    return (
      <Loading>
        <ListSkeleton rows={3} />
      </Loading>
    );
  const isGone = query.error instanceof Problem && query.error.status === 404;
  return (
    <Card>
      <ErrorState
        actions={<LinkButton href={deploymentPages.framework(framework.id)}>{strings.toFramework}</LinkButton>}
        description={isGone ? strings.goneHelp : undefined}
        onRetry={isGone ? undefined : () => query.refetch()}
        reference={query.error instanceof Problem && !isGone ? query.error.requestId : undefined}
        retrying={query.isFetching}
        title={isGone ? strings.goneTitle : strings.pollFailed}
      />
    </Card>
  );
}

type OutcomeProps = { deployment: DeploymentLine; framework: { id: string; name: string } };

function Outcome({ deployment, framework }: OutcomeProps) {
  const dates = useDates();
  const toFramework = (
    <>
      <LinkButton href={deploymentPages.framework(framework.id)}>{strings.toFramework}</LinkButton>
      <LinkButton href={deploymentPages.students(deployment.id)} variant="primary">
        {strings.toStudents}
      </LinkButton>
    </>
  );
  if (isUnderWay(deployment)) return <Running deployment={deployment} />;
  switch (deployment.status) {
    case "ACTIVE":
      return (
        <Ended
          actions={toFramework}
          deployment={deployment}
          help={strings.doneHelp(deployment.assignmentsDone)}
          icon={<CircleCheck />}
          title={strings.doneTitle}
        />
      );
    case "FAILED":
      return (
        <div className="flex flex-col gap-5">
          <Callout live title={strings.failTitle} tone="danger">
            {deployment.error ? <p>{deployment.error}</p> : null}
            <p>{strings.failHelp}</p>
            <p className="num mt-1 text-sm">{strings.reference(deployment.id)}</p>
          </Callout>
          <Card>
            <CardBody>
              <DeploymentFacts deployment={deployment} />
            </CardBody>
          </Card>
          <div className="flex flex-wrap gap-2">
            <RetryButton deploymentId={deployment.id} variant="primary" />
            <LinkButton href={deploymentPages.framework(framework.id)}>{strings.toFramework}</LinkButton>
          </div>
        </div>
      );
    case "CANCELLED":
    case "WITHDRAWN":
      return (
        <Ended
          actions={toFramework}
          deployment={deployment}
          help={strings.endedHelp}
          icon={<CircleSlash />}
          title={deployment.status === "CANCELLED" ? strings.cancelledTitle : strings.withdrawnTitle}
        />
      );
    case "SCHEDULED":
    case "ACTIVATING":
      return (
        <Ended
          actions={toFramework}
          deployment={deployment}
          help={strings.scheduledHelp(dates.longDay(deployment.effectiveOn))}
          icon={<CalendarClock />}
          title={strings.scheduledTitle}
        />
      );
  }
}

function Running({ deployment }: { deployment: DeploymentLine }) {
  const { assignmentsPlanned, assignmentsDone } = deployment;
  return (
    <Card>
      <CardBody className="flex flex-col gap-6 py-8">
        <h2 className="sr-only">{strings.runningTitle}</h2>
        <JobProgress
          detail={strings.runningHelp}
          done={assignmentsDone}
          label={strings.jobLabel(assignmentsPlanned)}
          state="running"
          total={assignmentsPlanned > 0 ? assignmentsPlanned : null}
        />
        <DeploymentFacts deployment={deployment} />
      </CardBody>
    </Card>
  );
}

type EndedProps = { deployment: DeploymentLine; icon: ReactNode; title: string; help: string; actions: ReactNode };

function Ended({ deployment, icon, title, help, actions }: EndedProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form that had the focus was removed; the outcome is the next thing to read, so it takes the focus.
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <Card>
      <div className="flex flex-col items-center px-6 pt-14 pb-10 text-center">
        <span
          aria-hidden
          className="mb-5 inline-flex size-12 items-center justify-center rounded-full bg-success-soft text-success-soft-foreground [&_svg]:size-5.5"
        >
          {icon}
        </span>
        <h2 className="text-lg font-semibold outline-none" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p aria-live="polite" className="num mt-1.5 max-w-[46ch] text-pretty text-muted">
          {help}
        </p>
        <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>
      </div>
      <div className="border-t border-separator px-5 py-4 max-md:px-4">
        <DeploymentFacts deployment={deployment} />
      </div>
    </Card>
  );
}
