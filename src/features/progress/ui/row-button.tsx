import type { ComponentProps } from "react";
import { cn } from "#src/ui/cn.ts";

/** Like RowLink, for a row that opens something over the page: its text is the name, the whole row can be clicked. */
export function RowButton({ className, ...rest }: ComponentProps<"button">) {
  return (
    <button
      {...rest}
      className={cn(
        "max-w-full text-start font-medium outline-none after:absolute after:inset-0 hover:text-accent focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
        className,
      )}
      type="button"
    />
  );
}
