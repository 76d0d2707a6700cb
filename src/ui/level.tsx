import { CircleCheck, CircleX } from "lucide-react";
import { Badge } from "./badge.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

export type ScaleKind = "ORDINAL" | "NUMERIC" | "BINARY";

/** A rating scale as the UI needs it; the API's scale can be passed unchanged. */
export type Scale = {
  kind: ScaleKind;
  minValue: number;
  maxValue: number;
  levels: readonly { value: number; label: string; description?: string | null | undefined }[];
};

type LevelProps = {
  /** `null` when there is too little evidence: shown in words, never as 0. */
  value: number | null;
  /** The word for the level. With `scale` it is looked up. */
  word?: string | undefined;
  scale?: Scale | undefined;
  /** Without `scale`: the number of pips. */
  max?: number;
  /** A level never stands without its target; pass and fail name it themselves. */
  target: number;
  /** For the ends of list rows: a fixed width, so that the pips are aligned. */
  aligned?: boolean;
  className?: string;
};

/** Pips, number, word and target: a level is never shown by colour alone. */
export function Level({
  value,
  word,
  scale,
  max = scale?.maxValue ?? 5,
  target,
  aligned = false,
  className,
}: LevelProps) {
  if (value === null)
    return (
      <span className={cn("inline-block text-xs whitespace-nowrap text-muted", aligned && "md:w-34", className)}>
        {strings.notEnoughEvidence}
      </span>
    );

  const shownWord = word ?? levelWordOf(value, scale);
  if (scale?.kind === "BINARY") {
    const passed = value >= scale.maxValue;
    return (
      <Badge
        className={className ?? ""}
        icon={passed ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
        tone={passed ? "success" : "danger"}
      >
        {shownWord ?? (passed ? strings.pass : strings.fail)}
      </Badge>
    );
  }

  const number = formatLevel(value);
  return (
    <span className={cn("inline-flex items-center gap-2 whitespace-nowrap", aligned && "md:w-34", className)}>
      <Pips filled={Math.floor(value)} max={Math.round(max)} />
      <span className="num inline-flex min-w-0 text-xs text-muted">
        <span className="min-w-0 truncate">
          {shownWord ? strings.levelWord(number, shownWord) : strings.outOf(Number(number), max)}
        </span>
        <span className="shrink-0 whitespace-pre">{strings.andTarget(formatLevel(target))}</span>
      </span>
    </span>
  );
}

/** Decorative beside the number and word, so it is hidden from screen readers. */
export function Pips({ filled, max }: { filled: number; max: number }) {
  return (
    <span aria-hidden className="flex gap-[3px]">
      {Array.from({ length: max }, (_, index) => index + 1).map((pip) => (
        <span className={cn("h-3 w-[5px] rounded-[2px]", pip <= filled ? "bg-pip" : "bg-pip-off")} key={pip} />
      ))}
    </span>
  );
}

/** The number in its tile, as in the rows of a level choice. The scale is divided into five tints. */
export function LevelTile({
  value,
  min = 1,
  max = 5,
  className,
}: {
  value: number;
  min?: number;
  max?: number;
  className?: string;
}) {
  return (
    <span
      aria-hidden
      className={cn(
        "num inline-flex size-9 shrink-0 items-center justify-center rounded-ctl text-md font-semibold",
        tintOf(value, min, max),
        className,
      )}
    >
      {formatLevel(value)}
    </span>
  );
}

const tints = [
  "bg-(--lvl-1) text-(--lvl-1-fg)",
  "bg-(--lvl-2) text-(--lvl-2-fg)",
  "bg-(--lvl-3) text-(--lvl-3-fg)",
  "bg-(--lvl-4) text-(--lvl-4-fg)",
  "bg-(--lvl-5) text-(--lvl-5-fg)",
];

/** The classes of a value's tint, for a cell that is filled with it. */
export function tintOf(value: number, min: number, max: number): string {
  return tints[levelTint(value, min, max) - 1] ?? "";
}

/** Which of the five tints represents a value: lowest 1, highest 5. */
function levelTint(value: number, min: number, max: number): number {
  if (max <= min) return 5;
  const share = Math.min(Math.max((value - min) / (max - min), 0), 1);
  return Math.round(share * 4) + 1;
}

/** At most two decimals, without trailing zeros: 4, 4.5, 3.48. */
export function formatLevel(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The word for a value: of that level, or of the level reached on an ordinal scale. */
export function levelWordOf(value: number, scale: Scale | undefined): string | undefined {
  if (!scale || scale.kind === "NUMERIC") return undefined;
  const reached = scale.levels.filter((level) => level.value <= value).sort((a, b) => b.value - a.value);
  return reached[0]?.label;
}
