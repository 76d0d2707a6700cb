"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Field, type FieldProps, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";

type TextareaProps = FieldProps &
  Omit<ComponentProps<"textarea">, keyof FieldProps> & {
    /** At the end of the label's line: small buttons for what is typed. */
    labelEnd?: ReactNode;
  };

/** Grows with the text, from three lines to twelve. */
export function Textarea({
  label,
  hint,
  error,
  optional = false,
  hideLabel = false,
  className,
  id: givenId,
  name,
  rows = 3,
  labelEnd,
  ...input
}: TextareaProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  const { describedBy } = fieldIds(id, { hint, error });
  return (
    <Field
      className={className}
      end={labelEnd}
      error={error}
      hideLabel={hideLabel}
      hint={hint}
      id={id}
      label={label}
      name={name}
      optional={optional}
    >
      <textarea
        {...input}
        aria-describedby={describedBy}
        aria-invalid={error ? true : undefined}
        className={cn(
          inputStyle({ invalid: Boolean(error) }),
          "field-sizing-content h-auto max-h-72 min-h-20 resize-y py-2 touch:h-auto",
        )}
        id={id}
        name={name}
        rows={rows}
      />
    </Field>
  );
}
