"use client";

import { cn } from "./cn.ts";
import { useDates } from "./reader.tsx";

type DateTextProps = {
  /** A calendar day ("2026-11-24") or an instant. */
  value: string | Date;
  /** relative: "Yesterday", else "18 Nov"; day: "18 Nov"; due: "Due in 2 days"; full: with year and time. */
  kind?: "relative" | "day" | "longDay" | "due" | "full" | "time";
  className?: string;
};

/** A calendar day as it is, an instant in the reader's time zone; the full date is shown on hover. */
export function DateText({ value, kind = "relative", className }: DateTextProps) {
  const dates = useDates();
  return (
    <time
      className={cn("num", className)}
      dateTime={dates.machine(value)}
      // Server and browser may have different versions of the locale data, with differences as small as a kind of
      // space.
      suppressHydrationWarning
      title={dates.full(value)}
    >
      {dates[kind](value)}
    </time>
  );
}
