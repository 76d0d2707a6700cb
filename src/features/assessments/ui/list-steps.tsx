"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { iconButtonStyle } from "#src/ui/icon-button.tsx";
import { centreStrings as strings } from "./centre-strings.ts";
import { type ListedWork, useListedBeside } from "./listed-work.ts";

/** The lines before and after this one in the list that it was opened from. */
export function ListSteps() {
  const path = usePathname();
  const query = useSearchParams().toString();
  const { previous, next } = useListedBeside(query === "" ? path : `${path}?${query}`);
  if (!previous && !next) return null;
  return (
    <nav aria-label={strings.steps} className="flex shrink-0 items-center print:hidden">
      {previous ? (
        <Link
          aria-label={strings.previousStudent(previous.student)}
          className={iconButtonStyle()}
          href={previous.href}
          title={strings.previousStudent(previous.student)}
        >
          <ChevronLeft aria-hidden className="rtl:-scale-x-100" />
        </Link>
      ) : null}
      {next ? <NextStep next={next} /> : null}
    </nav>
  );
}

function NextStep({ next }: { next: ListedWork }) {
  return (
    <Link
      className="inline-flex h-10 max-w-56 items-center gap-1 rounded-ctl px-2 text-sm font-medium text-muted hover:bg-surface-secondary hover:text-foreground touch:h-11 touch:min-w-11 touch:justify-center"
      href={next.href}
    >
      <span className="truncate max-md:sr-only">{strings.nextStudent(next.student)}</span>
      <ChevronRight aria-hidden className="size-5 shrink-0 rtl:-scale-x-100" />
    </Link>
  );
}
