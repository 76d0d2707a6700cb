import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A wide table in a narrow window: the box scrolls sideways, by keyboard too, and the page does not. */
export function ScrollBox({
  label,
  className,
  ...rest
}: Omit<ComponentProps<"div">, "tabIndex" | "role"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: no landmark, as the card around it is one of the same name, and no fields.
    <div
      {...rest}
      aria-label={label}
      className={cn("relative overflow-x-auto outline-offset-[-2px]", className)}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard.
      tabIndex={0}
    />
  );
}
