import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** "View all" in a card's header, or a link in a sentence. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      className={cn(
        "inline-block min-h-6 rounded-sm py-0.5 font-medium text-accent underline-offset-2 hover:text-accent-hover hover:underline",
        className,
      )}
    />
  );
}
