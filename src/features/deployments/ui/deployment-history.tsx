"use client";

import { useQuery } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { newIdempotencyKey } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { Act } from "#src/features/deployments/schema.ts";
import { dueRuleWords } from "#src/features/deployments/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { actStrings } from "./act-strings.ts";
import { actsQuery } from "./deployment-queries.ts";
import { useAct } from "./use-acts.ts";

export type DeploymentHistoryProps = { deploymentId: string };

/** Who did what to an assignment to students, newest first; what is being carried out shows how far it is. */
export function DeploymentHistory({ deploymentId }: DeploymentHistoryProps) {
  const query = useQuery(actsQuery(deploymentId));
  return (
    <Card aria-labelledby="deployment-history">
      <CardHeader
        description={actStrings.historyHelp}
        divided
        title={actStrings.history}
        titleId="deployment-history"
      />
      <QueryContent query={query} skeleton={<ListSkeleton header={false} rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 py-4 text-sm text-muted">{actStrings.noHistory}</p>
          ) : (
            <CardList>
              {items.map((act) => (
                <ActRow act={act} deploymentId={deploymentId} key={act.id} />
              ))}
            </CardList>
          )
        }
      </QueryContent>
    </Card>
  );
}

function ActRow({ act, deploymentId }: { act: Act; deploymentId: string }) {
  const dates = useDates();
  const undo = useAct();
  const isJob = act.kind === "WITHDRAW" || act.kind === "MOVE_DUE" || act.kind === "UNDO" || act.kind === "KEEP";
  const what = [
    actStrings.kind(act),
    ...(isJob ? [actStrings.about(act)] : []),
    ...(act.dueRule
      ? [dueRuleWords(act.dueRule).toLowerCase()]
      : act.dueOn
        ? [actStrings.toDate(dates.longDay(act.dueOn))]
        : act.moveByDays !== null
          ? [actStrings.movedBy(act.moveByDays)]
          : []),
  ].join(" ");
  return (
    <li className="px-5 py-3 max-md:px-4">
      <div className="flex items-start justify-between gap-3">
        <p className="num min-w-0 text-base text-pretty">{what}</p>
        {act.isUndone ? <Badge>{actStrings.wasUndone}</Badge> : null}
      </div>
      {act.reason ? <p className="mt-0.5 text-sm text-pretty">{act.reason}</p> : null}
      {act.status === "RUNNING" ? (
        <div className="mt-2">
          <ProgressBar
            label={what}
            value={act.students > 0 ? (act.studentsDone / act.students) * 100 : null}
            valueText={actStrings.running(act.studentsDone, act.students)}
          />
          <p className="num mt-1 text-sm text-muted">{actStrings.running(act.studentsDone, act.students)}</p>
        </div>
      ) : null}
      <p className="num mt-0.5 text-sm text-muted">
        <DateText value={act.createdAt} /> {actStrings.by(act.actorName)}
        {isJob && act.status === "DONE" && (act.changed > 0 || act.skipped > 0) ? (
          <span className="block">{actStrings.changed(act)}</span>
        ) : null}
      </p>
      {act.canUndo ? (
        <Button
          aria-label={actStrings.undoOf(what)}
          className="mt-2"
          icon={<Undo2 aria-hidden />}
          loading={undo.isPending}
          onClick={() =>
            undo.mutate(
              { kind: "undo", deploymentId, actId: act.id, key: newIdempotencyKey() },
              { onError: () => toast.error(actStrings.undoFailed) },
            )
          }
        >
          {actStrings.undo}
        </Button>
      ) : null}
    </li>
  );
}
