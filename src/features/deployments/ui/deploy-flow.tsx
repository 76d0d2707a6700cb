"use client";

import { parseAsString, useQueryState } from "nuqs";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { useStoredState } from "#src/ui/use-stored-state.ts";
import { type Cohort, emptyDraft, parseDraft } from "./deploy-draft.ts";
import { DeployForm } from "./deploy-form.tsx";
import { DeployProgress } from "./deploy-progress.tsx";

type DeployFlowProps = {
  framework: { id: string; name: string; competencies: number };
  cohorts: readonly Cohort[];
  /** The deployment named in the address, as the server loaded it. */
  initial: DeploymentLine | undefined;
};

/** First the form, then the deployment's progress. The address names the deployment to show. */
export function DeployFlow({ framework, cohorts, initial }: DeployFlowProps) {
  const [deploymentId, setDeploymentId] = useQueryState("deployment", parseAsString.withOptions({ history: "push" }));
  const today = useDates().schoolDay;
  const draft = useStoredState(`deploy.${framework.id}`, emptyDraft(today), (stored) => parseDraft(stored, today));

  if (deploymentId !== null) return <DeployProgress framework={framework} id={deploymentId} initial={initial} />;
  // The tab's storage is known only in the browser.
  if (!draft.isLoaded)
    return (
      <Loading>
        <ListSkeleton rows={4} />
      </Loading>
    );
  return (
    <DeployForm
      cohorts={cohorts}
      draft={draft.value}
      framework={framework}
      onDeployed={(id) => {
        draft.forget();
        setDeploymentId(id);
      }}
      onDraftChange={draft.set}
      today={today}
    />
  );
}
