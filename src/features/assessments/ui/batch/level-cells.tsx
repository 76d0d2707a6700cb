"use client";

import { Check } from "lucide-react";
import { type ClipboardEvent, useId } from "react";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { cn } from "#src/ui/cn.ts";
import { FieldError } from "#src/ui/field.tsx";
import { inputStyle } from "#src/ui/input-style.ts";
import { formatLevel, tintOf } from "#src/ui/level.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { batchStrings as strings } from "./batch-strings.ts";
import { readLevel, type Scale } from "./batch-values.ts";
import { gridRoles } from "./grid-roles.ts";

export function cellButton(more?: string): string {
  return cn(
    "num inline-flex items-center justify-center gap-1.5 rounded-ctl border border-border bg-surface font-medium text-foreground outline-none transition-colors duration-100 hover:border-control focus-visible:outline-2 focus-visible:outline-focus disabled:opacity-60",
    more,
  );
}

type CellsProps = {
  name: string;
  scale: Scale;
  target: number;
  value: string;
  column: number | null;
  isLocked: boolean;
  /** What was submitted, while it is being sent. */
  sentRating: number | undefined;
  onFocusColumn: (column: number) => void;
  onLevel: (level: string, moves: boolean) => void;
};

/** One cell for each level; the chosen one is filled, and has a tick. */
export function LevelCells({
  name,
  scale,
  target,
  value,
  column,
  isLocked,
  sentRating,
  onFocusColumn,
  onLevel,
}: CellsProps) {
  const reading = readLevel(value, scale);
  const chosen = sentRating ?? (reading && "rating" in reading ? reading.rating : undefined);
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-1.5 @4xl:contents" {...gridRoles.none}>
      {scale.levels.map((level, index) => {
        const isChosen = chosen === level.value;
        const isTarget = level.value === target;
        const word = shortLevelWord(level.label);
        return (
          <div
            className={cn(
              "flex min-w-0 items-center @4xl:border-s @4xl:border-separator @4xl:p-1",
              isTarget && "@4xl:bg-accent-soft/60",
            )}
            key={level.value}
            {...gridRoles.cell}
          >
            <button
              aria-label={strings.levelOf(
                [
                  scale.kind === "BINARY" ? word : kit.levelWord(formatLevel(level.value), word),
                  isTarget && scale.kind !== "BINARY" ? `, ${strings.isTarget}` : "",
                ].join(""),
                name,
              )}
              aria-pressed={isChosen}
              className={cn(
                "num flex h-11 w-full min-w-0 items-center justify-center gap-1.5 rounded-ctl text-base text-muted outline-none focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-focus touch:h-12",
                isChosen
                  ? cn(tintOf(level.value, scale.min, scale.max), "font-semibold")
                  : "border-control hover:bg-surface-tertiary @max-4xl:border",
                isTarget && !isChosen && "@max-4xl:border-2 @max-4xl:border-dashed",
              )}
              data-level-column={index}
              disabled={isLocked}
              onClick={() => onLevel(isChosen ? "" : String(level.value), false)}
              onFocus={() => onFocusColumn(index)}
              tabIndex={column === index ? 0 : -1}
              type="button"
            >
              {isChosen ? <Check aria-hidden className="size-4 shrink-0" /> : null}
              {scale.kind === "BINARY" ? word : formatLevel(level.value)}
            </button>
          </div>
        );
      })}
    </div>
  );
}

/** One column for a number, typed. */
export function NumberCell({
  name,
  scale,
  target,
  value,
  column,
  isLocked,
  sentRating,
  onFocusColumn,
  onLevel,
  onPaste,
}: CellsProps & { onPaste: (event: ClipboardEvent) => void }) {
  const id = useId();
  const reading = readLevel(value, scale);
  const fault = reading && "fault" in reading ? reading : undefined;
  return (
    <div className="min-w-0 @4xl:border-s @4xl:border-separator @4xl:px-3 @4xl:py-1" {...gridRoles.cell}>
      <span className="flex items-center gap-2">
        <input
          aria-describedby={fault ? `${id}-error` : undefined}
          aria-invalid={fault ? true : undefined}
          aria-label={strings.ratingOf(name)}
          autoComplete="off"
          className={cn(inputStyle({ invalid: Boolean(fault) }), "num w-20 text-center font-semibold")}
          data-level-column={0}
          disabled={isLocked}
          inputMode="decimal"
          onChange={(event) => onLevel(event.target.value, false)}
          onFocus={() => onFocusColumn(0)}
          onPaste={onPaste}
          tabIndex={column === 0 ? 0 : -1}
          type="text"
          value={sentRating === undefined ? value : formatLevel(sentRating)}
        />
        <span className="num text-xs text-muted">
          {kit.of(scale.max)}
          {kit.andTarget(formatLevel(target))}
        </span>
      </span>
      <FieldError id={`${id}-error`}>{fault ? `${fault.fault}. ${fault.wayOut}` : undefined}</FieldError>
    </div>
  );
}
