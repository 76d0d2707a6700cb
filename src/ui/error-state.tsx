"use client";

import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type ErrorStateProps = {
  /** What happened. */
  title?: string;
  /** What is not affected, and what to do. */
  description?: ReactNode;
  /** For the school's help desk: the requestId of a problem. */
  reference?: string | undefined;
  onRetry?: (() => void) | undefined;
  retrying?: boolean;
  /** Further actions beside "Try again". */
  actions?: ReactNode;
  /** "h1" if it is the whole page. */
  heading?: "h1" | "h2";
  compact?: boolean;
  className?: string;
};

export function ErrorState({
  title = strings.errorTitle,
  description,
  reference,
  onRetry,
  retrying = false,
  actions,
  heading: Heading = "h2",
  compact = false,
  className,
}: ErrorStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center justify-center px-6 text-center",
        compact ? "py-10" : "min-h-96 py-16",
        className,
      )}
      role="alert"
    >
      <span
        aria-hidden
        className="mb-5 inline-flex size-12 items-center justify-center rounded-full bg-danger-soft text-danger-soft-foreground"
      >
        <TriangleAlert className="size-5.5" />
      </span>
      <Heading className={cn("font-semibold", compact ? "text-md" : "text-lg")}>{title}</Heading>
      <p className="mt-1.5 max-w-[42ch] text-base text-pretty text-muted">
        {description ?? `${strings.errorSafe} ${strings.errorWhatToDo}`}
      </p>
      {reference ? <p className="num mt-2 text-xs text-muted">{strings.errorReference(reference)}</p> : null}
      {onRetry || actions ? (
        <div className="mt-6 flex flex-wrap justify-center gap-2">
          {onRetry ? (
            <Button loading={retrying} onClick={onRetry} variant="primary">
              {strings.tryAgain}
            </Button>
          ) : null}
          {actions}
        </div>
      ) : null}
    </div>
  );
}
