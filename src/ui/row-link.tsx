import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/**
 * The link of a table row or card row: its text is the name, its target is the whole row. Other controls of the row
 * need `relative z-10` to stay above it.
 */
export function RowLink({ className, prefetch = false, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      // Fifty visible rows would otherwise prefetch fifty pages.
      prefetch={prefetch}
      className={cn(
        "font-medium outline-none after:absolute after:inset-0 after:rounded-ctl hover:text-accent focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
        className,
      )}
    />
  );
}
