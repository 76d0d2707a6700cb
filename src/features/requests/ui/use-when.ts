"use client";

import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./strings.ts";

/** An instant within a sentence: "yesterday", "5 days ago", "on 17 Nov". */
export function useWhen(): (value: string) => string {
  const dates = useDates();
  return (value) => {
    if (Math.abs(dates.daysFromToday(value)) >= 7) return strings.on(dates.day(value));
    const words = dates.relative(value);
    return words.charAt(0).toLocaleLowerCase(dates.locale) + words.slice(1);
  };
}
