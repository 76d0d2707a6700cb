"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { useId } from "react";
import { cn } from "./cn.ts";
import { Field, type FieldProps, fieldIds } from "./field.tsx";
import { inputStyle } from "./input-style.ts";
import { optionStyle, popupStyle } from "./popup-style.ts";
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
 * Chooses one entry of a short list. For a long or searched list use Combobox. With react-hook-form, wrap it in
 * Controller.
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
      <Base.Root
        disabled={disabled}
        items={options}
        modal={false}
        name={name}
        onValueChange={(next) => {
          if (next !== null) onValueChange(next);
        }}
        value={value}
      >
        <Base.Trigger
          aria-describedby={describedBy}
          aria-invalid={error ? true : undefined}
          aria-labelledby={`${id}-label`}
          className={cn(
            inputStyle({ invalid: Boolean(error) }),
            "flex items-center justify-between gap-2 text-start data-disabled:cursor-not-allowed data-disabled:bg-surface-secondary data-disabled:text-muted",
          )}
          id={id}
        >
          <Base.Value className="min-w-0 truncate data-placeholder:text-muted" placeholder={placeholder} />
          <Base.Icon className="shrink-0 text-muted">
            <ChevronDown aria-hidden className="size-4" />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner alignItemWithTrigger={false} className="z-50 outline-none" sideOffset={4}>
            <Base.Popup className={cn(popupStyle, "max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto")}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item
                    className={optionStyle}
                    disabled={option.disabled ?? false}
                    key={option.value}
                    value={option.value}
                  >
                    <Base.ItemText className="min-w-0 flex-1">{option.label}</Base.ItemText>
                    <Base.ItemIndicator>
                      <Check aria-hidden className="size-4 text-accent" />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}
