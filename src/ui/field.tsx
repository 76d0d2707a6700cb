import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

/** What every field of the kit accepts beside its own control's props. */
export type FieldProps = {
  label: string;
  /** Help that is always there, under the label. */
  hint?: ReactNode;
  /** What is wrong and how to mend it. Present means invalid. */
  error?: string | undefined;
  /** Fields are required unless marked: say "(optional)" on the few that are not. */
  optional?: boolean;
  /** Keeps the label for screen readers only, where the page already says it. */
  hideLabel?: boolean;
  /** Of the field's outer box. */
  className?: string | undefined;
};

export type FieldIds = { hintId: string | undefined; errorId: string | undefined; describedBy: string | undefined };

/** The ids that tie a control to its hint and error. */
export function fieldIds(id: string, parts: { hint?: ReactNode; error?: string | undefined }): FieldIds {
  const hintId = parts.hint ? `${id}-hint` : undefined;
  const errorId = parts.error ? `${id}-error` : undefined;
  return { hintId, errorId, describedBy: [hintId, errorId].filter(Boolean).join(" ") || undefined };
}

/** Label, hint, control, error, in that order. Text fields and selects are built on it; use it for controls of your own. */
export function Field({
  id,
  label,
  hint,
  error,
  optional = false,
  hideLabel = false,
  className,
  name,
  end,
  children,
}: FieldProps & { id: string; name?: string | undefined; end?: ReactNode; children: ReactNode }) {
  const ids = fieldIds(id, { hint, error });
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)} data-field={name}>
      <div className={cn("flex items-baseline justify-between gap-3", hideLabel && !end && "sr-only")}>
        <label className={cn("text-sm font-medium", hideLabel && "sr-only")} htmlFor={id} id={`${id}-label`}>
          {label}
          {optional ? <span className="font-normal text-muted"> ({strings.optional})</span> : null}
        </label>
        {end}
      </div>
      {hint ? (
        <p className="-mt-1 text-sm text-muted" id={ids.hintId}>
          {hint}
        </p>
      ) : null}
      {children}
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

/** Says what is wrong, with an icon so that red is not the only sign. */
export function FieldError({ id, children }: { id: string | undefined; children: ReactNode }) {
  if (!children) return null;
  return (
    <p className="mt-0.5 flex items-start gap-1.5 text-sm text-danger" id={id}>
      <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
