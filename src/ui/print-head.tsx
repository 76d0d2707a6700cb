"use client";

import { useDates } from "./reader.tsx";
import { strings } from "./strings.ts";

/** The head of a printed page; its title follows as the page's own. Not on the screen. */
export function PrintHead() {
  const dates = useDates();
  return (
    <p
      className="mb-5 hidden justify-between gap-4 border-b border-border pb-2 text-xs text-muted print:flex"
      data-print-head=""
    >
      <span>{strings.productName}</span>
      <span suppressHydrationWarning>{strings.printedOn(dates.full(dates.now))}</span>
    </p>
  );
}
