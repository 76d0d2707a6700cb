"use client";

import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { useDiscardImport } from "./import-queries.ts";
import { strings } from "./strings.ts";

export function DiscardButton({ importId, onDiscarded }: { importId: string; onDiscarded: () => void }) {
  const discard = useDiscardImport(importId);
  return (
    <AlertDialog
      actionLabel={strings.discard}
      cancelLabel={strings.keep}
      description={strings.discardHelp}
      onAction={() =>
        discard.mutateAsync().then(() => {
          toast.success(strings.discarded);
          onDiscarded();
        })
      }
      title={strings.discardTitle}
      trigger={<Button variant="ghost">{strings.discard}</Button>}
    />
  );
}
