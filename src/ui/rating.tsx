import { cn } from "./cn.ts";
import { Level, type ScaleKind } from "./level.tsx";

type RatingProps = {
  value: number | null;
  label: string | null;
  max: number;
  target: number;
  kind: ScaleKind;
  aligned?: boolean;
  className?: string;
};

/** A rating in the API's form, with its target. A long label is truncated to the line; the title has the full text. */
export function Rating({ value, label, max, target, kind, aligned = false, className }: RatingProps) {
  return (
    <span className={cn("inline-flex max-w-full min-w-0", className)} title={label ?? undefined}>
      <Level
        aligned={aligned}
        className="max-w-full min-w-0"
        scale={{ kind, minValue: 0, maxValue: max, levels: [] }}
        target={target}
        value={value}
        {...(label === null ? {} : { word: label })}
      />
    </span>
  );
}
