import { Check } from "lucide-react";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type StepperProps = {
  /** The goal of the steps, for screen readers: "Import a framework". */
  label: string;
  steps: readonly string[];
  /** 0 is the first. */
  current: number;
  className?: string;
};

/** The position in a task of a few steps. It does not navigate: the page has Back and Next buttons. */
export function Stepper({ label, steps, current, className }: StepperProps) {
  return (
    <nav aria-label={label} className={className}>
      <p className="text-sm text-muted md:hidden">
        {strings.stepOf(current + 1, steps.length)}:{" "}
        <span className="font-medium text-foreground">{steps[current]}</span>
      </p>
      <ol className="flex items-center gap-3 max-md:mt-2 max-md:gap-1.5">
        {steps.map((step, index) => {
          const state = index < current ? "done" : index === current ? "current" : "ahead";
          return (
            <li
              aria-current={state === "current" ? "step" : undefined}
              className={cn(
                "flex items-center gap-2.5 text-base max-md:h-1.5 max-md:flex-1 max-md:rounded-full",
                state === "ahead" ? "text-muted max-md:bg-pip-off" : "max-md:bg-accent",
                state === "current" && "font-semibold",
              )}
              key={step}
            >
              {index > 0 ? <span aria-hidden className="h-px w-8 bg-border max-md:hidden" /> : null}
              <span
                aria-hidden
                className={cn(
                  "num inline-flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold max-md:hidden",
                  state === "done" && "bg-accent-soft text-accent-soft-foreground",
                  state === "current" && "bg-accent text-accent-foreground",
                  state === "ahead" && "border border-control text-muted",
                )}
              >
                {state === "done" ? <Check className="size-3.5" strokeWidth={3} /> : index + 1}
              </span>
              <span className="max-md:sr-only">{step}</span>
              {state === "done" ? <span className="sr-only"> ({strings.stepDone})</span> : null}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
