"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey } from "#src/client/api.ts";
import type { OpenDeployment } from "#src/features/deployments/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { toast } from "#src/ui/toast.tsx";
import { openDeploymentsQuery } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";
import { listStrings } from "./list-strings.ts";
import { useAct } from "./use-acts.ts";

type OpenWorkOfOldCohortProps = { student: { id: string; name: string } };

/**
 * On a student's record, for the school: open work of groups in which the student is no more, to be kept or withdrawn.
 * Nothing where there is none.
 */
export function OpenWorkOfOldCohort({ student }: OpenWorkOfOldCohortProps) {
  const query = useQuery(openDeploymentsQuery(student.id));
  const items = query.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Card aria-labelledby="open-work" className="mb-6">
      <CardHeader description={listStrings.openHelp} divided title={listStrings.openTitle} titleId="open-work" />
      <CardList>
        {items.map((open) => (
          <li
            className="flex flex-wrap items-center justify-between gap-3 px-5 py-3 max-md:px-4"
            key={open.deploymentId}
          >
            <div className="num min-w-0">
              <p className="font-medium text-pretty">{open.frameworkName}</p>
              <p className="text-sm text-pretty text-muted">
                {[open.groups.join(", "), listStrings.open(open.open, open.started)].join(frameworkStrings.dots)}
                {open.dueOn ? (
                  <>
                    {`${frameworkStrings.dots}${frameworkStrings.due} `}
                    <DateText value={open.dueOn} />
                  </>
                ) : null}
                {open.completed > 0 ? `${frameworkStrings.dots}${listStrings.completedToo(open.completed)}` : null}
              </p>
            </div>
            <OpenWorkActs open={open} student={student} />
          </li>
        ))}
      </CardList>
    </Card>
  );
}

type OpenWorkActsProps = { open: OpenDeployment; student: { id: string; name: string } };

/** Keep or withdraw; both can be undone. */
export function OpenWorkActs({ open, student }: OpenWorkActsProps) {
  const [asks, setAsks] = useState(false);
  const act = useAct();
  const failed = () => toast.error(listStrings.actFailed);
  const { deploymentId, frameworkName, groups } = open;
  return (
    <div className="relative z-10 flex gap-2">
      <Button
        aria-label={listStrings.keepFor(student.name)}
        loading={act.isPending}
        onClick={() =>
          act.mutate(
            { kind: "keep", deploymentId, key: newIdempotencyKey(), body: { studentId: student.id } },
            { onError: failed },
          )
        }
      >
        {listStrings.keep}
      </Button>
      <Button aria-label={listStrings.withdrawFor(student.name)} onClick={() => setAsks(true)}>
        {listStrings.withdraw}
      </Button>
      <AlertDialog
        actionLabel={listStrings.withdraw}
        description={listStrings.withdrawDescription(frameworkName, open.open)}
        onAction={() =>
          act
            .mutateAsync({
              kind: "withdraw",
              deploymentId,
              key: newIdempotencyKey(),
              body: {
                scope: { type: "students", studentIds: [student.id] },
                reason: listStrings.movedReason(groups.join(", ")),
              },
            })
            .catch(failed)
        }
        onOpenChange={setAsks}
        open={asks}
        title={listStrings.withdrawTitle(student.name)}
      />
    </div>
  );
}
