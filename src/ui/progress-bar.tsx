import { cn } from "./cn.ts";

type ProgressBarProps = {
  /** 0 to 100; `null` if the share is not known. */
  value: number | null;
  /** The name of what it measures, for screen readers: "Patient assessment". */
  label: string;
  /** The value in words: "9 of 10". Defaults to the percentage. */
  valueText?: string;
  /** 6 px in cards and tables; 8 px on its own. */
  size?: "sm" | "md";
  tone?: "accent" | "warning" | "danger";
  className?: string;
};

export function ProgressBar({ value, label, valueText, size = "sm", tone = "accent", className }: ProgressBarProps) {
  const share = value === null ? 0 : Math.min(Math.max(value, 0), 100);
  return (
    <div
      aria-label={label}
      aria-valuemax={100}
      aria-valuemin={0}
      aria-valuenow={value === null ? undefined : Math.round(share * 10) / 10}
      aria-valuetext={valueText}
      className={cn("w-full overflow-hidden rounded-full bg-pip-off", size === "sm" ? "h-1.5" : "h-2", className)}
      role="progressbar"
    >
      <div
        className={cn(
          "h-full rounded-full transition-[width] duration-200",
          tone === "accent" && "bg-accent",
          tone === "warning" && "bg-warning",
          tone === "danger" && "bg-danger",
          value === null && "w-1/3 animate-skeleton",
        )}
        style={value === null ? undefined : { width: `${share}%` }}
      />
    </div>
  );
}
