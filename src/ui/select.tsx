"use client";

import { ChevronDown } from "lucide-react";
import { useId } from "react";
import { cn } from "./cn.ts";
import { Field, type FieldProps, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";
import { strings } from "./strings.ts";

type Option<Value extends string = string> = { value: Value; label: string; disabled?: boolean };

type SelectProps<Value extends string> = FieldProps & {
  options: readonly Option<Value>[];
  /** `null` shows the placeholder. For "all" pass an explicit option. */
  value: Value | null;
  onValueChange: (value: Value) => void;
  placeholder?: string;
  name?: string;
  disabled?: boolean;
};

/**
 * Chooses one entry of a short list: the browser's own select, which a phone shows in its own way and which needs no
 * script. For a long or searched list use Combobox. With react-hook-form, wrap it in Controller.
 */
export function Select<Value extends string>({
  label,
  hint,
  error,
  optional = false,
  hideLabel = false,
  className,
  options,
  value,
  onValueChange,
  placeholder = strings.choose,
  name,
  disabled = false,
}: SelectProps<Value>) {
  const id = useId();
  const { describedBy } = fieldIds(id, { hint, error });
  return (
    <Field
      className={className}
      error={error}
      hideLabel={hideLabel}
      hint={hint}
      id={id}
      label={label}
      name={name}
      optional={optional}
    >
      <span className="relative block">
        <select
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          className={cn(
            inputStyle({ invalid: Boolean(error) }),
            "appearance-none truncate pe-9",
            value === null && "text-muted",
          )}
          disabled={disabled}
          id={id}
          name={name}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen) onValueChange(chosen.value);
          }}
          value={value ?? ""}
        >
          {value === null ? (
            <option disabled hidden value="">
              {placeholder}
            </option>
          ) : null}
          {options.map((option) => (
            <option
              className="text-foreground"
              disabled={option.disabled ?? false}
              key={option.value}
              value={option.value}
            >
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute end-3 top-1/2 size-4 -translate-y-1/2 text-muted"
        />
      </span>
    </Field>
  );
}
