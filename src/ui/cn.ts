import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** Our own token names, so that a later `text-md` replaces an earlier `text-base` and leaves colours alone. */
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
