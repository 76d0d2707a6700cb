"use client";

import type { UseFormReturn } from "react-hook-form";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { formatLevel, LevelTile } from "#src/ui/level.tsx";
import { Status } from "#src/ui/status.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { type AssessmentValues, signedWords } from "./assessment-values.ts";
import { EffectSentence } from "./effect-section-later.tsx";
import { strings } from "./strings.ts";

export type SubmitDialogProps = {
  form: FormAnswer;
  fields: UseFormReturn<AssessmentValues>;
  /** `null` while there is nothing to confirm; without a rating the criteria decide. */
  signing: { rating: number | null } | null;
  /** Where the day of the observation may be a slip. */
  daysAgo: number | undefined;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => Promise<void>;
};

/** Asks for confirmation with the student and the level before the assessment is signed. */
export function SubmitDialog({ form, fields, signing, daysAgo, onOpenChange, onConfirm }: SubmitDialogProps) {
  const { student, competency, scale } = form;
  const rating = signing?.rating ?? null;
  const words = signedWords(rating, form);
  return (
    <AlertDialog
      actionLabel={strings.confirmAction}
      cancelLabel={strings.goBack}
      description={strings.confirmHelp(competency.name, student.name)}
      onAction={onConfirm}
      onOpenChange={onOpenChange}
      open={signing !== null}
      title={strings.confirmTitle(student.name)}
      tone="primary"
    >
      {signing === null ? null : (
        <p className="flex items-center gap-3 rounded-card border border-border bg-surface-secondary p-3 text-md font-medium">
          {rating === null ? (
            words
          ) : scale.kind === "BINARY" ? (
            <Status status={rating >= scale.max ? "ACHIEVED" : "NOT_APPROVED"} word={words} />
          ) : (
            <>
              <LevelTile max={scale.max} min={scale.min} value={rating} />
              <span aria-hidden>
                {scale.kind === "NUMERIC" ? strings.outOf(scale.max) : wordOf(rating, scale)}
                {kit.andTarget(formatLevel(competency.targetRating))}
              </span>
              <span className="sr-only">{words}</span>
            </>
          )}
        </p>
      )}
      {signing === null ? null : <EffectSentence fields={fields} form={form} />}
      {daysAgo === undefined ? null : (
        <Callout className="mt-3" tone="warning">
          {strings.longAgo(daysAgo)}
        </Callout>
      )}
    </AlertDialog>
  );
}

/** The tile already shows the number. */
function wordOf(rating: number, scale: FormAnswer["scale"]): string {
  return scale.levels.find(({ value }) => value === rating)?.label ?? String(rating);
}
