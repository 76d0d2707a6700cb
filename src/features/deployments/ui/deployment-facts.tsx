"use client";

import type { ReactNode } from "react";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { dueRuleWords } from "#src/features/deployments/values.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { frameworkStrings } from "./framework-strings.ts";
import { listStrings } from "./list-strings.ts";
import { targetsInWords } from "./targets-in-words.ts";

/** The groups and dates of a deployment. */
export function DeploymentFacts({ deployment }: { deployment: DeploymentLine }) {
  const { dueRule, dueOn } = deployment;
  const facts: [string, ReactNode][] = [
    [listStrings.whoGets, targetsInWords(deployment.targets)],
    [listStrings.from, <DateText key="from" kind="longDay" value={deployment.effectiveOn} />],
    [
      listStrings.due,
      dueRule ? (
        dueRuleWords(dueRule)
      ) : dueOn ? (
        <DateText key="due" kind="longDay" value={dueOn} />
      ) : (
        frameworkStrings.noDueDate
      ),
    ],
    [listStrings.competencies, String(deployment.competencies)],
    [listStrings.tells, deployment.notifications ? listStrings.yes : listStrings.no],
    ...(deployment.deprecatedToo ? [[listStrings.retired, listStrings.yes] satisfies [string, ReactNode]] : []),
    [listStrings.by, deployment.createdBy],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-2 text-sm">
      {facts.map(([name, value]) => (
        <div className="contents" key={name}>
          <dt className="text-muted">{name}</dt>
          <dd className="num min-w-0 text-pretty">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
