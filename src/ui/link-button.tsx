import type { VariantProps } from "class-variance-authority";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { buttonStyle } from "./button.tsx";
import { cn } from "./cn.ts";

type LinkButtonProps = ComponentProps<typeof Link> & VariantProps<typeof buttonStyle> & { icon?: ReactNode };

/** A link that looks like a button: it navigates, a Button acts. */
export function LinkButton({ variant, size, block, icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link {...rest} className={cn(buttonStyle({ variant, size, block }), className)}>
      {icon}
      {children}
    </Link>
  );
}
