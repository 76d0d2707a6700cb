import { cn } from "#src/ui/cn.ts";

/**
 * Two shares of a hundred on one line: an empty ring for the earlier, a filled dot for the later. The numbers stand beside
 * it, so it says nothing of its own; a fall is also in another colour.
 */
export function Dumbbell({
  earlier,
  later,
  className,
}: {
  earlier: number | null;
  later: number | null;
  className?: string;
}) {
  const place = (share: number) => ({ insetInlineStart: `${share}%` });
  const [low, high] = [Math.min(earlier ?? 0, later ?? 0), Math.max(earlier ?? 0, later ?? 0)];
  const hasFallen = earlier !== null && later !== null && later < earlier;
  return (
    <span aria-hidden className={cn("relative mx-1 block h-3 max-w-32", className)}>
      <span className="absolute inset-x-0 top-1/2 h-px bg-border" />
      {earlier !== null && later !== null ? (
        <span
          className={cn("absolute top-[5px] h-0.5", hasFallen ? "bg-warning" : "bg-accent")}
          style={{ insetInlineStart: `${low}%`, width: `${high - low}%` }}
        />
      ) : null}
      {earlier === null ? null : (
        <span
          className="absolute top-0.5 size-2 -translate-x-1/2 rounded-full border border-muted bg-surface rtl:translate-x-1/2"
          style={place(earlier)}
        />
      )}
      {later === null ? null : (
        <span
          className={cn(
            "absolute top-0.5 size-2 -translate-x-1/2 rounded-full rtl:translate-x-1/2",
            hasFallen ? "bg-warning" : "bg-accent",
          )}
          style={place(later)}
        />
      )}
    </span>
  );
}
