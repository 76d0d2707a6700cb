"use client";

import { newIdempotencyKey } from "#src/client/api.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { toast } from "#src/ui/toast.tsx";
import { actStrings } from "./act-strings.ts";
import { listStrings } from "./list-strings.ts";
import { useAct } from "./use-acts.ts";

export type CancelDialogProps = { deploymentId: string; onClose: () => void };

/** Asks before an assignment that has not begun is cancelled. */
export function CancelDialog({ deploymentId, onClose }: CancelDialogProps) {
  const act = useAct();
  return (
    <AlertDialog
      actionLabel={actStrings.cancelAction}
      cancelLabel={actStrings.keepIt}
      description={actStrings.cancelHelp}
      onAction={() =>
        act
          .mutateAsync({ kind: "cancel", deploymentId, key: newIdempotencyKey() })
          .catch(() => toast.error(listStrings.actFailed))
      }
      onOpenChange={(isOpen) => isOpen || onClose()}
      open
      title={actStrings.cancelTitle}
    />
  );
}
