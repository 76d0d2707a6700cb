import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

/** The props that every field has in addition to those of its control. */
export type FieldProps = {
  label: string;
  /** Help text that is always shown, below the label. */
  hint?: ReactNode;
  /** What is wrong and how to fix it. If present, the field is invalid. */
  error?: string | undefined;
  /** Fields are required unless marked: shows "(optional)". */
  optional?: boolean;
  /** Hides the label visually, for places where the page already shows it. */
  hideLabel?: boolean;
  /** For the outer box of the field. */
  className?: string | undefined;
};

export type FieldIds = { hintId: string | undefined; errorId: string | undefined; describedBy: string | undefined };

/** The ids that connect a control to its hint and error. */
export function fieldIds(id: string, parts: { hint?: ReactNode; error?: string | undefined }): FieldIds {
  const hintId = parts.hint ? `${id}-hint` : undefined;
  const errorId = parts.error ? `${id}-error` : undefined;
  return { hintId, errorId, describedBy: [hintId, errorId].filter(Boolean).join(" ") || undefined };
}

/** Label, hint, control, error, in that order. Text fields and selects use it; use it for your own controls. */
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
    <div className={cn("relative flex min-w-0 flex-col gap-1.5", className)} data-field={name}>
      <label
        className={cn("text-sm font-medium", end && "pe-36", hideLabel && "sr-only")}
        htmlFor={id}
        id={`${id}-label`}
      >
        {label}
        {optional ? <span className="font-normal text-muted"> ({strings.optional})</span> : null}
      </label>
      {hint ? (
        <p className="-mt-1 text-sm text-muted" id={ids.hintId}>
          {hint}
        </p>
      ) : null}
      {children}
      <FieldError id={ids.errorId}>{error}</FieldError>
      {/* Shown beside the label, but after the field for the keyboard: Tab goes from field to field. */}
      {end ? <span className="absolute end-0 top-0">{end}</span> : null}
    </div>
  );
}

/** Shows an error, with an icon so that colour is not the only sign. */
export function FieldError({ id, children }: { id: string | undefined; children: ReactNode }) {
  if (!children) return null;
  return (
    <p className="mt-0.5 flex items-start gap-1.5 text-sm text-danger" id={id}>
      <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
