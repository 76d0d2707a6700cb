"use client";

import { inSentence } from "#src/ui/in-sentence.ts";
import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./strings.ts";

/** Since when the figures are so: "Figures as of today, 16:05." */
export function Fresh({ at }: { at: string }) {
  const dates = useDates();
  return (
    <time dateTime={at} suppressHydrationWarning title={dates.full(at)}>
      {strings.asOf(inSentence(dates.relative(at)))}
    </time>
  );
}
