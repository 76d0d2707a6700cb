"use client";

import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import { cn } from "./cn.ts";
import { FieldError, fieldIds } from "./field.tsx";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "size"> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Some but not all of the items it represents are checked. */
  indeterminate?: boolean;
  /** For a column of checkboxes in a table, whose rows already show the name. */
  hideLabel?: boolean;
};

/** A native checkbox with our style, so that register() and forms work as usual. */
export function Checkbox({
  label,
  hint,
  error,
  indeterminate = false,
  hideLabel = false,
  className,
  id: givenId,
  ...input
}: CheckboxProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  const ids = fieldIds(id, { hint, error });
  const mark = (
    <CheckboxMark
      {...input}
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      id={id}
      indeterminate={indeterminate}
      // Without words beside it, what is pressed reaches beyond the box.
      {...(hideLabel ? { "aria-label": label, className: "after:absolute after:-inset-[13px]" } : {})}
    />
  );
  return (
    <div className={cn("min-w-0", className)} data-field={input.name}>
      {hideLabel ? (
        mark
      ) : (
        <label htmlFor={id} className="flex items-start gap-2.5 touch:min-h-11 touch:items-center">
          {mark}
          <span className="min-w-0">
            <span className="block text-base">{label}</span>
            {hint ? (
              <span className="block text-sm text-muted" id={ids.hintId}>
                {hint}
              </span>
            ) : null}
          </span>
        </label>
      )}
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

/** One element: a table has many of them. Where the system gives the colours, it is the system's own. */
function CheckboxMark({
  indeterminate,
  className,
  ref,
  ...input
}: ComponentProps<"input"> & { indeterminate: boolean }) {
  const box = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <input
      {...input}
      className={cn(
        "checkbox-mark relative m-px grid size-[18px] shrink-0 appearance-none place-content-center rounded-[5px] border-[1.5px] border-control bg-surface transition-colors duration-150 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50 aria-invalid:border-danger forced-colors:appearance-auto",
        className,
      )}
      ref={(node) => {
        box.current = node;
        if (typeof ref === "function") ref(node);
        else if (ref) ref.current = node;
      }}
      type="checkbox"
    />
  );
}
