import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type EmptyStateProps = {
  icon?: ReactNode;
  title: string;
  /** What will be shown here, and when. */
  description: ReactNode;
  /** The one next step, and at most one secondary action. */
  actions?: ReactNode;
  /** Smaller padding, for use inside a card with other content. */
  /** "h1" if it is the whole page. */
  heading?: "h1" | "h2";
  compact?: boolean;
  className?: string;
};

/** Explains what will be shown in an empty place. Put it inside a Card. */
export function EmptyState({
  icon,
  title,
  description,
  actions,
  heading: Heading = "h2",
  compact = false,
  className,
}: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center justify-center px-6 text-center",
        compact ? "py-10" : "min-h-96 py-16",
        className,
      )}
    >
      {icon ? (
        <span
          aria-hidden
          className="mb-5 inline-flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent-soft-foreground [&_svg]:size-5.5"
        >
          {icon}
        </span>
      ) : null}
      <Heading className={cn("font-semibold", compact ? "text-md" : "text-lg")}>{title}</Heading>
      <p className="mt-1.5 max-w-96 text-base text-pretty text-muted">{description}</p>
      {actions ? <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
