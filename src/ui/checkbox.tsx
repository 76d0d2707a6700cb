"use client";

import { Check, Minus } from "lucide-react";
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
  return (
    <div className={cn("min-w-0", className)} data-field={input.name}>
      <label htmlFor={id} className={cn("flex items-start gap-2.5", !hideLabel && "touch:min-h-11 touch:items-center")}>
        <CheckboxMark
          {...input}
          aria-describedby={ids.describedBy}
          aria-invalid={error ? true : undefined}
          id={id}
          indeterminate={indeterminate}
        />
        <span className={cn("min-w-0", hideLabel && "sr-only")}>
          <span className="block text-base">{label}</span>
          {hint ? (
            <span className="block text-sm text-muted" id={ids.hintId}>
              {hint}
            </span>
          ) : null}
        </span>
      </label>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

function CheckboxMark({ indeterminate, ref, ...input }: ComponentProps<"input"> & { indeterminate: boolean }) {
  const box = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate;
  }, [indeterminate]);
  return (
    <span className="relative inline-flex size-5 shrink-0 items-center justify-center">
      <input
        {...input}
        className="peer size-[18px] appearance-none rounded-[5px] border-[1.5px] border-control bg-surface transition-colors duration-150 checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50 aria-invalid:border-danger"
        ref={(node) => {
          box.current = node;
          if (typeof ref === "function") ref(node);
          else if (ref) ref.current = node;
        }}
        type="checkbox"
      />
      <Check
        aria-hidden
        className="pointer-events-none absolute hidden size-3.5 text-accent-foreground peer-checked:block peer-indeterminate:hidden"
        strokeWidth={3}
      />
      <Minus
        aria-hidden
        className="pointer-events-none absolute hidden size-3.5 text-accent-foreground peer-indeterminate:block"
        strokeWidth={3}
      />
    </span>
  );
}
