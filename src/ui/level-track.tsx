import { Flag } from "lucide-react";
import { shortLevelWord } from "#src/lib/short-level-word.ts";
import { cn } from "./cn.ts";
import { formatLevel, type ScaleKind } from "./level.tsx";
import { strings } from "./strings.ts";

type LevelTrackProps = {
  kind: ScaleKind;
  min: number;
  max: number;
  levels: readonly { value: number; label: string }[];
  /** `null` when there is no level yet: then only the target is drawn. */
  value: number | null;
  target: number;
  className?: string;
};

/** Above this many levels only their numbers are written. */
const mostWords = 5;

/** A level against its target: cells filled up to the level, the target's dashed and with a flag until it is reached. */
export function LevelTrack({ kind, min, max, levels, value, target, className }: LevelTrackProps) {
  const words = wordsOf(levels, kind);
  const spoken = [
    value === null ? strings.notEnoughEvidence : strings.levelNow(words(value)),
    strings.targetIs(words(target)),
  ].join(", ");
  if (kind === "NUMERIC") {
    return (
      <div aria-label={spoken} className={cn("w-full", className)} role="img">
        <Bar max={max} min={min} target={target} value={value} />
      </div>
    );
  }
  const cells = kind === "BINARY" ? [min, max] : Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const now = value === null ? null : Math.max(min, Math.floor(value));
  const withWords = cells.length <= mostWords;
  return (
    <div aria-label={spoken} className={cn("w-full", className)} role="img">
      <ol aria-hidden className="grid auto-cols-fr grid-flow-col gap-1">
        {cells.map((cell) => {
          const isFilled = now !== null && (kind === "BINARY" ? cell === now : cell <= now);
          return (
            <li className="flex min-w-0 flex-col gap-1.5 text-center" key={cell}>
              <span className="flex h-4 items-center justify-center gap-1 text-xs whitespace-nowrap">
                {cell === target ? (
                  <span className="inline-flex items-center gap-1 font-medium text-accent">
                    <Flag className="size-3" />
                    <span className={cn(cells.length > mostWords && "max-md:sr-only")}>{strings.targetLevel}</span>
                  </span>
                ) : cell === now ? (
                  <span className="font-medium">{strings.now}</span>
                ) : null}
              </span>
              <span
                className={cn(
                  "h-2 rounded-[3px]",
                  isFilled ? "bg-pip" : cell === target ? "border-[1.5px] border-dashed border-pip" : "bg-pip-off",
                )}
              />
              <span
                className={cn(
                  "truncate text-xs",
                  cell === now || cell === target ? "font-medium text-foreground" : "text-muted",
                )}
              >
                <span className={cn("num", withWords && "md:hidden")}>
                  {kind === "BINARY" ? words(cell) : formatLevel(cell)}
                </span>
                {withWords ? <span className="num max-md:hidden">{words(cell)}</span> : null}
              </span>
            </li>
          );
        })}
      </ol>
      {kind === "ORDINAL" ? (
        <p aria-hidden className="num mt-1 text-end text-xs text-muted md:hidden">
          {strings.targetIs(words(target))}
        </p>
      ) : null}
    </div>
  );
}

/** A scale with decimals is one bar, with the target as a mark on it. */
function Bar({ value, min, max, target }: { value: number | null; min: number; max: number; target: number }) {
  const at = (point: number) => `${(Math.min(Math.max((point - min) / (max - min), 0), 1) * 100).toFixed(2)}%`;
  const isNearEnd = (target - min) / (max - min) > 0.7;
  return (
    <div aria-hidden>
      <div className="relative h-5 text-xs">
        <span
          className={cn(
            "absolute inline-flex items-center gap-1 font-medium whitespace-nowrap text-accent",
            isNearEnd && "-translate-x-full rtl:translate-x-full",
          )}
          style={{ insetInlineStart: at(target) }}
        >
          <Flag className="size-3" />
          <span className="num">{strings.targetIs(formatLevel(target))}</span>
        </span>
      </div>
      <div className="relative h-2 rounded-[3px] bg-pip-off">
        {value === null ? null : <div className="h-full rounded-[3px] bg-pip" style={{ width: at(value) }} />}
        <span
          className="absolute -inset-y-1 w-0 border-s-[1.5px] border-dashed border-foreground"
          style={{ insetInlineStart: at(target) }}
        />
      </div>
      <div className="num mt-1.5 flex justify-between text-xs text-muted">
        <span>{formatLevel(min)}</span>
        <span>{formatLevel(max)}</span>
      </div>
    </div>
  );
}

/** "3 · Prompted"; of pass or fail the word alone. */
function wordsOf(levels: LevelTrackProps["levels"], kind: ScaleKind): (value: number) => string {
  return (value) => {
    const label = levels.find((level) => level.value === value)?.label;
    if (kind === "BINARY") return label ?? (value > 0 ? strings.pass : strings.fail);
    const number = formatLevel(value);
    return label === undefined || kind === "NUMERIC" ? number : strings.levelWord(number, shortLevelWord(label));
  };
}
