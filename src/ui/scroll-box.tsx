import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A wide table in a narrow window: the box scrolls sideways, by keyboard too, and the page does not. */
export function ScrollBox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<"section">, "tabIndex"> & { label: string }) {
  return (
    <section
      {...rest}
      aria-label={label}
      className={cn("relative overflow-x-auto outline-offset-[-2px]", className)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
      tabIndex={0}
    />
  );
}
