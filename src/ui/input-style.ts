import { cva } from "class-variance-authority";

/**
 * 40 px on a large screen, 44 px and 16 px text on touch devices. The border has a contrast of 3:1 against the page.
 */
export const inputStyle = cva(
  "block h-10 w-full min-w-0 rounded-ctl border bg-surface px-3 text-base text-foreground transition-colors duration-150 touch:h-11 touch:text-md disabled:cursor-not-allowed disabled:bg-surface-secondary disabled:text-muted [&[readonly]]:bg-surface-secondary focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus",
  {
    variants: {
      invalid: { true: "border-danger", false: "border-control hover:border-foreground/60" },
    },
    defaultVariants: { invalid: false },
  },
);
