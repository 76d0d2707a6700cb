"use client";

import { cn } from "./cn.ts";
import { useDates } from "./reader.tsx";

type DateTileProps = {
  /** A calendar day ("2026-11-24") or an instant. */
  value: string | Date;
  /** Amber if due soon, red if late; the text of the row says the same. */
  tone?: "plain" | "warning" | "danger";
  className?: string;
};

/** Day above month, at the start of a deadline's row. */
export function DateTile({ value, tone = "plain", className }: DateTileProps) {
  const dates = useDates();
  const { day, month } = dates.tile(value);
  return (
    <time
      className={cn(
        "num inline-flex size-11 shrink-0 flex-col items-center justify-center rounded-ctl border leading-none",
        tone === "plain" && "border-border bg-surface",
        tone === "warning" && "border-transparent bg-warning-soft text-warning-soft-foreground",
        tone === "danger" && "border-transparent bg-danger-soft text-danger-soft-foreground",
        className,
      )}
      dateTime={dates.machine(value)}
      suppressHydrationWarning
      title={dates.full(value)}
    >
      <span className="text-base font-semibold" suppressHydrationWarning>
        {day}
      </span>
      <span className="text-2xs" suppressHydrationWarning>
        {month}
      </span>
    </time>
  );
}
