import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export const iconButtonStyle = cva(
  "relative inline-flex shrink-0 items-center justify-center print:hidden rounded-ctl border border-transparent text-muted transition-colors duration-150 select-none disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-5",
  {
    variants: {
      variant: {
        ghost: "hover:bg-surface-secondary hover:text-foreground",
        secondary: "border-border bg-surface text-foreground hover:bg-surface-secondary",
        danger: "hover:bg-danger-soft hover:text-danger-soft-foreground",
      },
      size: {
        md: "size-10 touch:size-11",
        /** For use inside fields and dense rows on a large screen. */
        sm: "size-8 touch:size-11 [&_svg]:size-4",
      },
    },
    defaultVariants: { variant: "ghost", size: "md" },
  },
);

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> &
  VariantProps<typeof iconButtonStyle> & {
    /** The action in words: an icon alone has no accessible name. */
    label: string;
    icon: ReactNode;
    loading?: boolean;
  };

export function IconButton({
  label,
  icon,
  variant,
  size,
  loading = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      aria-label={label}
      className={cn(iconButtonStyle({ variant, size }), className)}
      onClick={loading ? (event) => event.preventDefault() : onClick}
      type={type}
    >
      {loading ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </button>
  );
}
