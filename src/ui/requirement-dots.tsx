import { Check } from "lucide-react";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

/** More than these are a number only. */
const mostDots = 6;

/** "2 of 3" and as many dots, those that are there with a tick. For counts of what is required; levels have pips. */
export function RequirementDots({ have, need, className }: { have: number; need: number; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 whitespace-nowrap", className)}>
      <span className="num text-sm text-muted">{strings.outOf(have, need)}</span>
      {need > mostDots ? null : (
        <span aria-hidden className="flex gap-1">
          {Array.from({ length: need }, (_, index) => index).map((dot) => (
            <span
              className={cn(
                "inline-flex size-4 items-center justify-center rounded-full border",
                dot < have ? "border-pip bg-pip text-surface" : "border-muted",
              )}
              key={dot}
            >
              {dot < have ? <Check className="size-3" strokeWidth={3} /> : null}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}
