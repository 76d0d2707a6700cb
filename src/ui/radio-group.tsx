"use client";

import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { FieldError, type FieldProps, fieldIds } from "./field.tsx";
import { strings } from "./strings.ts";

type RadioOption<Value extends string> = { value: Value; label: string; hint?: ReactNode; disabled?: boolean };

type RadioGroupProps<Value extends string> = FieldProps & {
  options: readonly RadioOption<Value>[];
  /** `null` until chosen. */
  value: Value | null;
  onValueChange: (value: Value) => void;
  name?: string;
  disabled?: boolean;
  /** Side by side if there is room, for two or three short words. */
  inline?: boolean;
};

/** Native radios: one Tab stop, arrows move. For levels use LevelChoice. */
export function RadioGroup<Value extends string>({
  label,
  hint,
  error,
  optional = false,
  hideLabel = false,
  className,
  options,
  value,
  onValueChange,
  name,
  disabled = false,
  inline = false,
}: RadioGroupProps<Value>) {
  const id = useId();
  const ids = fieldIds(id, { hint, error });
  return (
    <div
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      aria-labelledby={`${id}-label`}
      className={cn("min-w-0", className)}
      data-field={name}
      aria-disabled={disabled || undefined}
      role="radiogroup"
    >
      <span className={cn("mb-1.5 block text-sm font-medium", hideLabel && "sr-only")} id={`${id}-label`}>
        {label}
        {optional ? <span className="font-normal text-muted"> ({strings.optional})</span> : null}
      </span>
      {hint ? (
        <p className="-mt-1 mb-1.5 text-sm text-muted" id={ids.hintId}>
          {hint}
        </p>
      ) : null}
      <div className={cn("flex", inline ? "flex-wrap gap-x-6 gap-y-1" : "flex-col gap-2 touch:gap-0")}>
        {options.map((option) => (
          <label className="flex items-start gap-2.5 touch:min-h-11 touch:items-center" key={option.value}>
            <input
              checked={value === option.value}
              className="mt-px size-[18px] shrink-0 appearance-none rounded-full border-[1.5px] border-control bg-surface transition-[border-width] duration-150 checked:border-[5.5px] checked:border-accent disabled:opacity-50 touch:mt-0"
              disabled={disabled || option.disabled}
              name={name ?? id}
              onChange={() => onValueChange(option.value)}
              type="radio"
              value={option.value}
            />
            <span className="min-w-0">
              <span className="block text-base">{option.label}</span>
              {option.hint ? <span className="block text-sm text-muted">{option.hint}</span> : null}
            </span>
          </label>
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}
