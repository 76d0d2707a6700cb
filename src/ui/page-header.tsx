import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence: the reader's standing, or the number of items. */
  description?: ReactNode;
  /** Buttons; at most one of them primary. */
  actions?: ReactNode;
  /** The parent page, shown above the title. */
  back?: { href: string; label: string };
  /** Badges beside the title. */
  status?: ReactNode;
  className?: string;
};

/** The only h1 of a page. */
export function PageHeader({ title, description, actions, back, status, className }: PageHeaderProps) {
  return (
    <header className={cn("mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4 max-md:mb-5", className)}>
      <div className="min-w-0">
        {back ? (
          <Link
            className="mb-1 -ms-1 inline-flex min-h-6 min-w-0 max-w-full print:hidden items-center gap-0.5 rounded-sm pe-1 text-sm font-medium text-muted hover:text-foreground"
            href={back.href}
          >
            <ChevronLeft aria-hidden className="size-4 shrink-0 rtl:-scale-x-100" />
            <span className="min-w-0 truncate">{back.label}</span>
          </Link>
        ) : null}
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight text-balance">{title}</h1>
          {status}
        </div>
        {description ? <p className="mt-1 max-w-[70ch] text-base text-muted">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
