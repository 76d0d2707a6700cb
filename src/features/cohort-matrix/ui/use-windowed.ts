import { type RefObject, startTransition, useEffect, useRef, useState } from "react";
import { blocksInSight, footHeight, headHeight, type Layout, rowsInSight, type Sizes } from "./geometry.ts";

type Range = { from: number; to: number };
export type Sight = { rows: Range; blocks: Range; isPrinting: boolean };

const nothing = { from: 0, to: 0 };

/** The rows and the blocks of columns of a grid that are in sight, and all of them while it is printed. */
export function useWindowed(
  box: RefObject<HTMLElement | null>,
  { count, layout, sizes, sideWidth }: { count: number; layout: Layout; sizes: Sizes; sideWidth: () => number },
): Sight {
  const [sight, setSight] = useState<Sight>({ rows: nothing, blocks: nothing, isPrinting: false });
  const isPrinting = useRef(false);
  const measure = useRef(() => {});
  measure.current = () => {
    const element = box.current;
    if (!element) return;
    const all = isPrinting.current;
    const height = all ? Number.MAX_SAFE_INTEGER : element.clientHeight - headHeight - footHeight;
    const width = all ? Number.MAX_SAFE_INTEGER : element.clientWidth - sideWidth();
    const rows = rowsInSight(all ? 0 : element.scrollTop, height, sizes, count);
    const blocks = blocksInSight(all ? 0 : Math.abs(element.scrollLeft), width, layout);
    setSight((known) =>
      isSame(known.rows, rows) && isSame(known.blocks, blocks) && known.isPrinting === all
        ? known
        : { rows, blocks, isPrinting: all },
    );
  };
  // What is in sight may change with the order, the size of cells, and the number of columns. It is measured in the next
  // frame, since to lay out what was just drawn, in the same task, takes a slow machine too long.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `measure` reads them.
  useEffect(() => measureLater(measure), [count, layout, sizes]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let cancel = () => {};
    const later = () => {
      cancel();
      cancel = measureLater(measure);
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
      cancel();
      resized.disconnect();
      element.removeEventListener("scroll", later);
      window.removeEventListener("beforeprint", start);
      window.removeEventListener("afterprint", end);
    };
  }, [box]);
  return sight;
}

function measureLater(measure: RefObject<() => void>): () => void {
  const frame = requestAnimationFrame(() => startTransition(() => measure.current()));
  return () => cancelAnimationFrame(frame);
}

function isSame(a: Range, b: Range): boolean {
  return a.from === b.from && a.to === b.to;
}

export function listOf(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}
