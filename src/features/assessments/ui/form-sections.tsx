"use client";

import { Controller, type UseFormReturn, useWatch } from "react-hook-form";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { assessmentMethods } from "#src/features/assessments/values.ts";
import { Button } from "#src/ui/button.tsx";
import { LevelChoice } from "#src/ui/level-choice.tsx";
import { Person } from "#src/ui/person.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Select } from "#src/ui/select.tsx";
import { TaskSection } from "#src/ui/task-page.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { type AssessmentValues, isAnswered, kitScale, ratingWords } from "./assessment-values.ts";
import { CriterionChoice } from "./criterion-choice-later.tsx";
import { methodWords, strings } from "./strings.ts";

type SectionProps = { form: FormAnswer; fields: UseFormReturn<AssessmentValues>; disabled: boolean };

const entrustmentScales = ["scale_entrustment", "scale_oscore"];

/** The student, the competency, and the result of the previous assessment. */
export function SubjectSection({ form }: { form: FormAnswer }) {
  const dates = useDates();
  const { student, competency, lastAssessed } = form;
  const rating = lastAssessed?.rating ?? null;
  return (
    <TaskSection className="pt-4 max-md:py-3">
      <Person meta={student.subtitle} name={student.name} size="lg" />
      <p className="num mt-4 text-sm text-balance text-muted max-md:mt-2">
        {strings.position(competency.category, form.position, form.totalCompetencies)}
      </p>
      <h2 className="text-lg leading-6 font-semibold text-balance">{competency.name}</h2>
      {hasOwnDescription(competency) ? (
        <p className="mt-1 line-clamp-4 text-base text-muted max-md:line-clamp-2">{competency.description}</p>
      ) : null}
      <p className="num mt-1 text-base text-muted" suppressHydrationWarning>
        {lastAssessed && rating !== null
          ? strings.lastAssessedAt(
              ratingWords(rating, { scale: form.scale, target: competency.targetRating }),
              dates.longDay(lastAssessed.date),
            )
          : strings.neverAssessed}
      </p>
    </TaskSection>
  );
}

/** Imported frameworks often repeat the name as the description. */
function hasOwnDescription({ name, description }: FormAnswer["competency"]): boolean {
  const plain = (words: string) => words.trim().replace(/\.$/, "").toLocaleLowerCase();
  return plain(description) !== "" && plain(description) !== plain(name);
}

/** The field for a number already mentions that decimals are allowed. */
function questionOf({ scale }: FormAnswer): string {
  return scale.kind === "NUMERIC" ? scale.question.replace(/ ?Decimals are allowed\.$/, "") : scale.question;
}

/** The overall rating: one row for each level, or a number; never preselected. */
export function RatingSection({ form, fields, disabled, generation }: SectionProps & { generation: number }) {
  const label = entrustmentScales.includes(form.scale.id)
    ? strings.entrustmentLevel
    : strings.ratingLabel[form.scale.kind];
  return (
    // The last level is in view on a phone before anything is scrolled.
    <TaskSection className="max-md:py-3">
      <Controller
        control={fields.control}
        name="overallRating"
        render={({ field, fieldState }) => (
          <LevelChoice
            disabled={disabled}
            error={fieldState.error?.message}
            key={generation}
            label={label}
            name="overallRating"
            onValueChange={field.onChange}
            question={form.criteria.length > 0 ? `${questionOf(form)} ${strings.orByCriteria}` : questionOf(form)}
            scale={kitScale(form.scale)}
            value={field.value}
          />
        )}
      />
    </TaskSection>
  );
}

/** The rubric's criteria. After an incomplete submit, one button answers all open ones. */
export function RubricSection({
  form,
  fields,
  disabled,
  onChanged,
  onClearLevel,
}: SectionProps & {
  /** Not by typing, which the form hears itself. */
  onChanged: () => void;
  onClearLevel: () => void;
}) {
  const level = useWatch({ control: fields.control, name: "overallRating" });
  if (form.criteria.length === 0) return null;
  const hasWeights = new Set(form.criteria.map(({ weight }) => weight)).size > 1;
  const hasGap = fields.formState.errors.criteria !== undefined;
  const markRest = () => {
    for (const [index, criterion] of fields.getValues("criteria").entries()) {
      if (isAnswered(criterion)) continue;
      fields.setValue(`criteria.${index}`, { ...criterion, isNotObserved: true }, { shouldDirty: true });
      fields.clearErrors(`criteria.${index}`);
    }
    onChanged();
  };
  return (
    <TaskSection>
      <h2 className="text-md font-semibold">{strings.rubric}</h2>
      <p className="text-muted">{strings.rubricHelp}</p>
      {hasGap ? (
        <Button className="mt-3" disabled={disabled} onClick={markRest}>
          {strings.restNotObserved(fields.getValues("criteria").filter((one) => !isAnswered(one)).length)}
        </Button>
      ) : null}
      <div className="mt-4 flex flex-col gap-6">
        {form.criteria.map((criterion, index) => (
          <Controller
            control={fields.control}
            key={criterion.id}
            name={`criteria.${index}`}
            render={({ field, fieldState }) => (
              <CriterionChoice
                criterion={criterion}
                disabled={disabled}
                error={fieldState.error?.message}
                name={`criteria.${index}`}
                showsWeight={hasWeights}
                onChange={field.onChange}
                value={field.value}
              />
            )}
          />
        ))}
      </div>
      {level === null || disabled ? null : (
        <Button className="mt-4 -ms-3.5" onClick={onClearLevel} variant="ghost">
          {strings.letCriteriaDecide}
        </Button>
      )}
    </TaskSection>
  );
}

/** When, by which method and where it was observed. */
export function OccasionSection({ form, fields, disabled }: SectionProps) {
  const { errors } = fields.formState;
  const noRotation = "none";
  return (
    <TaskSection>
      <h2 className="text-md font-semibold">{strings.whenAndHow}</h2>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <TextField
          disabled={disabled}
          error={errors.observedAt?.message}
          label={strings.observedAt}
          required
          type="datetime-local"
          {...fields.register("observedAt")}
        />
        <Controller
          control={fields.control}
          name="method"
          render={({ field }) => (
            <Select
              disabled={disabled}
              label={strings.method}
              name="method"
              onValueChange={field.onChange}
              options={assessmentMethods.map((value) => ({ value, label: methodWords[value] }))}
              value={field.value}
            />
          )}
        />
        {form.rotations.length > 0 ? (
          <Controller
            control={fields.control}
            name="rotationId"
            render={({ field }) => (
              <Select
                className="sm:col-span-2"
                disabled={disabled}
                label={strings.rotation}
                name="rotationId"
                onValueChange={(value) => field.onChange(value === noRotation ? "" : value)}
                options={[
                  ...form.rotations.map(({ id, name }) => ({ value: id, label: name })),
                  { value: noRotation, label: strings.noRotation },
                ]}
                value={field.value === "" ? noRotation : field.value}
              />
            )}
          />
        ) : null}
      </div>
    </TaskSection>
  );
}
