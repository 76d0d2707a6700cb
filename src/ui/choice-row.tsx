import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

type ChoiceRowProps = {
  name: string;
  value: string | number;
  checked: boolean;
  invalid: boolean;
  disabled: boolean;
  className?: string;
  onChoose: () => void;
  children: ReactNode;
};

/** One row of a choice: a native radio whose target is the whole row, and a mark at its end. */
export function ChoiceRow({ name, value, checked, invalid, disabled, className, onChoose, children }: ChoiceRowProps) {
  return (
    <label
      className={cn(
        "relative flex items-center gap-3 rounded-ctl border bg-surface px-3 transition-colors duration-150",
        className,
        checked
          ? "border-accent bg-accent-soft ring-1 ring-accent ring-inset"
          : "border-border hover:bg-surface-secondary",
        invalid && !checked && "border-danger",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
        disabled && "opacity-60",
      )}
    >
      <input
        checked={checked}
        className="absolute inset-0 size-full cursor-pointer appearance-none opacity-0 outline-none"
        disabled={disabled}
        name={name}
        onChange={onChoose}
        type="radio"
        value={value}
      />
      {children}
      <span
        aria-hidden
        className={cn(
          "inline-flex size-5 shrink-0 items-center justify-center rounded-full border-[1.5px]",
          checked ? "border-accent bg-accent text-accent-foreground" : "border-control bg-surface",
        )}
      >
        {checked ? <Check className="size-3.5" strokeWidth={3} /> : null}
      </span>
    </label>
  );
}
