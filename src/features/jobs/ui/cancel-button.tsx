"use client";

import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { useAskWorker } from "./jobs-queries.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** Cancels a job that waits or runs, after a question. */
export function CancelButton({ job }: { job: { id: string; job: string; isCancelling: boolean } }) {
  const ask = useAskWorker();
  if (job.isCancelling) return <Badge tone="warning">{strings.cancelling}</Badge>;
  return (
    <AlertDialog
      actionLabel={strings.cancelAction}
      cancelLabel={strings.keep}
      description={strings.cancelHelp}
      onAction={() => ask.mutateAsync({ act: "CANCEL", target: job.id })}
      title={strings.cancelTitle(job.job)}
      trigger={<Button aria-label={strings.cancelNamed(job.job)}>{strings.cancel}</Button>}
    />
  );
}
