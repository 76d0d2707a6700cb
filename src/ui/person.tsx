import type { ReactNode } from "react";
import { Avatar } from "./avatar.tsx";
import { cn } from "./cn.ts";

type PersonProps = {
  name: string;
  /** A number, a year, an email. */
  meta?: ReactNode;
  /** The name as a RowLink or TextLink instead of plain text. */
  link?: ReactNode;
  /** The address of their picture. */
  picture?: string | null | undefined;
  size?: "sm" | "md" | "lg";
  className?: string;
};

/** A person in two lines, with their initials. */
export function Person({ name, meta, link, picture, size = "sm", className }: PersonProps) {
  return (
    <span className={cn("flex min-w-0 items-center gap-3", className)}>
      <Avatar name={name} picture={picture} size={size} />
      <span className="min-w-0">
        <span className={cn("block truncate font-medium", size === "lg" && "text-md font-semibold")}>
          {link ?? name}
        </span>
        {meta ? (
          <span className={cn("num block truncate text-xs text-muted", size === "lg" && "text-sm")}>{meta}</span>
        ) : null}
      </span>
    </span>
  );
}
