import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/**
 * The names of our own tokens, so that a later `text-md` replaces an earlier `text-base` but does not replace a colour.
 */
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["2xs", "md", "kpi"],
      radius: ["ctl", "card", "dialog"],
      shadow: ["1", "2", "3"],
    },
  },
});

/** Joins class names; where two set the same property, the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
