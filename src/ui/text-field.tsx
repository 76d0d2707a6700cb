"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Field, type FieldProps, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";

type TextFieldProps = FieldProps &
  Omit<ComponentProps<"input">, keyof FieldProps | "size"> & {
    /** Inside the box, before the text. */
    startIcon?: ReactNode;
    /** Inside the box, after the text: a button or a unit. */
    end?: ReactNode;
    /** At the end of the label's line: "Forgot password?" */
    labelEnd?: ReactNode;
    inputClassName?: string;
  };

/**
 * Spread react-hook-form's `register("name")` onto it. For dates use `type="date"`: phones have their own date picker.
 */
export function TextField({
  label,
  hint,
  error,
  optional = false,
  hideLabel = false,
  className,
  startIcon,
  end,
  labelEnd,
  inputClassName,
  id: givenId,
  name,
  ...input
}: TextFieldProps) {
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
      <div className="relative">
        {startIcon ? (
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 start-3 flex items-center text-muted [&_svg]:size-4"
          >
            {startIcon}
          </span>
        ) : null}
        <input
          {...input}
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          aria-required={optional ? undefined : input.required}
          className={cn(
            inputStyle({ invalid: Boolean(error) }),
            startIcon && "ps-9",
            end && "pe-12",
            (input.inputMode === "decimal" || input.inputMode === "numeric") && "num",
            inputClassName,
          )}
          id={id}
          name={name}
        />
        {end ? <span className="absolute inset-y-0 end-1 flex items-center">{end}</span> : null}
      </div>
    </Field>
  );
}
