"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Problem } from "#src/client/api.ts";
import type { RequestLine } from "#src/features/requests/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { cancelRequest, requestKeys } from "./request-queries.ts";
import { strings } from "./strings.ts";

/** Cancels a request that is not opened yet, after asking; where it was opened meanwhile, the answer says so. */
export function CancelButton({
  line,
  onCancelled,
}: {
  line: Pick<RequestLine, "assessmentId" | "supervisorName" | "competencyName">;
  onCancelled?: () => void;
}) {
  const queryClient = useQueryClient();
  const cancel = async () => {
    try {
      await cancelRequest(line.assessmentId);
      toast.info(strings.cancelled);
      onCancelled?.();
    } catch (error) {
      toast.error(error instanceof Problem ? error.detail : strings.failedTitle);
    } finally {
      void queryClient.invalidateQueries({ queryKey: requestKeys.all() });
    }
  };
  return (
    <AlertDialog
      actionLabel={strings.cancelRequest}
      cancelLabel={strings.keep}
      description={strings.cancelHelp(line.supervisorName)}
      onAction={cancel}
      title={strings.cancelTitle}
      trigger={<Button aria-label={strings.cancelOf(line.competencyName)}>{strings.cancel}</Button>}
    />
  );
}
