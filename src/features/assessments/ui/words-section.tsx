"use client";

import { useId } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import type { PhraseKind } from "#src/features/phrases/values.ts";
import { TaskFold } from "#src/ui/task-fold.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import type { AssessmentValues } from "./assessment-values.ts";
import { strings } from "./strings.ts";
import { WordsTools } from "./words-tools-later.tsx";

type SectionProps = { form: FormAnswer; fields: UseFormReturn<AssessmentValues>; disabled: boolean };

/** What the student can read. */
export function WordsSection({ fields, disabled }: SectionProps) {
  const field = { fields, disabled };
  return (
    <TaskSection className="flex flex-col gap-4">
      <h2 className="text-md font-semibold">{strings.words}</h2>
      <WordsField {...field} hint={strings.strengthsHint} kind="STRENGTH" label={strings.strengths} name="strengths" />
      <WordsField {...field} hint={strings.nextStepsHint} kind="NEXT_STEP" label={strings.nextSteps} name="nextSteps" />
      <WordsField {...field} hint={strings.moreFeedback} kind="ANY" label={strings.feedback} name="feedback" />
    </TaskSection>
  );
}

/** What only staff can read: folded until it is wanted, and open where something stands in it. */
export function PrivateNoteSection({ fields, disabled }: SectionProps) {
  const note = useWatch({ control: fields.control, name: "privateNote" });
  const error = fields.formState.errors.privateNote;
  return (
    <TaskFold
      mustOpen={error !== undefined}
      note={strings.privateNoteHint}
      startsOpen={note.trim() !== ""}
      title={strings.privateNote}
    >
      <WordsField
        disabled={disabled}
        fields={fields}
        hideLabel
        kind="ANY"
        label={strings.privateNote}
        name="privateNote"
      />
    </TaskFold>
  );
}

type WordsFieldProps = Pick<SectionProps, "fields" | "disabled"> & {
  name: "strengths" | "nextSteps" | "feedback" | "privateNote";
  label: string;
  hint?: string;
  hideLabel?: boolean;
  kind: PhraseKind;
};

function WordsField({ fields, disabled, name, label, hint, hideLabel = false, kind }: WordsFieldProps) {
  const id = useId();
  return (
    <Textarea
      className={hideLabel ? "pt-9 touch:pt-11" : undefined}
      disabled={disabled}
      error={fields.formState.errors[name]?.message}
      hideLabel={hideLabel}
      hint={hint}
      id={id}
      label={label}
      labelEnd={
        disabled ? null : <WordsTools fieldId={id} isPrivate={name === "privateNote"} kind={kind} label={label} />
      }
      optional={!hideLabel}
      {...fields.register(name)}
    />
  );
}
