import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export const buttonStyle = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-ctl border font-medium whitespace-nowrap select-none print:hidden transition-colors duration-150 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-accent-foreground hover:bg-accent-hover",
        secondary: "border-border bg-surface text-foreground hover:bg-surface-secondary dark:hover:bg-surface-tertiary",
        ghost: "border-transparent bg-transparent text-foreground hover:bg-surface-secondary",
        danger: "border-transparent bg-danger text-danger-foreground hover:opacity-90",
      },
      size: {
        /** 36 px, for everything on a large screen; 44 px on touch devices. */
        md: "h-9 px-3.5 text-base touch:h-11",
        /** 48 px: the primary action of a phone screen. */
        lg: "h-12 px-5 text-md",
      },
      block: { true: "w-full", false: "" },
    },
    defaultVariants: { variant: "secondary", size: "md", block: false },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonStyle> & {
    /** Shown before the text. */
    icon?: ReactNode;
    /** Keeps the button's width and focus, and refuses further presses, while the action runs. */
    loading?: boolean;
  };

/** At most one primary button a page; all others are secondary or ghost. */
export function Button({
  variant,
  size,
  block,
  icon,
  loading = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A busy button stays focusable: `disabled` would remove the focus of keyboard and screen reader.
      aria-disabled={loading || undefined}
      aria-busy={loading || undefined}
      className={cn(buttonStyle({ variant, size, block }), loading && "aria-disabled:opacity-100", className)}
      onClick={loading ? (event) => event.preventDefault() : onClick}
      type={type}
    >
      {loading ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </button>
  );
}
