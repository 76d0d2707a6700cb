import { ProgressBar } from "./progress-bar.tsx";
import { strings } from "./strings.ts";

/** "16 / 45" with a bar, for a table cell. `total` 0 is shown in words, not as 0%. */
export function CountBar({ done, total, label }: { done: number; total: number; label: string }) {
  if (total === 0) return <span className="text-sm text-muted">{strings.noneYet}</span>;
  return (
    <span className="inline-flex items-center gap-4 @max-2xl:gap-3">
      <span className="num min-w-13 text-sm whitespace-nowrap">{`${done} / ${total}`}</span>
      <ProgressBar className="w-20" label={label} value={(done / total) * 100} valueText={strings.outOf(done, total)} />
    </span>
  );
}
