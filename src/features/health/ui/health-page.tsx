"use client";

import { useQuery } from "@tanstack/react-query";
import { QueryContent } from "#src/client/query-content.tsx";
import type { HealthAnswer, HealthCheck } from "#src/features/health/schema.ts";
import { isOverdue } from "#src/features/health/values.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { CheckCard } from "./check-card.tsx";
import { DatabaseCard } from "./database-card.tsx";
import { ErrorsCard } from "./errors-card.tsx";
import { healthQuery } from "./health-queries.ts";
import { healthStrings as strings } from "./health-strings.ts";

/** Whether what is stored is as it should be, for whoever runs the program. */
export function HealthPage() {
  const health = useQuery(healthQuery());
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={health} skeleton={<ListSkeleton rows={6} />}>
        {({ checks, backups, workersAlive }) => (
          <div className="flex max-w-[860px] flex-col gap-5">
            <Overall checks={checks} workersAlive={workersAlive} />
            {checks.map((check) => (
              <CheckCard check={check} key={check.kind} {...(check.kind === "backups" ? { backups } : {})} />
            ))}
            <DatabaseCard />
            <ErrorsCard />
          </div>
        )}
      </QueryContent>
    </>
  );
}

/** The worst of all in one sentence. */
function Overall({ checks, workersAlive }: Pick<HealthAnswer, "checks" | "workersAlive">) {
  const count = (isSo: (check: HealthCheck) => boolean) => checks.filter(isSo).length;
  const found = count(({ findings }) => findings.length > 0);
  if (found > 0) return <Callout tone="danger">{strings.found(found)}</Callout>;
  if (workersAlive === 0) {
    return (
      <Callout tone="warning">
        {strings.noWorker} <TextLink href="/dashboard/super-admin/jobs">{strings.seeJobs}</TextLink>
      </Callout>
    );
  }
  const failed = count(({ state }) => state === "FAILED");
  if (failed > 0) return <Callout tone="warning">{strings.failed(failed)}</Callout>;
  const late = count((check) => isOverdue(check));
  if (late > 0) return <Callout tone="warning">{strings.late(late)}</Callout>;
  const waiting = count(({ state }) => state === null);
  if (waiting > 0) return <Callout>{strings.waiting(waiting)}</Callout>;
  return (
    <Callout tone="success">
      {strings.allWell} {strings.workers(workersAlive)}
    </Callout>
  );
}
