"use client";

import { Controller, type UseFormReturn, useWatch } from "react-hook-form";
import { decimalOrNaN } from "#src/lib/parse-decimal.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { LevelTile } from "#src/ui/level.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { Select } from "#src/ui/select.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { type ImportSettings, isWholeNumber, limits } from "./import-settings-values.ts";
import { strings } from "./import-strings.ts";
import { isTargetOf, methods, obstacleOf, type RatingScale } from "./scoring.ts";

type RatingFieldsProps = {
  form: UseFormReturn<ImportSettings>;
  scales: readonly RatingScale[];
  /** Selects do not fire an event that the form could listen to. */
  onKeep: () => void;
};

/** The scale with its levels, the target on it, and the method that combines several assessments into one result. */
export function RatingFields({ form, scales, onKeep }: RatingFieldsProps) {
  const { control, register, setValue, formState } = form;
  const [scaleId, method, target] = useWatch({ control, name: ["ratingScaleId", "scoringMethod", "targetRating"] });
  const scale = scales.find((each) => each.id === scaleId);
  if (!scale) return null;
  const offered = methods.filter((each) => obstacleOf(each, scale) === undefined);

  const changeScale = (next: string) => {
    const chosen = scales.find((each) => each.id === next);
    if (!chosen) return;
    setValue("ratingScaleId", next);
    setValue("targetRating", chosen.defaultTarget, { shouldValidate: true });
    if (obstacleOf(method, chosen)) setValue("scoringMethod", "LATEST");
    onKeep();
  };

  return (
    <Card>
      <CardHeader title={strings.ratingTitle} />
      <CardBody className="flex flex-col gap-5 pt-0">
        <div className="grid gap-4 md:grid-cols-2">
          <Select
            label={strings.scale}
            name="ratingScaleId"
            onValueChange={changeScale}
            options={scales.map((each) => ({ value: each.id, label: each.name }))}
            value={scaleId}
          />
          {scale.kind === "NUMERIC" ? (
            <TextField
              error={formState.errors.targetRating?.message}
              hint={strings.targetNumberHint(scale.min, scale.max)}
              inputMode="decimal"
              label={strings.target}
              {...register("targetRating", {
                setValueAs: decimalOrNaN,
                validate: (value, { ratingScaleId }) => {
                  const on = scales.find((each) => each.id === ratingScaleId);
                  return !on || isTargetOf(value, on) || strings.targetWrong(on.min, on.max);
                },
              })}
            />
          ) : (
            <Controller
              control={control}
              name="targetRating"
              render={({ field }) => (
                <Select
                  label={strings.target}
                  name="targetRating"
                  onValueChange={(value) => {
                    field.onChange(Number(value));
                    onKeep();
                  }}
                  options={scale.levels
                    .filter((level) => level.value > scale.min)
                    .map((level) => ({ value: String(level.value), label: `${level.value} · ${level.label}` }))}
                  value={Number.isFinite(field.value) ? String(field.value) : null}
                />
              )}
            />
          )}
        </div>
        <ScaleLevels scale={scale} target={target} />
        <Controller
          control={control}
          name="scoringMethod"
          render={({ field }) => (
            <RadioGroup
              hint={offered.includes("AVERAGE") ? undefined : strings.meanNeedsNumbers}
              label={strings.method}
              name="scoringMethod"
              onValueChange={(value) => {
                field.onChange(value);
                onKeep();
              }}
              options={offered.map((each) => ({ value: each, ...strings.methods[each] }))}
              value={field.value}
            />
          )}
        />
        {method === "N_TIMES" ? (
          <TextField
            className="max-w-56"
            error={formState.errors.nTimes?.message}
            inputMode="numeric"
            label={strings.nTimes}
            {...register("nTimes", {
              setValueAs: decimalOrNaN,
              validate: (value) => isWholeNumber(value, limits.nTimes) || strings.wholeNumber(limits.nTimes),
            })}
          />
        ) : null}
      </CardBody>
    </Card>
  );
}

/** The levels in the words that assessors read, with the target marked by a word. */
function ScaleLevels({ scale, target }: { scale: RatingScale; target: number }) {
  return (
    <ul
      aria-label={strings.scaleLevels}
      className="grid gap-x-6 gap-y-2.5 rounded-ctl bg-surface-secondary p-4 md:grid-cols-2"
    >
      {scale.levels.map((level) => (
        <li className="flex min-w-0 items-start gap-3" key={level.value}>
          <LevelTile className="size-7 text-sm" max={scale.max} min={scale.min} value={level.value} />
          <span className="min-w-0 text-sm">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 font-medium">
              <span>
                <span className="sr-only">{level.value} </span>
                {level.label}
              </span>
              {level.value === target ? <Badge tone="accent">{strings.targetMark}</Badge> : null}
            </span>
            {level.description ? <span className="block text-muted">{level.description}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
