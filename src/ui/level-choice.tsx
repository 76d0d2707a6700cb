"use client";

import { useId, useState } from "react";
import { ChoiceRow } from "./choice-row.tsx";
import { cn } from "./cn.ts";
import { FieldError, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";
import { LevelTile, type Scale } from "./level.tsx";
import { NumberInput } from "./number-input.tsx";
import { strings } from "./strings.ts";

type LevelChoiceProps = {
  /** The name of what is judged: "Entrustment level". */
  label: string;
  /** The scale's question: "How much supervision did the student need?" */
  question?: string | undefined;
  scale: Scale;
  /** `null` until the assessor chooses: nothing is preselected. NaN while what was typed is not a number. */
  value: number | null;
  /** Called with `null` when a typed number is cleared. */
  onValueChange: (value: number | null) => void;
  /** Marked on its row. */
  target?: number | undefined;
  error?: string | undefined;
  disabled?: boolean;
  /** The form field's name; `scrollToField` also uses it. */
  name?: string;
  /** For a criterion inside a rubric: a smaller heading and rows of 48 px. */
  dense?: boolean;
  className?: string;
};

/**
 * One row for each level with number, word and sentence. It uses native radios: arrows move, nothing is preselected,
 * and the whole row is the target. A NUMERIC scale has a number field, since its decimals have no rows.
 */
export function LevelChoice(props: LevelChoiceProps) {
  return props.scale.kind === "NUMERIC" ? <NumericChoice {...props} /> : <RowChoice {...props} />;
}

function RowChoice({
  label,
  question,
  scale,
  value,
  onValueChange,
  target,
  error,
  disabled = false,
  name,
  dense = false,
  className,
}: LevelChoiceProps) {
  const id = useId();
  const ids = fieldIds(id, { hint: question, error });
  const showTile = scale.kind !== "BINARY";

  return (
    <div
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      aria-labelledby={`${id}-label`}
      aria-required
      className={cn("min-w-0", className)}
      data-field={name}
      aria-disabled={disabled || undefined}
      role="radiogroup"
    >
      <ChoiceHeading dense={dense} hintId={ids.hintId} id={`${id}-label`} label={label} question={question} />
      <div className={cn("flex flex-col", dense ? "gap-1.5" : "gap-2 max-md:gap-1.5")}>
        {scale.levels.map((level) => (
          <ChoiceRow
            checked={value === level.value}
            className={dense ? "min-h-12 py-1.5" : "min-h-14 py-2 md:rounded-card"}
            disabled={disabled}
            invalid={Boolean(error)}
            key={level.value}
            name={name ?? id}
            onChoose={() => onValueChange(level.value)}
            value={level.value}
          >
            {showTile ? (
              <LevelTile
                className={dense ? "size-8 text-base" : ""}
                max={scale.maxValue}
                min={scale.minValue}
                value={level.value}
              />
            ) : null}
            <span className="min-w-0 flex-1">
              <span className="block text-base font-medium max-md:text-md max-md:leading-5">
                {showTile ? <span className="sr-only">{level.value} </span> : null}
                {level.label}
              </span>
              {level.description ? (
                <span className="block text-sm leading-[18px] text-muted">{level.description}</span>
              ) : null}
            </span>
            {target === level.value ? <span className="text-xs text-muted">{strings.targetLevel}</span> : null}
          </ChoiceRow>
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

function NumericChoice({
  label,
  question,
  scale,
  value,
  onValueChange,
  target,
  error: givenError,
  disabled = false,
  name,
  dense = false,
  className,
}: LevelChoiceProps) {
  const id = useId();
  const [isLeft, setLeft] = useState(false);
  const error = givenError ?? (isLeft && Number.isNaN(value) ? strings.notANumber : undefined);
  const range = strings.levelInputHint(String(scale.minValue), String(scale.maxValue));
  const hint = [question, range].filter(Boolean).join(" ");
  const ids = fieldIds(id, { hint, error });

  return (
    <div className={cn("min-w-0", className)} data-field={name}>
      <label htmlFor={id}>
        <ChoiceHeading dense={dense} hintId={ids.hintId} id={`${id}-label`} label={label} question={hint} />
      </label>
      <div className="flex items-center gap-3">
        <NumberInput
          aria-describedby={ids.describedBy}
          aria-invalid={error ? true : undefined}
          aria-required
          className={cn(inputStyle({ invalid: Boolean(error) }), "num w-28 text-md font-semibold")}
          disabled={disabled}
          id={id}
          name={name}
          onBlur={() => setLeft(true)}
          onFocus={() => setLeft(false)}
          onValueChange={onValueChange}
          value={value}
        />
        <span className="num text-sm text-muted">
          {strings.of(scale.maxValue)}
          {target === undefined ? null : strings.andTarget(String(target))}
        </span>
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

function ChoiceHeading({
  id,
  hintId,
  label,
  question,
  dense,
}: {
  id: string;
  hintId: string | undefined;
  label: string;
  question: string | undefined;
  dense: boolean;
}) {
  return (
    <span className={cn("block", dense ? "mb-2" : "mb-3 max-md:mb-2")}>
      <span className={cn("block", dense ? "text-base font-medium" : "text-md font-semibold")} id={id}>
        {label}
      </span>
      {question ? (
        <span className={cn("block text-muted", dense ? "text-sm" : "text-base")} id={hintId}>
          {question}
        </span>
      ) : null}
    </span>
  );
}
