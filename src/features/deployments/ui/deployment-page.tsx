"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CircleSlash } from "lucide-react";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { Status } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import type { CancelDialogProps } from "./cancel-dialog.tsx";
import { DeploymentFacts } from "./deployment-facts.tsx";
import { DeploymentFigures } from "./deployment-figures.tsx";
import type { DeploymentHistoryProps } from "./deployment-history.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { deploymentQuery, isUnderWay } from "./deployment-queries.ts";
import type { DeploymentStateProps } from "./deployment-state.tsx";
import { DeploymentStudents } from "./deployment-students.tsx";
import type { DueDialogProps } from "./due-dialog.tsx";
import { listStrings } from "./list-strings.ts";
import { targetsInWords } from "./targets-in-words.ts";
import type { WithdrawDialogProps } from "./withdraw-dialog.tsx";

/** Seldom seen: most assignments have been made. */
const DeploymentState = loadLater<DeploymentStateProps>(
  () => import("./deployment-state.tsx").then((file) => file.DeploymentState),
  { isWanted: () => true },
);
const DeploymentHistory = loadLater<DeploymentHistoryProps>(
  () => import("./deployment-history.tsx").then((file) => file.DeploymentHistory),
  {
    standIn: () => (
      <Card>
        <ListSkeleton header={false} rows={3} />
      </Card>
    ),
    isWanted: () => true,
  },
);
const CancelDialog = loadLater<CancelDialogProps>(
  () => import("./cancel-dialog.tsx").then((file) => file.CancelDialog),
  { isWanted: () => true },
);
const DueDialog = loadLater<DueDialogProps>(() => import("./due-dialog.tsx").then((file) => file.DueDialog), {
  isWanted: () => true,
});
const WithdrawDialog = loadLater<WithdrawDialogProps>(
  () => import("./withdraw-dialog.tsx").then((file) => file.WithdrawDialog),
  { isWanted: () => true },
);

type Option = { value: string; label: string };

/** One assignment to students: how far they are, who they are, what was done to it, and what can be done. */
export function DeploymentPage({ id, groups }: { id: string; groups: readonly Option[] }) {
  const query = useQuery(deploymentQuery(id));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={query}
      skeleton={<ListSkeleton header={false} rows={8} />}
    >
      {(deployment) => <Shown deployment={deployment} groups={groups} />}
    </QueryContent>
  );
}

function Shown({ deployment, groups }: { deployment: DeploymentAnswer; groups: readonly Option[] }) {
  const { id, status, frameworkName, templateId, targets, movedStudents } = deployment;
  return (
    <>
      <PageHeader
        actions={<Acts deployment={deployment} />}
        back={{ href: deploymentPages.list, label: listStrings.title }}
        description={targetsInWords(targets)}
        status={<Status status={status} />}
        title={frameworkName}
      />
      <div className="flex flex-col gap-6">
        {isUnderWay(deployment) || status === "FAILED" ? <DeploymentState deployment={deployment} /> : null}
        {movedStudents > 0 ? (
          <Callout tone="warning">
            {listStrings.movedStudents(movedStudents)}{" "}
            <TextLink href={deploymentPages.moved}>{listStrings.toMoved}</TextLink>
          </Callout>
        ) : null}
        {status === "ACTIVE" || status === "WITHDRAWN" ? <DeploymentFigures deployment={deployment} /> : null}
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
          <DeploymentStudents deploymentId={id} groups={groups} />
          <div className="flex flex-col gap-6">
            <Card>
              <CardHeader
                actions={<TextLink href={deploymentPages.framework(templateId)}>{listStrings.toFramework}</TextLink>}
                title={listStrings.facts}
              />
              <CardBody className="pt-0">
                <DeploymentFacts deployment={deployment} />
              </CardBody>
            </Card>
            <DeploymentHistory deploymentId={id} />
          </div>
        </div>
      </div>
    </>
  );
}

/** What can be done in the state that it is in. */
function Acts({ deployment }: { deployment: DeploymentAnswer }) {
  const { id, status } = deployment;
  const [open, setOpen] = useState<"due" | "withdraw" | "cancel">();
  const close = () => setOpen(undefined);
  if (status !== "ACTIVE" && status !== "SCHEDULED") return null;
  const isActive = status === "ACTIVE";
  return (
    <>
      <Button icon={<CalendarClock aria-hidden />} onClick={() => setOpen("due")}>
        {listStrings.changeDue}
      </Button>
      <Button icon={<CircleSlash aria-hidden />} onClick={() => setOpen(isActive ? "withdraw" : "cancel")}>
        {isActive ? listStrings.withdraw : listStrings.cancel}
      </Button>
      {open === "due" ? <DueDialog deployment={deployment} onClose={close} /> : null}
      {open === "withdraw" ? <WithdrawDialog deployment={deployment} onClose={close} /> : null}
      {open === "cancel" ? <CancelDialog deploymentId={id} onClose={close} /> : null}
    </>
  );
}
