"use client";

import { Problem } from "#src/client/api.ts";
import { type Uses, usesWords } from "#src/features/programs/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { useDeleteGroup } from "./use-programs.ts";

export type Deletable = { kind: "program" | "cohort"; id: string; name: string; uses: Uses; cohorts: number };

/** Asks before a program or a cohort is deleted. */
export function DeleteGroup({ group, onClose }: { group: Deletable; onClose: () => void }) {
  const remove = useDeleteGroup();
  return (
    <AlertDialog
      actionLabel={strings.deleteAction}
      description={strings.deleteHelp}
      onAction={async () => {
        try {
          await remove.mutateAsync(group);
          toast.success(strings.deleted(group.name));
        } catch (error) {
          // Somebody may have begun to use it since the list was read; the answer says who.
          toast.error(strings.deleteFailed, error instanceof Problem ? { description: error.detail } : {});
        }
      }}
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.deleteTitle(group.name)}
    />
  );
}

/** Why it cannot be deleted; null where it can. */
export function reasonToStay({ uses, cohorts }: Pick<Deletable, "uses" | "cohorts">): string | null {
  if (cohorts > 0) return strings.staysCohorts;
  const words = usesWords(uses);
  return words === null ? null : strings.staysUses(words);
}
