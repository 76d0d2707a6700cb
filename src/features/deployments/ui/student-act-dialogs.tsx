"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { StudentDeployment } from "#src/features/deployments/schema.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { actStrings } from "./act-strings.ts";
import { studentDeploymentsQuery } from "./deployment-queries.ts";
import { DueForm } from "./due-form.tsx";
import { WithdrawForm } from "./withdraw-form.tsx";

export type StudentActProps = { student: { id: string; name: string }; onClose: () => void };

/** Extends the due dates of one student's open work by an assignment. */
export function StudentDueDialog({ student, onClose }: StudentActProps) {
  const { chosen, field } = useChosenDeployment(student);
  return (
    <DueForm
      byHand={0}
      deployment={chosen && { id: chosen.deploymentId, dueOn: chosen.dueOn, effectiveOn: chosen.effectiveOn }}
      how="later"
      onClose={onClose}
      scope={{ type: "students", studentIds: [student.id] }}
      title={actStrings.extendTitle(student.name)}
    >
      {() => field}
    </DueForm>
  );
}

/** Withdraws an assignment from one student. */
export function StudentWithdrawDialog({ student, onClose }: StudentActProps) {
  const { chosen, field } = useChosenDeployment(student);
  return (
    <WithdrawForm
      deploymentId={chosen?.deploymentId}
      onClose={onClose}
      scope={{ type: "students", studentIds: [student.id] }}
      title={actStrings.withdrawFromTitle(student.name)}
    >
      {() => field}
    </WithdrawForm>
  );
}

type Chosen = { chosen: StudentDeployment | undefined; field: ReactNode };

/** One of the deployments by which the student has open work; at first the one that is due first. */
function useChosenDeployment({ id, name }: StudentActProps["student"]): Chosen {
  const query = useQuery(studentDeploymentsQuery(id));
  const [chosenId, setChosenId] = useState<string>();
  const items = query.data?.items ?? [];
  const chosen = items.find(({ deploymentId }) => deploymentId === chosenId) ?? items[0];
  const field = (
    <QueryContent query={query} skeleton={<Skeleton className="h-16" />}>
      {() =>
        chosen ? (
          <Select
            label={actStrings.assignment}
            name="deploymentId"
            onValueChange={setChosenId}
            options={items.map(({ deploymentId, frameworkName, open }) => ({
              value: deploymentId,
              label: actStrings.openOf(frameworkName, open),
            }))}
            value={chosen.deploymentId}
          />
        ) : (
          <EmptyState compact description={actStrings.nothingOpenHelp(name)} title={actStrings.nothingOpen} />
        )
      }
    </QueryContent>
  );
  return { chosen, field };
}
