"use client";

import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { strings } from "./strings.ts";

/** The groups and dates of a deployment. */
export function DeploymentFacts({ deployment }: { deployment: DeploymentLine }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 text-sm">
      <dt className="text-muted">{strings.who}</dt>
      <dd>{targetsInWords(deployment.targets)}</dd>
      <dt className="text-muted">{strings.effective}</dt>
      <dd>
        <DateText kind="longDay" value={deployment.effectiveOn} />
      </dd>
      <dt className="text-muted">{strings.dueDate}</dt>
      <dd>{deployment.dueOn ? <DateText kind="longDay" value={deployment.dueOn} /> : strings.noDueDate}</dd>
    </dl>
  );
}

const namesShown = 4;

/** "Class of 2027, Class of 2028 and 3 more". */
export function targetsInWords(targets: DeploymentLine["targets"]): string {
  const names = targets.slice(0, namesShown).map((target) => target.name);
  const rest = targets.length - names.length;
  return rest > 0 ? `${names.join(", ")} ${strings.more(rest)}` : names.join(", ");
}
