import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { iconButtonStyle } from "./icon-button.tsx";
import { StickyFooter, StickyHeader } from "./sticky-bar.tsx";

type TaskPageProps = {
  title: string;
  back: { href: string; label: string };
  /** "Draft saved": changes without a visual effect, and is announced. */
  status?: ReactNode;
  /** Links to the tasks beside this one, in the list that it was opened from. */
  steps?: ReactNode;
  /** Buttons: the primary one has `size="lg"` and grows. */
  footer?: ReactNode;
  /** As wide as the page, for a task that is a table. */
  isWide?: boolean;
  /** TaskSections. */
  children: ReactNode;
};

/**
 * One task on a separate page, such as an assessment: title and back link stay at the top, the buttons at the bottom.
 * On a phone it takes the whole screen, on a large screen a column of 720 px inside the shell.
 */
export function TaskPage({ title, back, status, steps, footer, isWide = false, children }: TaskPageProps) {
  return (
    <div
      className={cn(
        "mx-auto flex flex-col bg-surface max-md:-mx-4 max-md:-mt-5 max-md:-mb-28 max-md:min-h-dvh md:rounded-card md:border md:border-border md:shadow-1",
        !isWide && "max-w-[720px]",
      )}
      data-task-page=""
    >
      <StickyHeader className="sticky top-0 z-20 flex h-14 print:static items-center gap-2 border-b border-border bg-surface ps-1.5 pe-4 md:top-16 md:rounded-t-card md:ps-2.5 md:pe-6">
        <Link aria-label={back.label} className={iconButtonStyle()} href={back.href}>
          <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
        </Link>
        <h1 className="min-w-0 flex-1 truncate text-md font-semibold">{title}</h1>
        <span aria-live="polite" className="shrink-0 text-sm text-muted">
          {status}
        </span>
        {steps}
      </StickyHeader>
      <div className="flex-1 divide-y divide-separator">{children}</div>
      {footer ? (
        <StickyFooter className="sticky bottom-0 z-20 flex gap-2 print:hidden border-t border-border bg-surface px-4 pt-3 pb-[max(12px,env(safe-area-inset-bottom))] md:justify-end md:rounded-b-card md:px-6 max-[359px]:[&>*]:px-3">
          {footer}
        </StickyFooter>
      ) : null}
    </div>
  );
}

/** A section of the task, with space and a line below it. */
export function TaskSection({ className, children }: { className?: string; children: ReactNode }) {
  return <section className={cn("px-4 py-6 md:px-6", className)}>{children}</section>;
}
