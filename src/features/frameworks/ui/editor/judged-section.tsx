"use client";

import { useId } from "react";
import { methodsOf } from "#src/features/frameworks/editing/draft.ts";
import type { EditScale } from "#src/features/frameworks/editing/schema.ts";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { cn } from "#src/ui/cn.ts";
import { Field, FieldError } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { NumberInput } from "#src/ui/number-input.tsx";
import { Select } from "#src/ui/select.tsx";
import { useEditor, useItemEdits } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";
import { ExampleBox } from "./example-box.tsx";
import { type CompetencyProps, CountField, PutBack } from "./field-parts.tsx";
import { beforeOf } from "./marks.ts";

/** Scale, target and method, and what the method makes of some ratings. */
export function JudgedSection({ item, competency, scale }: CompetencyProps) {
  const { scales, faultOf, before } = useEditor();
  const { setCompetency } = useItemEdits(item.id);
  const was = before ? beforeOf(competency, before.items) : undefined;
  return (
    <div className="flex flex-col gap-4">
      <h3 className="text-md font-semibold">{strings.judged}</h3>
      <Select
        error={faultOf(item.id, "ratingScaleId")}
        label={strings.scale}
        onValueChange={(ratingScaleId) => setCompetency({ ratingScaleId })}
        options={scales.map(({ id, name }) => ({ value: id, label: name }))}
        value={scale?.id ?? null}
      />
      {scale ? (
        <TargetField
          error={faultOf(item.id, "targetRating")}
          key={scale.id}
          onChange={(targetRating) => setCompetency({ targetRating })}
          scale={scale}
          value={competency.targetRating}
        />
      ) : null}
      {before && was && scale && was.targetRating !== competency.targetRating ? (
        <PutBack change={{ ratingScaleId: was.ratingScaleId, targetRating: was.targetRating }} itemId={item.id}>
          {strings.was(
            targetWords(
              was.targetRating,
              scales.find(({ id }) => id === was.ratingScaleId),
            ),
            before.version,
          )}
        </PutBack>
      ) : null}
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,7rem)]">
        <Select
          error={faultOf(item.id, "scoringMethod")}
          label={strings.method}
          onValueChange={(scoringMethod) => setCompetency({ scoringMethod })}
          options={(scale ? methodsOf(scale) : []).map((value) => ({ value, label: strings.methods[value] }))}
          value={competency.scoringMethod}
        />
        {competency.scoringMethod === "N_TIMES" ? (
          <CountField
            error={faultOf(item.id, "nTimes")}
            label={strings.times}
            onChange={(nTimes) => setCompetency({ nTimes })}
            value={competency.nTimes ?? 1}
          />
        ) : null}
      </div>
      {was && before && was.scoringMethod !== competency.scoringMethod ? (
        <PutBack change={{ scoringMethod: was.scoringMethod, nTimes: was.nTimes }} itemId={item.id}>
          {strings.was(strings.methods[was.scoringMethod], before.version)}
        </PutBack>
      ) : null}
      {scale ? <ExampleBox competency={competency} scale={scale} /> : null}
    </div>
  );
}

export function targetWords(value: number, scale: EditScale | undefined): string {
  const level = scale?.kind === "NUMERIC" ? undefined : scale?.levels.find((one) => one.value === value);
  return level ? `${value} · ${wordOf(level)}` : String(value);
}

export function wordOf({ label, short }: EditScale["levels"][number]): string {
  return short ?? shortLevelWord(label);
}

function TargetField({
  scale,
  value,
  onChange,
  error,
}: {
  scale: EditScale;
  value: number;
  onChange: (value: number) => void;
  error: string | undefined;
}) {
  const id = useId();
  if (scale.kind === "NUMERIC" || scale.levels.length === 0) {
    return (
      <Field error={error} hint={strings.targetOf(scale.min, scale.max)} id={id} label={strings.target}>
        <NumberInput
          aria-describedby={`${id}-hint`}
          className={cn(inputStyle({ invalid: Boolean(error) }), "num w-28")}
          id={id}
          onValueChange={(next) => {
            if (next !== null && Number.isFinite(next)) onChange(next);
          }}
          value={value}
        />
      </Field>
    );
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{strings.target}</legend>
      <div className="flex divide-x divide-border overflow-x-auto rounded-ctl border border-control rtl:divide-x-reverse max-sm:flex-col max-sm:divide-x-0 max-sm:divide-y">
        {scale.levels.map((level) => {
          const isOn = level.value === value;
          // Everybody would have reached the lowest one.
          const isLowest = level.value <= scale.min;
          return (
            <label
              className={cn(
                "num relative flex min-h-12 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 px-1 py-1.5 text-center max-sm:flex-row max-sm:justify-start max-sm:gap-3 max-sm:px-3",
                "has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus",
                isOn ? "bg-accent-soft text-accent-soft-foreground ring-1 ring-accent ring-inset" : "bg-surface",
                isLowest && "bg-surface-secondary text-muted",
              )}
              key={level.value}
            >
              <input
                checked={isOn}
                className="absolute inset-0 size-full cursor-pointer appearance-none opacity-0 outline-none disabled:cursor-not-allowed"
                disabled={isLowest}
                name={id}
                onChange={() => onChange(level.value)}
                type="radio"
                value={level.value}
              />
              <span className="text-base font-semibold">{level.value}</span>
              <span className="max-w-full text-2xs leading-4 break-words max-sm:text-xs">{wordOf(level)}</span>
            </label>
          );
        })}
      </div>
      <FieldError id={undefined}>{error}</FieldError>
    </fieldset>
  );
}
