import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type FigureTileProps = {
  label: string;
  /** The figure. `null` means unknown and is shown in words: never pass 0 for it. */
  value: ReactNode | null;
  /** Small text after the figure: "of 45", "weeks". */
  unit?: ReactNode;
  /** One line of context below it. */
  note?: ReactNode;
  icon?: ReactNode;
  /** Amber or red only if something is due or wrong; the icon and the note say the same. */
  tone?: "plain" | "warning" | "danger";
  /** The list that the figure counts: the whole tile leads there. */
  href?: string;
  className?: string;
};

export function FigureTile({ label, value, unit, note, icon, tone = "plain", href, className }: FigureTileProps) {
  return (
    <div
      data-figure=""
      className={cn(
        "flex min-w-0 flex-col rounded-card border border-border bg-surface p-5 shadow-1 max-md:p-4",
        href && "relative transition-colors duration-150 hover:bg-surface-secondary",
        className,
      )}
    >
      <div className="flex items-start justify-between gap-2">
        {href ? (
          <Link
            className="rounded-sm text-sm text-muted after:absolute after:inset-0 after:rounded-card hover:text-foreground focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-(--focus)"
            href={href}
          >
            {label}
          </Link>
        ) : (
          <span className="text-sm text-muted">{label}</span>
        )}
        {icon ? (
          <span
            aria-hidden
            className={cn(
              "text-muted [&_svg]:size-4",
              tone === "warning" && "text-warning",
              tone === "danger" && "text-danger",
            )}
          >
            {icon}
          </span>
        ) : null}
      </div>
      {value === null ? (
        <p className="mt-1.5 text-md font-medium text-muted">{strings.notEnoughEvidence}</p>
      ) : (
        <p className="num mt-1.5 flex flex-wrap items-baseline gap-x-1.5">
          <span className="text-kpi font-semibold tracking-tight">{value}</span>
          {unit ? <span className="text-md text-muted">{unit}</span> : null}
        </p>
      )}
      {note ? (
        <p
          className={cn(
            "num mt-1.5 text-xs text-muted",
            tone === "warning" && "text-warning",
            tone === "danger" && "text-danger",
          )}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}

/** Four columns on a large screen, two on a phone. */
export function FigureGrid({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cn("grid grid-cols-2 gap-4 lg:grid-cols-4 lg:gap-5 max-[359px]:grid-cols-1", className)}>
      {children}
    </div>
  );
}
