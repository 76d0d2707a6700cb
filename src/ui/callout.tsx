import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type CalloutProps = {
  tone?: "info" | "success" | "warning" | "danger";
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Announced when it appears: the response to something that the reader just did. */
  live?: boolean;
  className?: string;
};

const looks = {
  info: { icon: Info, tint: "bg-accent-soft text-accent-soft-foreground" },
  success: { icon: CircleCheck, tint: "bg-success-soft text-success-soft-foreground" },
  warning: { icon: TriangleAlert, tint: "bg-warning-soft text-warning-soft-foreground" },
  danger: { icon: CircleAlert, tint: "bg-danger-soft text-danger-soft-foreground" },
};

/** A message in the page: an explanation, or the error of a whole form. */
export function Callout({ tone = "info", title, children, actions, live = false, className }: CalloutProps) {
  const { icon: Icon, tint } = looks[tone];
  return (
    <div
      className={cn("flex items-start gap-3 rounded-card px-4 py-3 text-base", tint, className)}
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-semibold">{title}</p> : null}
        {children ? <div>{children}</div> : null}
      </div>
      {actions ? <div className="shrink-0">{actions}</div> : null}
    </div>
  );
}
