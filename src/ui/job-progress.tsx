"use client";

import { CircleCheck, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { strings } from "./strings.ts";

type JobProgressProps = {
  /** The job in words: "Assigning 45 competencies to 120 students". */
  label: string;
  state: "running" | "done" | "failed";
  /** `total` null while it is not known yet. */
  done: number;
  total: number | null;
  /** What has happened or follows; for a failure, what is not affected and what to do. */
  detail?: ReactNode;
  onRetry?: () => void;
  actions?: ReactNode;
  className?: string;
};

/** Work in the background: the user may leave the page, and the numbers are still there on return. */
export function JobProgress({ label, state, done, total, detail, onRetry, actions, className }: JobProgressProps) {
  const share = state === "done" ? 100 : total === null || total === 0 ? null : (done / total) * 100;
  const words =
    state === "done"
      ? strings.jobDone
      : state === "failed"
        ? strings.jobFailed
        : total === null
          ? strings.loading
          : strings.outOf(done, total);
  return (
    <div className={cn("min-w-0", className)}>
      <div className="mb-2 flex items-center gap-2.5">
        {state === "running" ? <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-accent" /> : null}
        {state === "done" ? <CircleCheck aria-hidden className="size-4 shrink-0 text-success" /> : null}
        {state === "failed" ? <TriangleAlert aria-hidden className="size-4 shrink-0 text-danger" /> : null}
        <p className="min-w-0 flex-1 font-medium">{label}</p>
        <p aria-live="polite" className="num shrink-0 text-sm text-muted">
          {words}
        </p>
      </div>
      <ProgressBar
        label={label}
        size="md"
        tone={state === "failed" ? "danger" : "accent"}
        value={state === "failed" && share === null ? 0 : share}
        valueText={words}
      />
      {detail ? <p className="mt-2 text-sm text-muted">{detail}</p> : null}
      {onRetry || actions ? (
        <div className="mt-3 flex flex-wrap gap-2">
          {state === "failed" && onRetry ? <Button onClick={onRetry}>{strings.tryAgain}</Button> : null}
          {actions}
        </div>
      ) : null}
    </div>
  );
}
