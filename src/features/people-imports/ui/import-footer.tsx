import type { ReactNode } from "react";
import { StickyFooter } from "#src/ui/sticky-bar.tsx";

/** The buttons of a step, always visible; on a phone above the bottom bar. */
export function ImportFooter({ note, children }: { note: ReactNode; children: ReactNode }) {
  return (
    <StickyFooter
      as="div"
      className="sticky bottom-[72px] z-20 flex flex-wrap items-center justify-between gap-x-5 gap-y-2 rounded-card border border-border bg-surface py-2.5 ps-5 pe-3 shadow-2 max-md:px-3 md:bottom-4"
    >
      <span aria-live="polite" className="num text-sm font-medium empty:hidden max-md:w-full max-md:text-center">
        {note}
      </span>
      <span className="flex flex-wrap items-center gap-2 md:ms-auto max-md:w-full max-md:[&>*]:flex-1">{children}</span>
    </StickyFooter>
  );
}
