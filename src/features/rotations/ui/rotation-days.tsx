"use client";

import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./strings.ts";

/** "1 Sept – 18 Dec". */
export function RotationDays({ startsOn, endsOn }: { startsOn: string; endsOn: string }) {
  const dates = useDates();
  return (
    // Server and browser may have different versions of the locale data.
    <span className="num whitespace-nowrap" suppressHydrationWarning>
      {strings.fromTo(dates.day(startsOn), dates.day(endsOn))}
    </span>
  );
}
