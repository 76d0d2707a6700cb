"use client";

import { cn } from "./cn.ts";
import { inSentence } from "./in-sentence.ts";
import { useDates } from "./reader.tsx";

type DateTextProps = {
  /** A calendar day ("2026-11-24") or an instant. */
  value: string | Date;
  /** relative: "Yesterday", else "18 Nov"; day: "18 Nov"; due: "Due in 2 days"; full: with year and time. */
  kind?: "relative" | "day" | "longDay" | "due" | "full" | "time";
  /** After other words: "today, 09:40". */
  withinSentence?: boolean;
  className?: string;
};

/** A calendar day as it is, an instant in the reader's time zone; the full date is shown on hover. */
export function DateText({ value, kind = "relative", withinSentence = false, className }: DateTextProps) {
  const dates = useDates();
  const text = dates[kind](value);
  return (
    <time
      className={cn("num", className)}
      dateTime={dates.machine(value)}
      // Server and browser may have different versions of the locale data, with differences as small as a kind of
      // space.
      suppressHydrationWarning
      title={dates.full(value)}
    >
      {withinSentence ? inSentence(text) : text}
    </time>
  );
}
