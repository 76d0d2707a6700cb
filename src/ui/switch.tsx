import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

type SwitchProps = Omit<ComponentProps<"input">, "type" | "role" | "size"> & {
  /** What it switches; the words beside it are those of the place. */
  label: string;
};

/** On or off at once, without a form: a native checkbox, so that Space and labels work as usual. */
export function Switch({ label, className, ...input }: SwitchProps) {
  return (
    <input
      {...input}
      aria-label={label}
      className={cn(
        "relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-full bg-control transition-colors duration-150 checked:bg-accent disabled:cursor-default disabled:opacity-50 forced-colors:appearance-auto",
        "before:absolute before:start-[3px] before:top-[3px] before:size-[18px] before:rounded-full before:bg-surface before:transition-[inset-inline-start] before:duration-150 checked:before:start-[19px] checked:before:bg-accent-foreground forced-colors:before:hidden",
        // What is pressed reaches beyond the track.
        "after:absolute after:-inset-x-1 after:-inset-y-2.5",
        className,
      )}
      // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says itself whether it is checked.
      role="switch"
      type="checkbox"
    />
  );
}
