"use client";

import { useState } from "react";
import type { CohortLine } from "#src/features/people/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { Select } from "#src/ui/select.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { peopleStrings as strings } from "./people-strings.ts";

export type MoveDialogProps = {
  open: boolean;
  count: number;
  cohorts: readonly Pick<CohortLine, "id" | "name">[];
  isPending: boolean;
  onClose: () => void;
  onMove: (cohortId: string) => void;
};

/** The cohort to which students are moved. */
export function MoveDialog({ open, count, cohorts, isPending, onClose, onMove }: MoveDialogProps) {
  const [cohortId, setCohortId] = useState<string | null>(null);
  const [showsGap, setShowsGap] = useState(false);
  return (
    <Dialog
      description={strings.moveHelp}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button
            loading={isPending}
            onClick={() => (cohortId === null ? setShowsGap(true) : onMove(cohortId))}
            variant="primary"
          >
            {strings.move}
          </Button>
        </>
      }
      onOpenChange={(next) => next || onClose()}
      open={open}
      title={strings.moveTitle(count)}
    >
      <Select
        error={showsGap && cohortId === null ? strings.chooseCohort : undefined}
        hint={cohorts.length === 0 ? strings.noCohorts : undefined}
        label={strings.newCohort}
        onValueChange={setCohortId}
        options={cohorts.map(({ id, name }) => ({ value: id, label: name }))}
        value={cohortId}
      />
    </Dialog>
  );
}
