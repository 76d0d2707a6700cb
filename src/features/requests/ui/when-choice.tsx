"use client";

import { addDays } from "#src/lib/day.ts";
import { cn } from "#src/ui/cn.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { strings } from "./strings.ts";

export type When = { choice: "today" | "yesterday" | "other"; day: string; time: string };

/** The chosen day of the school; empty where none is chosen yet. */
export function dayOf(when: When, today: string): string {
  if (when.choice === "today") return today;
  return when.choice === "yesterday" ? addDays(today, -1) : when.day;
}

type WhenChoiceProps = {
  when: When;
  onChange: (when: When) => void;
  /** Days of the school. */
  today: string;
  earliestOn: string;
  errors: { day?: string | undefined; time?: string | undefined };
  disabled: boolean;
};

/** Today, yesterday or another day within the school's limit, and about what time; with the phone's own pickers. */
export function WhenChoice({ when, onChange, today, earliestOn, errors, disabled }: WhenChoiceProps) {
  const daysBack = Math.round((Date.parse(today) - Date.parse(earliestOn)) / 86_400_000);
  const choices = [
    { value: "today", label: strings.today, isOffered: true },
    { value: "yesterday", label: strings.yesterday, isOffered: daysBack >= 1 },
    { value: "other", label: strings.anotherDay, isOffered: daysBack >= 2 },
  ] as const;
  return (
    <div>
      <div aria-describedby="when-hint" aria-labelledby="when-label" role="radiogroup">
        <h2 className="text-md font-semibold" id="when-label">
          {strings.when}
        </h2>
        <p className="num text-sm text-muted" id="when-hint">
          {strings.whenHelp(daysBack)}
        </p>
        <div className="mt-3 grid auto-cols-fr grid-flow-col gap-2">
          {choices
            .filter(({ isOffered }) => isOffered)
            .map(({ value, label }) => (
              <label
                className={cn(
                  "relative flex min-h-12 items-center justify-center rounded-ctl border px-1 text-center font-medium transition-colors duration-150",
                  when.choice === value
                    ? "border-accent bg-accent-soft ring-1 ring-accent ring-inset"
                    : "border-border bg-surface hover:bg-surface-secondary",
                  "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
                  disabled && "opacity-60",
                )}
                key={value}
              >
                <input
                  checked={when.choice === value}
                  className="absolute inset-0 size-full cursor-pointer appearance-none opacity-0 outline-none"
                  disabled={disabled}
                  name="when"
                  onChange={() => onChange({ ...when, choice: value })}
                  type="radio"
                  value={value}
                />
                {label}
              </label>
            ))}
        </div>
      </div>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        {when.choice === "other" ? (
          <TextField
            disabled={disabled}
            error={errors.day}
            label={strings.whichDay}
            max={today}
            min={earliestOn}
            name="day"
            onChange={(event) => onChange({ ...when, day: event.target.value })}
            required
            type="date"
            value={when.day}
          />
        ) : null}
        <TextField
          disabled={disabled}
          error={errors.time}
          inputClassName="max-w-36"
          label={strings.time}
          name="time"
          onChange={(event) => onChange({ ...when, time: event.target.value })}
          required
          type="time"
          value={when.time}
        />
      </div>
    </div>
  );
}
