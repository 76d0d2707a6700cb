"use client";

import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

type SwitchProps = Omit<ComponentProps<"input">, "type" | "size" | "role"> & {
  label: string;
  hint?: ReactNode;
};

/** For what takes effect at once. What is saved with a form is a Checkbox. */
export function Switch({ label, hint, className, id: givenId, ...input }: SwitchProps) {
  const ownId = useId();
  const id = givenId ?? ownId;
  return (
    <label
      className={cn("flex min-w-0 items-center justify-between gap-4 touch:min-h-11", className)}
      data-field={input.name}
    >
      <span className="min-w-0">
        <span className="block text-base font-medium">{label}</span>
        {hint ? (
          <span className="block text-sm text-muted" id={`${id}-hint`}>
            {hint}
          </span>
        ) : null}
      </span>
      <input
        {...input}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={cn(
          "relative h-6 w-10 shrink-0 appearance-none rounded-full bg-control transition-colors duration-150 checked:bg-accent disabled:opacity-50",
          "before:absolute before:start-[3px] before:top-[3px] before:size-[18px] before:rounded-full before:bg-surface before:transition-[translate] before:duration-150",
          "checked:before:translate-x-4 rtl:checked:before:-translate-x-4",
        )}
        id={id}
        // biome-ignore lint/a11y/useAriaPropsForRole: the native checkbox brings its checked state with it.
        role="switch"
        type="checkbox"
      />
    </label>
  );
}
