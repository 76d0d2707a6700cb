"use client";

import type { RatingLine } from "#src/features/analytics/school/schema.ts";
import { Dialog } from "#src/ui/dialog.tsx";
import { strings } from "./own-progress-strings.ts";
import { RatingRows } from "./rating-rows.tsx";

/** What a figure counts. */
export type Behind = { title: string; lines: readonly RatingLine[] };

export type AssessmentsDialogProps = { behind: Behind | null; onClose: () => void };

/** The assessments behind a figure, each of which can be opened. */
export function AssessmentsDialog({ behind, onClose }: AssessmentsDialogProps) {
  return (
    <Dialog
      description={behind ? strings.assessmentsOf(behind.lines.length) : null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      open={behind !== null}
      size="lg"
      title={behind?.title ?? ""}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard. */}
      <div className="max-h-[60vh] overflow-y-auto" tabIndex={0}>
        {behind ? <RatingRows label={behind.title} lines={behind.lines} /> : null}
      </div>
    </Dialog>
  );
}
