"use client";

import { ArrowRight, CircleCheck, CircleDashed, Plus, X } from "lucide-react";
import { useState } from "react";
import type { EditCompetency, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { methodSentence } from "#src/features/progress/sentences.ts";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { IconButton } from "#src/ui/icon-button.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { formatLevel, LevelTile } from "#src/ui/level.tsx";
import { NumberInput } from "#src/ui/number-input.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./editor-strings.ts";
import { ordinal } from "./place-words.ts";
import { type Example, exampleDays, exampleRatings, workOut } from "./worked-example.ts";

type ExampleProps = { competency: EditCompetency; scale: EditScale };

const mostRatings = 8;

/** The method in one sentence, its formula, and what it makes of some ratings, by the rules that count real ones. */
export function ExampleBox({ competency, scale }: ExampleProps) {
  const [own, setOwn] = useState<readonly number[] | null>(null);
  const fits = own?.every((rating) => rating >= scale.min && rating <= scale.max) ?? false;
  const ratings = own && fits ? own : exampleRatings(competency, scale);
  const example = workOut(competency, scale, ratings);
  const { scoringMethod: method, nTimes } = competency;
  return (
    <div className="num rounded-card bg-surface-secondary px-4 py-3">
      <p className="text-base">
        <span className="font-semibold">{methodSentence(method, nTimes)}</span>{" "}
        <span aria-live="polite">
          {method === "MINIMUM_OF_CRITERIA" && competency.rubric.length === 0
            ? strings.exampleNoCriteria
            : example.completedAt === null
              ? strings.exampleOpen
              : `${strings.exampleCompletedAt(ordinal(example.completedAt))} ${strings.exampleStays}`}
        </span>
      </p>
      <p className="mt-0.5 text-sm text-muted">{strings.formulas[method]}</p>
      <div className="mt-3 flex flex-wrap items-start gap-x-3 gap-y-2">
        <RatingTiles competency={competency} onChange={own ? setOwn : undefined} ratings={ratings} scale={scale} />
        <ArrowRight aria-hidden className="mt-2.5 size-4 text-muted rtl:-scale-x-100" />
        <Outcome competency={competency} example={example} />
      </div>
      {own ? null : (
        <Button className="mt-1 -ms-3.5 text-sm text-accent" onClick={() => setOwn(ratings)} variant="ghost">
          {strings.tryYours}
        </Button>
      )}
    </div>
  );
}

function RatingTiles({
  competency,
  scale,
  ratings,
  onChange,
}: ExampleProps & { ratings: readonly number[]; onChange: ((ratings: readonly number[]) => void) | undefined }) {
  const dates = useDates();
  const days = exampleDays(ratings.length, dates.now);
  return (
    <ol className="flex flex-wrap items-start gap-2">
      {ratings.map((rating, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rating is nothing but its place and its value.
        <li className="flex flex-col items-center gap-1" key={index}>
          {onChange ? (
            <RatingField
              label={strings.rating(index + 1)}
              onChange={(next) => onChange(ratings.map((one, at) => (at === index ? next : one)))}
              scale={scale}
              value={rating}
            />
          ) : (
            <LevelTile
              className={cn(
                rating >= competency.targetRating && "ring-2 ring-accent ring-offset-2 ring-offset-surface-secondary",
              )}
              max={scale.max}
              min={scale.min}
              value={rating}
            />
          )}
          {onChange ? (
            ratings.length > 1 ? (
              <IconButton
                icon={<X aria-hidden />}
                label={strings.removeRating(index + 1)}
                onClick={() => onChange(ratings.filter((_, at) => at !== index))}
                size="sm"
              />
            ) : null
          ) : (
            <span className="text-xs text-muted" suppressHydrationWarning>
              <span className="sr-only">{formatLevel(rating)} </span>
              {dates.day(days[index] ?? dates.now)}
            </span>
          )}
        </li>
      ))}
      {onChange && ratings.length < mostRatings ? (
        <li>
          <IconButton
            icon={<Plus aria-hidden />}
            label={strings.addRating}
            onClick={() => onChange([...ratings, competency.targetRating])}
          />
        </li>
      ) : null}
    </ol>
  );
}

function RatingField({
  label,
  value,
  scale,
  onChange,
}: {
  label: string;
  value: number;
  scale: EditScale;
  onChange: (value: number) => void;
}) {
  if (scale.kind === "NUMERIC" || scale.levels.length === 0) {
    return (
      <NumberInput
        aria-label={label}
        className={cn(inputStyle(), "num w-16 px-2 text-center")}
        onValueChange={(next) => {
          if (next !== null && next >= scale.min && next <= scale.max) onChange(next);
        }}
        value={value}
      />
    );
  }
  return (
    <select
      aria-label={label}
      className={cn(inputStyle(), "num w-16 px-2 text-center")}
      onChange={(event) => onChange(Number(event.target.value))}
      value={value}
    >
      {scale.levels.map((level) => (
        <option key={level.value} value={level.value}>
          {level.value}
        </option>
      ))}
    </select>
  );
}

function Outcome({ competency, example }: { competency: EditCompetency; example: Example }) {
  const { score, atTarget, completedAt } = example;
  const isCompleted = completedAt !== null;
  const result =
    competency.scoringMethod === "N_TIMES"
      ? strings.exampleCount(atTarget, competency.nTimes ?? 1)
      : score.result === null
        ? strings.exampleNone
        : strings.exampleResult(formatLevel(score.result), formatLevel(competency.targetRating));
  return (
    <p aria-live="polite" className="min-w-0 text-sm">
      <span className="block font-semibold">{result}</span>
      {isCompleted ? (
        <span className="flex items-center gap-1.5 text-success">
          <CircleCheck aria-hidden className="size-4" />
          {strings.exampleCompleted}
        </span>
      ) : (
        <span className="flex items-center gap-1.5 text-muted">
          <CircleDashed aria-hidden className="size-4" />
          {strings.exampleOpen}
        </span>
      )}
    </p>
  );
}
