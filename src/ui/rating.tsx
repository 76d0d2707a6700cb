import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { cn } from "./cn.ts";
import { Level, type ScaleKind } from "./level.tsx";

type RatingProps = {
  value: number | null;
  label: string | null;
  max: number;
  target: number;
  kind: ScaleKind;
  aligned?: boolean;
  /** Where there is room: the whole word. */
  whole?: boolean;
  className?: string;
};

/** A rating in the API's form, with its target. For a row long words have a short form, and the title has the whole one. */
export function Rating({ value, label, max, target, kind, aligned = false, whole = false, className }: RatingProps) {
  return (
    <span className={cn("inline-flex max-w-full min-w-0", className)} title={label ?? undefined}>
      <Level
        aligned={aligned}
        className="max-w-full min-w-0"
        scale={{ kind, minValue: 0, maxValue: max, levels: [] }}
        target={target}
        value={value}
        {...(label === null ? {} : { word: whole ? label : shortLevelWord(label) })}
      />
    </span>
  );
}
