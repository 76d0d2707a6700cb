"use client";

import { cn } from "./cn.ts";

type SegmentedProps<Value> = {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
};

/** A choice between a few words in a row, each in sight; it scrolls sideways where there is no room. */
export function Segmented<Value extends string | null>({
  label,
  options,
  value,
  onValueChange,
}: SegmentedProps<Value>) {
  return (
    <fieldset
      aria-label={label}
      className="flex max-w-full min-w-0 gap-1 overflow-x-auto rounded-ctl border border-border bg-surface p-1"
    >
      {options.map((option) => (
        <button
          aria-pressed={option.value === value}
          className={cn(
            "num h-8 rounded-md px-3 text-sm font-medium whitespace-nowrap text-muted outline-offset-[-2px] hover:text-foreground touch:h-11",
            option.value === value && "bg-accent-soft text-accent-soft-foreground",
          )}
          key={option.value ?? ""}
          onClick={() => onValueChange(option.value)}
          type="button"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
