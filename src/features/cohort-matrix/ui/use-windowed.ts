import { type RefObject, startTransition, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useGradually } from "#src/ui/use-gradually.ts";
import { columnsInSight, footHeight, headHeight, type Layout, rowsInSight, type Sizes } from "./geometry.ts";

type Range = { from: number; to: number };
type Sight = { rows: Range; columns: Range };

/** Drawn in one frame, on a machine that is slow. */
const rowsAtOnce = 3;

/** The rows and columns of a grid that are in sight, and all of them while it is printed. */
export function useWindowed(
  box: RefObject<HTMLElement | null>,
  { count, layout, sizes, sideWidth }: { count: number; layout: Layout; sizes: Sizes; sideWidth: () => number },
) {
  const [sight, setSight] = useState<Sight>({ rows: { from: 0, to: 0 }, columns: { from: 0, to: 0 } });
  const isPrinting = useRef(false);
  const measure = useRef(() => {});
  measure.current = () => {
    const element = box.current;
    if (!element) return;
    const all = isPrinting.current;
    const height = all ? Number.MAX_SAFE_INTEGER : element.clientHeight - headHeight - footHeight;
    const width = all ? Number.MAX_SAFE_INTEGER : element.clientWidth - sideWidth();
    const rows = rowsInSight(all ? 0 : element.scrollTop, height, sizes, count);
    const columns = columnsInSight(all ? 0 : Math.abs(element.scrollLeft), width, layout);
    setSight((known) => (isSame(known.rows, rows) && isSame(known.columns, columns) ? known : { rows, columns }));
  };
  // What is in sight may change with the order, the size of cells, and the number of columns.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `measure` reads them.
  useLayoutEffect(() => measure.current(), [count, layout, sizes]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let frame = 0;
    const later = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => startTransition(() => measure.current()));
    };
    const resized = new ResizeObserver(later);
    resized.observe(element);
    element.addEventListener("scroll", later, { passive: true });
    const print = (is: boolean) => () => {
      isPrinting.current = is;
      measure.current();
    };
    const [start, end] = [print(true), print(false)];
    window.addEventListener("beforeprint", start);
    window.addEventListener("afterprint", end);
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      element.removeEventListener("scroll", later);
      window.removeEventListener("beforeprint", start);
      window.removeEventListener("afterprint", end);
    };
  }, [box]);
  const { from, to } = sight.rows;
  const wanted = useMemo(() => listOf(from, Math.min(to, count)), [from, to, count]);
  const drawn = useGradually(wanted, rowsAtOnce);
  return { rows: isPrinting.current ? wanted : drawn, columns: sight.columns };
}

function isSame(a: Range, b: Range): boolean {
  return a.from === b.from && a.to === b.to;
}

export function listOf(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
