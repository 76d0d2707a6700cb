"use client";

import { type ComponentProps, type ReactNode, useId, useState } from "react";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { ChoiceRow } from "#src/ui/choice-row.tsx";
import { cn } from "#src/ui/cn.ts";
import { FieldError, fieldIds } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { LevelTile } from "#src/ui/level.tsx";
import { NumberInput } from "#src/ui/number-input.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import type { CriterionValue } from "./assessment-values.ts";
import { strings } from "./strings.ts";

type Criterion = FormAnswer["criteria"][number];

type CriterionChoiceProps = {
  criterion: Criterion;
  name: string;
  value: CriterionValue;
  onChange: (value: CriterionValue) => void;
  error: string | undefined;
  disabled: boolean;
  /** The criteria count differently. */
  showsWeight?: boolean;
};

/** The score of one criterion. Nothing is preselected, and "Not observed" is a separate answer. */
export function CriterionChoice({
  criterion,
  name,
  value,
  onChange,
  error,
  disabled,
  showsWeight = false,
}: CriterionChoiceProps) {
  const id = useId();
  const ids = fieldIds(id, { hint: criterion.description, error });
  const levels = levelsOf(criterion);
  const hasDescriptions = levels.some(({ description }) => description !== "");
  return (
    <div
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      aria-labelledby={`${id}-label`}
      aria-required
      className="min-w-0"
      data-field={name}
      role="radiogroup"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-medium" id={`${id}-label`}>
          {criterion.name}
        </h3>
        {criterion.passScore === null ? null : (
          <Badge tone="warning">{strings.mustPass(scoreWords(criterion.passScore, levels))}</Badge>
        )}
        {showsWeight && criterion.weight !== 1 ? <Badge>{strings.weightOf(criterion.weight)}</Badge> : null}
      </div>
      {criterion.description ? (
        <p className="text-sm text-muted" id={ids.hintId}>
          {criterion.description}
        </p>
      ) : null}
      <div
        className={cn(
          "mt-2 grid gap-1.5",
          !hasDescriptions && "grid-cols-[repeat(auto-fill,minmax(min(100%,max(13rem,40%)),1fr))]",
        )}
      >
        {levels.length > 0
          ? levels.map((level) => (
              <ScoreRow
                checked={!value.isNotObserved && value.score === level.value}
                description={level.description}
                disabled={disabled}
                invalid={error !== undefined}
                key={level.value}
                label={level.label}
                name={`${id}-score`}
                onChoose={() => onChange({ ...value, score: level.value, isNotObserved: false })}
                tile={<LevelTile className="size-8 text-base" max={criterion.maxScore} min={0} value={level.value} />}
                value={String(level.value)}
              />
            ))
          : null}
        {levels.length === 0 ? (
          <ScoreInput criterion={criterion} disabled={disabled} id={id} onChange={onChange} value={value} />
        ) : null}
        <ScoreRow
          checked={value.isNotObserved}
          description=""
          disabled={disabled}
          invalid={error !== undefined}
          label={strings.notObserved}
          name={`${id}-score`}
          onChoose={() => onChange({ ...value, score: null, isNotObserved: true })}
          tile={null}
          value="not-observed"
        />
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
      <p aria-live="polite" className="mt-1.5 text-sm text-warning empty:hidden">
        {isFailed(criterion, value) ? strings.mustPassFailed : ""}
      </p>
      <Comment disabled={disabled} onChange={onChange} value={value} />
    </div>
  );
}

/** "2 · With prompts", as the level is named. */
function scoreWords(score: number, levels: readonly { value: number; label: string }[]): string {
  const label = levels.find(({ value }) => value === score)?.label;
  return label === undefined || label.startsWith(String(score)) ? String(score) : label;
}

/** Below what must be passed, where it was observed. */
function isFailed({ passScore }: Criterion, { score, isNotObserved }: CriterionValue): boolean {
  return passScore !== null && !isNotObserved && score !== null && score < passScore;
}

/** The rubric's named levels; without names, the whole numbers if they are few enough to be shown as rows. */
function levelsOf({ performanceLevels, maxScore }: Criterion) {
  if (performanceLevels.length > 0) return [...performanceLevels].sort((a, b) => a.value - b.value);
  if (!Number.isInteger(maxScore) || maxScore > 5) return [];
  return Array.from({ length: maxScore + 1 }, (_, value) => ({
    value,
    label: `${value} of ${maxScore}`,
    description: "",
  }));
}

type ScoreRowProps = Omit<ComponentProps<typeof ChoiceRow>, "children" | "className"> & {
  label: string;
  description: string;
  tile: ReactNode;
};

function ScoreRow({ label, description, tile, ...row }: ScoreRowProps) {
  return (
    <ChoiceRow {...row} className="min-h-12 py-1.5">
      {tile}
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{label}</span>
        {description ? <span className="block text-sm text-muted">{description}</span> : null}
      </span>
    </ChoiceRow>
  );
}

function ScoreInput({
  id,
  criterion,
  value,
  onChange,
  disabled,
}: Pick<CriterionChoiceProps, "criterion" | "value" | "onChange" | "disabled"> & { id: string }) {
  return (
    <div className="flex items-center gap-3">
      <NumberInput
        aria-describedby={`${id}-range`}
        aria-labelledby={`${id}-label`}
        className={cn(inputStyle(), "num w-28")}
        disabled={disabled}
        onValueChange={(score) => onChange({ ...value, score, isNotObserved: false })}
        value={value.score}
      />
      <span className="num text-sm text-muted" id={`${id}-range`}>
        {strings.scoreOutOf(criterion.maxScore)}
      </span>
    </div>
  );
}

/** Hidden until it is opened: most criteria need no comment. */
function Comment({ value, onChange, disabled }: Pick<CriterionChoiceProps, "value" | "onChange" | "disabled">) {
  const [open, setOpen] = useState(value.comment !== "");
  if (!open) {
    return (
      <Button className="mt-1 -ms-3.5" disabled={disabled} onClick={() => setOpen(true)} variant="ghost">
        {strings.addComment}
      </Button>
    );
  }
  return (
    <Textarea
      className="mt-3"
      disabled={disabled}
      label={strings.criterionComment}
      onChange={(event) => onChange({ ...value, comment: event.target.value })}
      optional
      rows={2}
      value={value.comment}
    />
  );
}
